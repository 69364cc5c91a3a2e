//! `/api/admin/identity`: roles in the installation and the audit, and how the first administrator becomes one.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use serde::Deserialize;
use server::{ApiError, ClientAddress, ConfirmedCaller, FieldFault, JsonBody, PathParams, QueryParams};
use uuid::Uuid;

use super::convert;
use super::rates::Rates;
use super::role_convert;
use super::staff_bodies::{AuditBody, BootstrapBody, PlatformRolesBody, SetPlatformRoleBody};
use crate::app::{Identity, StaffChange};
use crate::domain::StaffMember;

const RECORDS_DEFAULT: u32 = 50;
const RECORDS_MAX: u32 = 200;

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserPath {
    user_id: Uuid,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AuditQuery {
    object: Option<Uuid>,
    before: Option<Uuid>,
    limit: Option<u32>,
}

/// Become the first administrator
///
/// With the token of `HOLDFAST_BOOTSTRAP_TOKEN`, which is good once. The access token is to be refreshed then.
#[utoipa::path(
    post,
    path = "/api/auth/bootstrap",
    tag = "organizations",
    operation_id = "claimAdministration",
    request_body = BootstrapBody,
    responses(
        (status = 204, description = "The caller is an administrator of the installation"),
        (status = 401, description = "UNAUTHENTICATED, TOKEN_INVALID, TOKEN_EXPIRED, SESSION_ENDED; CREDENTIALS_WRONG: the token is another"),
        (status = 403, description = "FORBIDDEN: the settings have no token, or it was used; STEP_UP_REQUIRED"),
        (status = 404, description = "NOT_FOUND: a guest has no account"),
        (status = 429, description = "RATE_LIMITED: too many from this address, or for this account"),
    )
)]
pub(super) async fn bootstrap(
    identity: Data<Identity>,
    rates: Data<Rates>,
    address: ClientAddress,
    caller: ConfirmedCaller,
    body: JsonBody<BootstrapBody>,
) -> Result<HttpResponse, ApiError> {
    let subject = convert::subject(&caller.0)?;
    let left = rates.proof(address, &subject)?;
    identity.bootstrap(&subject, &body.0.token).await?;
    Ok(left.on(HttpResponse::NoContent().finish()))
}

/// Users with a role in the installation
#[utoipa::path(
    get,
    path = "/api/admin/identity/roles",
    tag = "organizations",
    operation_id = "listPlatformRoles",
    responses(
        (status = 200, description = "The users, the longest there first", body = PlatformRolesBody),
        (status = 403, description = "FORBIDDEN: this takes the role of an administrator or an auditor"),
    )
)]
pub(super) async fn list(identity: Data<Identity>) -> Result<Json<PlatformRolesBody>, ApiError> {
    Ok(Json(shown(identity.staff().await?)))
}

/// Give a user a role in the installation
///
/// In place of the one that the user has, if any. Access tokens of that user from before are refused from then on, and are to be refreshed.
#[utoipa::path(
    put,
    path = "/api/admin/identity/roles/{userId}",
    tag = "organizations",
    operation_id = "setPlatformRole",
    params(("userId" = Uuid, Path, example = "0190b7a0-0000-7000-8000-000000000002")),
    request_body = SetPlatformRoleBody,
    responses(
        (status = 200, description = "All users with a role", body = PlatformRolesBody),
        (status = 403, description = "FORBIDDEN: this takes the role of an administrator; STEP_UP_REQUIRED"),
        (status = 409, description = "LAST_OWNER: the last administrator; LIMIT_REACHED"),
        (status = 422, description = "VALIDATION_FAILED: also where no user has this id"),
    )
)]
pub(super) async fn set(
    identity: Data<Identity>,
    caller: ConfirmedCaller,
    path: PathParams<UserPath>,
    body: JsonBody<SetPlatformRoleBody>,
) -> Result<Json<PlatformRolesBody>, ApiError> {
    let role = Some(role_convert::platform_role(&body.0.role)?);
    let change = StaffChange { user: path.0.user_id, role, reason: role_convert::reason(body.0.reason)? };
    let staff = identity.change_staff(&convert::subject(&caller.0)?, &change).await;
    Ok(Json(shown(staff.map_err(|error| convert::unknown_user("userId", error))?)))
}

/// Take a role in the installation from a user
#[utoipa::path(
    delete,
    path = "/api/admin/identity/roles/{userId}",
    tag = "organizations",
    operation_id = "deletePlatformRole",
    params(("userId" = Uuid, Path, example = "0190b7a0-0000-7000-8000-000000000002")),
    responses(
        (status = 204, description = "The user has no role in the installation any more"),
        (status = 403, description = "FORBIDDEN: this takes the role of an administrator; STEP_UP_REQUIRED"),
        (status = 404, description = "NOT_FOUND: the user has none"),
        (status = 409, description = "LAST_OWNER: the last administrator"),
    )
)]
pub(super) async fn delete(
    identity: Data<Identity>,
    caller: ConfirmedCaller,
    path: PathParams<UserPath>,
) -> Result<HttpResponse, ApiError> {
    let change = StaffChange { user: path.0.user_id, role: None, reason: None };
    identity.change_staff(&convert::subject(&caller.0)?, &change).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who with special rights has changed what
///
/// The newest first, and for 400 days. `before` is the id of the last record of the page before.
#[utoipa::path(
    get,
    path = "/api/admin/identity/audit",
    tag = "organizations",
    operation_id = "listAuditRecords",
    params(
        ("object" = Option<Uuid>, Query, description = "The organization or the user that it is about; absent: all"),
        ("before" = Option<Uuid>, Query, description = "Older than this record"),
        ("limit" = Option<u32>, Query, description = "1 to 200; absent: 50"),
    ),
    responses(
        (status = 200, description = "The records", body = AuditBody),
        (status = 403, description = "FORBIDDEN: this takes the role of an administrator or an auditor"),
    )
)]
pub(super) async fn audit(
    identity: Data<Identity>,
    query: QueryParams<AuditQuery>,
) -> Result<Json<AuditBody>, ApiError> {
    let AuditQuery { object, before, limit } = query.0;
    let limit = limit.unwrap_or(RECORDS_DEFAULT);
    if !(1..=RECORDS_MAX).contains(&limit) {
        return Err(ApiError::bad_input("limit", FieldFault::OutOfRange, "limit is from 1 to 200"));
    }
    let records = identity.audit(object, before, limit).await?;
    Ok(Json(AuditBody { items: records.into_iter().map(role_convert::audit_record).collect() }))
}

fn shown(staff: Vec<StaffMember>) -> PlatformRolesBody {
    PlatformRolesBody { items: staff.into_iter().map(role_convert::staff_member).collect() }
}
