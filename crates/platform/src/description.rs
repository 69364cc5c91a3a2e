//! What is known of a service without building it.

use contracts::services::ServiceInfo;
use server::{Endpoints, RouteRule};
use sqlx::migrate::Migrator;
use utoipa::openapi::OpenApi;

/// The constants of one `Service`, without its type.
#[derive(Clone, Copy)]
pub(crate) struct Description {
    pub(crate) info: ServiceInfo,
    pub(crate) schema: fn() -> &'static Migrator,
    pub(crate) openapi: fn() -> OpenApi,
    pub(crate) endpoints: fn() -> Vec<Endpoints>,
}

impl Description {
    pub(crate) fn rules(&self) -> Vec<RouteRule> {
        (self.endpoints)().iter().flat_map(|endpoints| endpoints.rules()).collect()
    }
}
