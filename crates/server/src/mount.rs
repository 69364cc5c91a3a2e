//! What a service hands to a binary: its routes, its background work, and how to tell whether it can work.

use std::sync::Arc;

use actix_web::web::ServiceConfig;
use lifecycle::{ReadyCheck, Worker};

/// Registers the routes of one service, on every HTTP thread anew. Each service takes a scope of its own
/// (`web::scope("/api/orders")`) and puts its state *on that scope*: two services that share a scope hide each other's routes, and app data of
/// one type from two services becomes that of the last.
pub type Routes = Arc<dyn Fn(&mut ServiceConfig) + Send + Sync>;

/// For a mount that has nothing to be asked there.
#[must_use]
pub fn no_routes() -> Routes {
    Arc::new(|_| {})
}

/// One service, ready to be served, alone or beside others.
pub struct Mount {
    pub name: &'static str,
    pub routes: Routes,
    /// What other services may ask, relative to `/internal/<name>`. Served on the internal listener alone, to whoever shows a token for
    /// this service.
    pub internal: Routes,
    pub workers: Vec<Worker>,
    pub checks: Vec<Arc<dyn ReadyCheck>>,
    /// Its part of the API description, with full paths.
    pub openapi: utoipa::openapi::OpenApi,
}
