//! `/api/operator`: what only the people who run an installation may see, by a token of their own.

use access::OperatorToken;
use actix_web::{HttpRequest, HttpResponse, web};
use contracts::ErrorCode;
use contracts::http::error::ErrorBody;
use contracts::http::operator::SaleHealthBody;
use tokio::time::Instant;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::sale_health;
use crate::ApiError;
use crate::bearer::bearer;

const SCHEME: &str = "operatorToken";

pub(crate) struct OperatorAccess {
    token: Option<OperatorToken>,
    serving_since: Instant,
}

impl OperatorAccess {
    pub(crate) fn new(token: Option<OperatorToken>) -> Self {
        Self { token, serving_since: Instant::now() }
    }

    /// Refuses everyone but the bearer of the token. The given one is never logged: it may be the right one with a slip.
    fn check(&self, request: &HttpRequest) -> Result<(), ApiError> {
        let Some(token) = &self.token else {
            let closed = "this is closed: the setting HOLDFAST_OPERATOR_TOKEN opens it";
            return Err(ApiError::new(ErrorCode::Forbidden, closed));
        };
        if bearer(request.headers()).is_some_and(|given| token.admits(given)) {
            return Ok(());
        }
        Err(ApiError::new(ErrorCode::Unauthenticated, "this is for operators, with their token"))
    }
}

#[utoipa::path(
    get, path = "/api/operator/sale-health", tag = "operations", operation_id = "saleHealth",
    security(("operatorToken" = [])),
    responses(
        (status = 200, description = "The health of the sale, as this process sees it", body = SaleHealthBody),
        (status = 401, description = "UNAUTHENTICATED: without the operator token", body = ErrorBody),
        (status = 403, description = "FORBIDDEN: this process has no operator token", body = ErrorBody),
    )
)]
pub(crate) async fn sale_health(
    request: HttpRequest,
    operators: web::Data<OperatorAccess>,
) -> Result<HttpResponse, ApiError> {
    operators.check(&request)?;
    let uptime = operators.serving_since.elapsed();
    Ok(HttpResponse::Ok().json(sale_health::read(&telemetry::MetricSamples::now(), uptime)))
}

/// Adds to the description how the token is sent.
pub(crate) struct OperatorScheme;

impl utoipa::Modify for OperatorScheme {
    fn modify(&self, openapi: &mut OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        openapi.components.get_or_insert_default().add_security_scheme(SCHEME, SecurityScheme::Http(bearer));
    }
}
