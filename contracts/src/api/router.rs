//! What is generic over the services: what all their traits have in common, and where their calls are answered.

use std::pin::Pin;
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

    /// Adds each call of the service to what answers requests.
    fn routes(api: &Arc<Self>, router: &mut impl Router);
}

/// An answer in the making.
pub type Pending<A> = Pin<Box<dyn Future<Output = Result<A, CallError>> + Send>>;

/// Answers the calls of one service. A call carries nothing, the event in its path, or a body in JSON.
pub trait Router {
    fn plain<A: Answer>(&mut self, route: &'static Route, answer: impl Fn() -> Pending<A> + Clone + 'static);

    fn event<A: Answer>(
        &mut self,
        route: &'static Route,
        answer: impl Fn(EventId) -> Pending<A> + Clone + 'static,
    );

    fn body<B: DeserializeOwned + 'static, A: Answer>(
        &mut self,
        route: &'static Route,
        answer: impl Fn(B) -> Pending<A> + Clone + 'static,
    );
}
