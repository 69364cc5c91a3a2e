//! The listener for other services and for operators: each service's routes in a scope of its own, and the check of who calls them.

use std::sync::Arc;

use access::ServiceKey;
use actix_web::HttpMessage;
use actix_web::body::BoxBody;
use actix_web::dev::ServiceRequest;
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data, ServiceConfig};
use contracts::api::PREFIX;
use primitives::Clock;

use crate::bearer::bearer;
use crate::door::{VerifiedNeighbour, not_a_neighbour, pass};
use crate::extract::BodyBytesMax;
use crate::own::health::Health;
use crate::{ApiError, Routes, own};

/// A list of all orders of an arena fits in.
const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What all internal routes of a process have in common.
#[derive(Clone)]
pub(crate) struct InternalRoutes {
    pub(crate) key: ServiceKey,
    pub(crate) clock: Arc<dyn Clock>,
    /// By the name of the service that answers them.
    pub(crate) services: Vec<(&'static str, Routes)>,
    pub(crate) health: Data<Health>,
}

impl InternalRoutes {
    /// All paths of a scope require a token, those that do not exist too. What operators ask needs none: their tools have the network.
    #[expect(
        clippy::disallowed_methods,
        reason = "each of these has its rule, and the scope as a whole has it too"
    )]
    pub(crate) fn register(&self, config: &mut ServiceConfig) {
        config.app_data(BodyBytesMax(BODY_BYTES_MAX)).app_data(self.health.clone());
        for (service, routes) in &self.services {
            let (service, routes) = (*service, Arc::clone(routes));
            let (key, clock) = (self.key.clone(), Arc::clone(&self.clock));
            let scope = web::scope(&format!("{PREFIX}/{service}"))
                .wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| {
                    let admitted = admit(&request, service, &key, clock.as_ref());
                    pass(admitted, request, next)
                }))
                .configure(|config| routes(config));
            config.service(scope);
        }
        own::internal(config);
    }
}

fn admit(
    request: &ServiceRequest,
    service: &'static str,
    key: &ServiceKey,
    clock: &dyn Clock,
) -> Result<(), ApiError> {
    let token = bearer(request.headers()).unwrap_or_default();
    if let Err(refused) = key.verify(service, token, clock.now()) {
        tracing::warn!(service, error = %refused, "an internal call was refused");
        return Err(not_a_neighbour());
    }
    request.extensions_mut().insert(VerifiedNeighbour);
    Ok(())
}
