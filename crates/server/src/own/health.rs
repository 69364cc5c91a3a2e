//! `/healthz`: is the process alive? `/readyz`: should it be given work?

use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpResponse, web};
use contracts::ErrorCode;
use contracts::http::error::ErrorBody;
use futures::future::join_all;
use lifecycle::{ReadyCheck, Stop};
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;
use utoipa::IntoParams;

use crate::{ApiError, QueryParams};

const CHECK_TIMEOUT: Duration = Duration::from_secs(1);

/// As one listener tells it.
pub(crate) struct Health {
    checks: Arc<Checks>,
    stopping: Stop,
    /// Whether it is for operators.
    pings: bool,
}

/// What readiness depends on: every dependency of every service here.
pub(crate) struct Checks {
    all: Vec<Arc<dyn ReadyCheck>>,
    last: Mutex<Option<Checked>>,
}

struct Checked {
    began: Instant,
    failed: Vec<String>,
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
        (status = 403, description = "FORBIDDEN: `db=ping` is for the internal listener", body = ErrorBody),
        (status = 503, description = "A dependency does not answer; only with `db=ping`", body = ErrorBody),
    )
)]
pub(crate) async fn alive(
    params: QueryParams<AliveParams>,
    health: web::Data<Health>,
) -> Result<HttpResponse, ApiError> {
    match params.0.db.as_deref() {
        None => {}
        Some("ping") if health.pings => health.checks.pass().await?,
        Some("ping") => {
            let message = "this is for operators, who ask the internal listener";
            return Err(ApiError::new(ErrorCode::Forbidden, message));
        }
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
    health.checks.pass().await?;
    Ok(fine())
}

impl Health {
    pub(crate) fn new(checks: Arc<Checks>, stopping: Stop, pings: bool) -> Self {
        Self { checks, stopping, pings }
    }
}

impl Checks {
    pub(crate) fn new(all: Vec<Arc<dyn ReadyCheck>>) -> Self {
        Self { all, last: Mutex::default() }
    }

    /// The answer names the dependencies that fail; the reasons are for the log. One round at a time, however many ask: those who wait for
    /// it to end share the next.
    async fn pass(&self) -> Result<(), ApiError> {
        let asked = Instant::now();
        let mut last = self.last.lock().await;
        let checked = match last.take() {
            Some(checked) if checked.began >= asked => last.insert(checked),
            _ => last.insert(self.check_all().await),
        };
        if checked.failed.is_empty() {
            return Ok(());
        }
        Err(ApiError::new(ErrorCode::Unavailable, format!("not available: {}", checked.failed.join(", "))))
    }

    async fn check_all(&self) -> Checked {
        let began = Instant::now();
        let checked = self.all.iter().map(|check| async {
            let answer = tokio::time::timeout(CHECK_TIMEOUT, check.check()).await;
            let error = answer.unwrap_or_else(|_| Err("no answer within a second".into())).err()?;
            let error = error.as_ref() as &dyn std::error::Error;
            tracing::warn!(dependency = check.name(), error, "a dependency is not available");
            Some(check.name().to_owned())
        });
        let failed = join_all(checked).await.into_iter().flatten().collect();
        Checked { began, failed }
    }
}

fn fine() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_trait::async_trait;

    use super::*;

    #[derive(Default)]
    struct Counting(AtomicUsize);

    #[async_trait]
    impl ReadyCheck for Counting {
        fn name(&self) -> &str {
            "counting"
        }

        async fn check(&self) -> Result<(), primitives::Cause> {
            self.0.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            Ok(())
        }
    }

    #[tokio::test]
    async fn all_who_ask_during_one_round_share_the_next() {
        let counting = Arc::new(Counting::default());
        let checks = Checks::new(vec![counting.clone()]);
        let answers = join_all((0..20).map(|_| checks.pass())).await;
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(counting.0.load(Ordering::SeqCst), 2);
        checks.pass().await.unwrap();
        assert_eq!(counting.0.load(Ordering::SeqCst), 3, "a later answer is a new one");
    }
}
