//! `/healthz`: is the process alive? `/readyz`: should it be given work?

use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpResponse, web};
use contracts::ErrorCode;
use contracts::http::error::ErrorBody;
use futures::future::join_all;
use lifecycle::{ReadyCheck, Stop};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{ApiError, QueryParams};

const CHECK_TIMEOUT: Duration = Duration::from_secs(1);

/// What readiness depends on: every dependency of every service here.
pub(crate) struct Health {
    pub(crate) checks: Vec<Arc<dyn ReadyCheck>>,
    pub(crate) stopping: Stop,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AliveParams {
    /// `ping` also asks every dependency.
    #[param(example = "ping", pattern = "^ping$")]
    db: Option<String>,
}

#[utoipa::path(
    get, path = "/healthz", tag = "operations", operation_id = "healthz", params(AliveParams),
    responses(
        (status = 200, description = "The process is alive", content_type = "text/plain", body = String),
        (status = 400, description = "BAD_REQUEST: `db` is something else", body = ErrorBody),
        (status = 503, description = "A dependency does not answer; only with `db=ping`", body = ErrorBody),
    )
)]
pub(crate) async fn alive(
    params: QueryParams<AliveParams>,
    health: web::Data<Health>,
) -> Result<HttpResponse, ApiError> {
    match params.0.db.as_deref() {
        None => {}
        Some("ping") => health.check_all().await?,
        Some(_) => return Err(ApiError::new(ErrorCode::BadRequest, "the parameter db is `ping` or absent")),
    }
    Ok(fine())
}

#[utoipa::path(
    get, path = "/readyz", tag = "operations", operation_id = "readyz",
    responses(
        (status = 200, description = "Ready for work", content_type = "text/plain", body = String),
        (status = 503, description = "Stopping, or the named dependency does not answer", body = ErrorBody),
    )
)]
pub(crate) async fn ready(health: web::Data<Health>) -> Result<HttpResponse, ApiError> {
    if health.stopping.is_stopped() {
        return Err(ApiError::new(ErrorCode::Unavailable, "the server is stopping"));
    }
    health.check_all().await?;
    Ok(fine())
}

impl Health {
    /// Checks all dependencies at once. The answer names those that fail; the reasons are for the log.
    async fn check_all(&self) -> Result<(), ApiError> {
        let checked = self.checks.iter().map(|check| async {
            let answer = tokio::time::timeout(CHECK_TIMEOUT, check.check()).await;
            let error = answer.unwrap_or_else(|_| Err("no answer within a second".into())).err()?;
            let error = error.as_ref() as &dyn std::error::Error;
            tracing::warn!(dependency = check.name(), error, "a dependency is not available");
            Some(check.name())
        });
        let failed: Vec<_> = join_all(checked).await.into_iter().flatten().collect();
        if failed.is_empty() {
            return Ok(());
        }
        Err(ApiError::new(ErrorCode::Unavailable, format!("not available: {}", failed.join(", "))))
    }
}

fn fine() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}
