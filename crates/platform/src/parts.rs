//! A platform for a service that is tested by itself.

use std::sync::Arc;

use ::bus::Bus;
use lifecycle::Lifecycle;
use primitives::{Clock, IdSource};
use settings::Secret;
use sql::Database;

use crate::process::Process;
use crate::process_context::ProcessContext;
use crate::{Platform, Service, service};

/// What a test hands to a service instead of what a process would open.
pub struct Parts {
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn IdSource>,
    pub lifecycle: Lifecycle,
    pub secret: Secret<Vec<u8>>,
    pub bus: Arc<dyn Bus>,
    /// With the service's tables.
    pub database: Database,
}

impl Platform {
    /// The service's neighbours are those that the test has provided.
    #[must_use]
    pub fn of_parts<S: Service>(parts: Parts) -> Self {
        let Parts { clock, ids, lifecycle, secret, bus, database } = parts;
        let process = Process::of_parts(ProcessContext { clock, ids, lifecycle }, secret, bus);
        Self::new(service::description::<S>(), Arc::new(process), Some(database))
    }
}
