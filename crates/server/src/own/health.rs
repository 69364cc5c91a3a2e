//! `/healthz`: is the process alive? `/readyz`: should it be given work?

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use contracts::ErrorCode;
use lifecycle::Stop;
use serde::Deserialize;
use utoipa::IntoParams;

use super::checks::{Checks, Round};
use crate::{ApiError, FieldFault, QueryParams};

/// As one listener tells it.
pub(crate) struct Health {
    checks: Arc<Checks>,
    stopping: Stop,
    is_for_operators: bool,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AliveParams {
    /// `ping` also asks every dependency.
    #[param(example = "ping", pattern = "^ping$")]
    db: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReadyParams {
    /// With it the answer has a line for each check.
    #[param(example = "true", pattern = "^(true)?$")]
    verbose: Option<String>,
}

impl ReadyParams {
    fn is_verbose(&self) -> Result<bool, ApiError> {
        match self.verbose.as_deref() {
            None => Ok(false),
            Some("" | "true") => Ok(true),
            Some(_) => Err(ApiError::bad_input(
                "verbose",
                FieldFault::UnknownValue,
                "the parameter verbose is `true` or absent",
            )),
        }
    }
}

#[utoipa::path(
    get, path = "/healthz", tag = "operations", operation_id = "checkHealth", params(AliveParams),
    responses(
        (status = 200, description = "The process is alive", content_type = "text/plain", body = String, example = json!("ok\n")),
        (status = 400, description = "BAD_REQUEST: `db` is something else"),
        (status = 403, description = "FORBIDDEN: `db=ping` is for the internal listener"),
        (status = 503, description = "A dependency does not answer; only with `db=ping`"),
    )
)]
pub(crate) async fn alive(
    params: QueryParams<AliveParams>,
    health: web::Data<Health>,
) -> Result<HttpResponse, ApiError> {
    match params.0.db.as_deref() {
        None => {}
        Some("ping") => {
            health.for_operators()?;
            health.checks.round().await.all_pass()?;
        }
        Some(_) => {
            return Err(ApiError::bad_input(
                "db",
                FieldFault::UnknownValue,
                "the parameter db is `ping` or absent",
            ));
        }
    }
    Ok(fine("ok\n"))
}

#[utoipa::path(
    get, path = "/readyz", tag = "operations", operation_id = "checkReadiness", params(ReadyParams),
    responses(
        (status = 200, description = "Ready for work", content_type = "text/plain", body = String, example = json!("ok\n")),
        (status = 400, description = "BAD_REQUEST: `verbose` is something else"),
        (status = 403, description = "FORBIDDEN: `verbose` is for the internal listener"),
        (status = 503, description = "Stopping, or the named dependency does not answer"),
    )
)]
pub(crate) async fn ready(
    params: QueryParams<ReadyParams>,
    health: web::Data<Health>,
) -> Result<HttpResponse, ApiError> {
    let is_verbose = params.0.is_verbose()?;
    if is_verbose {
        health.for_operators()?;
    }
    if health.stopping.is_stopped() {
        return Err(ApiError::new(ErrorCode::Unavailable, "the server is stopping"));
    }
    let round = health.checks.round().await;
    if is_verbose {
        return verbose(&round);
    }
    round.needed_pass()?;
    Ok(fine("ok\n"))
}

impl Health {
    pub(crate) fn new(checks: Arc<Checks>, stopping: Stop, is_for_operators: bool) -> Self {
        Self { checks, stopping, is_for_operators }
    }

    fn for_operators(&self) -> Result<(), ApiError> {
        let message = "this is for operators, who ask the internal listener";
        if self.is_for_operators { Ok(()) } else { Err(ApiError::new(ErrorCode::Forbidden, message)) }
    }
}

/// An error has one form, so there the lines are its message.
fn verbose(round: &Round) -> Result<HttpResponse, ApiError> {
    match round.needed_pass() {
        Ok(()) => Ok(fine(round.lines().map(|line| line + "\n").collect::<String>())),
        Err(_) => Err(ApiError::new(ErrorCode::Unavailable, round.lines().collect::<Vec<_>>().join("; "))),
    }
}

fn fine(text: impl Into<String>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body(text.into())
}
