//! What is known of a service without building it.

use contracts::services::ServiceInfo;
use sqlx::migrate::Migrator;
use utoipa::openapi::OpenApi;

/// The constants of one `Service`, without its type.
#[derive(Clone, Copy)]
pub(crate) struct Description {
    pub(crate) info: ServiceInfo,
    pub(crate) schema: fn() -> &'static Migrator,
    pub(crate) openapi: fn() -> OpenApi,
}
