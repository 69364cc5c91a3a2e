//! A part of a site: routes, background work, and how to tell whether it can work.

use std::sync::Arc;

use actix_web::web::ServiceConfig;
use lifecycle::{ReadyCheck, Worker};
use utoipa::openapi::OpenApi;

use crate::{RouteRule, SharedRates};

/// Registers the routes of one service, on every HTTP thread anew. Each service takes a scope of its own
/// (`Endpoints::below("/api/orders")`) and puts its state *on that scope*: two services that share a scope hide each other's routes, and app data of
/// one type from two services becomes that of the last.
pub type Routes = Arc<dyn Fn(&mut ServiceConfig) + Send + Sync>;

/// A service, or something else that is served, alone or beside others.
pub struct Mount {
    pub name: &'static str,
    pub routes: Routes,
    /// What other services may call, relative to `/internal/<name>`. Served on the internal listener alone, to callers with a token for this
    /// service.
    pub internal: Routes,
    pub workers: Vec<Worker>,
    pub checks: Vec<Arc<dyn ReadyCheck>>,
    /// Its part of the API description, with full paths.
    pub openapi: OpenApi,
    /// Who may call its routes, as far as they are described or shown in the table of who may call what.
    pub rules: Vec<RouteRule>,
    /// What counts rates together with other processes: of one mount of a site.
    pub shared_rates: Option<Arc<dyn SharedRates>>,
}

impl Mount {
    /// With nothing in it yet.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            routes: Arc::new(|_| {}),
            internal: Arc::new(|_| {}),
            workers: Vec::new(),
            checks: Vec::new(),
            openapi: OpenApi::default(),
            rules: Vec::new(),
            shared_rates: None,
        }
    }
}
