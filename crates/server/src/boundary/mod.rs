//! What surrounds every request: its trace, its timeout, a catch for panics of its handler, its metrics and its log line.
//!
//! One middleware instead of five, because each layer costs every request a boxed future, and because they share what they
//! know: the route, the trace id and the outcome.

mod answer;
mod answer_body;
mod cors;
mod gate;
mod listener;
mod refusal_form;
mod request_body;
mod routes;
mod span;

use std::future::{Ready, ready};
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::ResponseError;
use actix_web::body::BoxBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::error::{Error, InternalError};
use futures::FutureExt;
use futures::future::LocalBoxFuture;
use lifecycle::Stop;
use tracing::Instrument;

use crate::HttpConfig;
use crate::boundary::answer::Exchange;
use crate::boundary::listener::Listener;
use crate::boundary::routes::Routes;
use crate::connections::UnsentBytes;

pub(crate) use crate::boundary::listener::Origin;
pub(crate) use crate::boundary::routes::Owners;

/// Created once for each listener, and instantiated in each HTTP thread.
#[derive(Clone)]
pub(crate) struct Boundary {
    owners: Arc<Owners>,
    listener: Listener,
}

impl Boundary {
    pub(crate) fn new(
        owners: Arc<Owners>,
        config: Arc<HttpConfig>,
        unsent: Arc<UnsentBytes>,
        origin: Origin,
        closing: Stop,
    ) -> Self {
        Self { owners, listener: Listener { config, unsent, origin, closing } }
    }
}

impl<S> Transform<S, ServiceRequest> for Boundary
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type InitError = ();
    type Transform = BoundaryService<S>;
    type Future = Ready<Result<Self::Transform, Self::InitError>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let routes = Routes::new(Arc::clone(&self.owners));
        ready(Ok(BoundaryService { service: Rc::new(service), routes, listener: self.listener.clone() }))
    }
}

pub(crate) struct BoundaryService<S> {
    service: Rc<S>,
    routes: Routes,
    listener: Listener,
}

impl<S> Service<ServiceRequest> for BoundaryService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Self::Error>>;

    forward_ready!(service);

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let in_progress = request_body::begin(&mut request);
        let route = self.routes.of(&request);
        let span = span::of(&request, &route, self.listener.origin);
        let trace_id = telemetry::trace_id(&span);
        let exchange = Exchange::begin(&request, route, trace_id, span.clone(), &self.listener, in_progress);
        let passed = gate::pass(&request, &self.listener);
        let (service, timeout) = (Rc::clone(&self.service), self.listener.config.request_timeout);
        let answered = async move {
            if let Err(refused) = passed {
                return Err(wrapped(exchange.finish(refused.error_response())));
            }
            if let Some(permission) = exchange.cors().preflight(&request) {
                return Err(wrapped(exchange.finish(permission)));
            }
            let handled = AssertUnwindSafe(async { service.call(request).await }).catch_unwind();
            match tokio::time::timeout(timeout, handled).await {
                Ok(Ok(Ok(response))) => {
                    let (request, response) = response.into_parts();
                    let response = exchange.finish(response);
                    Ok(ServiceResponse::new(request, response))
                }
                // The request is gone with the handler, so only the response travels on, wrapped as an error.
                Ok(Ok(Err(error))) => Err(wrapped(exchange.finish(error.error_response()))),
                Ok(Err(panic)) => Err(wrapped(exchange.finish_panicked(panic.as_ref()))),
                Err(_) => Err(wrapped(exchange.finish_timed_out(timeout))),
            }
        };
        Box::pin(answered.instrument(span))
    }
}

fn wrapped(response: actix_web::HttpResponse) -> Error {
    InternalError::from_response("answered by the boundary", response).into()
}
