//! What is generic over the services: the trait of all their traits, and where their calls are answered.

use std::future::Future;
use std::sync::Arc;

use primitives::EventId;
use serde::de::DeserializeOwned;

use super::{Answer, CallError, Local, Route, Transport};
use crate::services::ServiceInfo;

/// Everything that follows from the declaration of a service's calls. Implemented by `dyn CatalogApi`, `dyn OrderApi` and so on.
pub trait Api: Send + Sync + 'static {
    const SERVICE: ServiceInfo;

    /// The service in another process.
    fn remote(transport: impl Transport) -> Arc<Self>;

    /// The service in this process, built before or after its callers.
    fn late(local: &Local<Self>) -> Arc<Self>;

    /// Adds each call of the service to whatever answers requests.
    fn routes(api: &Arc<Self>, router: &mut impl Router);
}

/// Answers the calls of one service. There is a method for each kind of call: one that carries nothing, one that names an event in its
/// path, and one with a body in JSON.
pub trait Router {
    fn plain<A, F>(&mut self, route: &'static Route, answer: impl Fn() -> F + Clone + 'static)
    where
        A: Answer,
        F: Future<Output = Result<A, CallError>> + 'static;

    fn event<A, F>(&mut self, route: &'static Route, answer: impl Fn(EventId) -> F + Clone + 'static)
    where
        A: Answer,
        F: Future<Output = Result<A, CallError>> + 'static;

    fn body<B, A, F>(&mut self, route: &'static Route, answer: impl Fn(B) -> F + Clone + 'static)
    where
        B: DeserializeOwned + 'static,
        A: Answer,
        F: Future<Output = Result<A, CallError>> + 'static;
}
