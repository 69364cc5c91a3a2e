//! `/api/orgs/{orgId}/keys`: the keys of programs.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, Json};
use serde::Deserialize;
use server::{ApiError, ConfirmedCaller, JsonBody, PathParams};
use uuid::Uuid;

use super::convert;
use super::organizations::OrgPath;
use super::role_bodies::{ApiKeyBody, ApiKeysBody, MakeApiKeyBody};
use super::role_convert;
use crate::app::Identity;

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct KeyPath {
    org_id: Uuid,
    key_id: Uuid,
}

/// Make a key for a program
///
/// With one of the roles of the organization, but for that of an owner. The key is shown in this answer, and never again.
#[utoipa::path(
    post,
    path = "/api/orgs/{orgId}/keys",
    tag = "organizations",
    operation_id = "makeApiKey",
    params(("orgId" = Uuid, Path, example = "0190b7a0-0000-7000-8000-00000000c001")),
    request_body = MakeApiKeyBody,
    responses(
        (status = 201, description = "The key", body = ApiKeyBody),
        (status = 403, description = "FORBIDDEN: this takes the role of an owner; STEP_UP_REQUIRED"),
        (status = 404, description = "NOT_FOUND: there is no such organization, or not for the caller"),
        (status = 409, description = "LIMIT_REACHED: an organization has at most 20 keys"),
    )
)]
pub(super) async fn make(
    identity: Data<Identity>,
    caller: ConfirmedCaller,
    path: PathParams<OrgPath>,
    body: JsonBody<MakeApiKeyBody>,
) -> Result<HttpResponse, ApiError> {
    let org = path.0.org_id;
    let (name, role) = (role_convert::label("name", body.0.name)?, role_convert::key_role(&body.0.role)?);
    let (key, text) = identity.make_api_key(&convert::subject(&caller.0)?, org, name, role).await?;
    let body = role_convert::api_key(key, Some(text.expose().clone()));
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, convert::NO_STORE)).json(body))
}

/// The keys of an organization
#[utoipa::path(
    get,
    path = "/api/orgs/{orgId}/keys",
    tag = "organizations",
    operation_id = "listApiKeys",
    params(("orgId" = Uuid, Path, example = "0190b7a0-0000-7000-8000-00000000c001")),
    responses(
        (status = 200, description = "The keys without what is secret of them, the oldest first", body = ApiKeysBody),
        (status = 403, description = "FORBIDDEN: this takes the role of an owner"),
        (status = 404, description = "NOT_FOUND: there is no such organization, or not for the caller"),
    )
)]
pub(super) async fn list(
    identity: Data<Identity>,
    path: PathParams<OrgPath>,
) -> Result<Json<ApiKeysBody>, ApiError> {
    let org = path.0.org_id;
    let items = identity.api_keys(org).await?.into_iter().map(|key| role_convert::api_key(key, None));
    Ok(Json(ApiKeysBody { items: items.collect() }))
}

/// Take a key away
///
/// Its access tokens are refused from then on.
#[utoipa::path(
    delete,
    path = "/api/orgs/{orgId}/keys/{keyId}",
    tag = "organizations",
    operation_id = "deleteApiKey",
    params(
        ("orgId" = Uuid, Path, example = "0190b7a0-0000-7000-8000-00000000c001"),
        ("keyId" = Uuid, Path, example = "0190b7a0-0000-7000-8000-00000000d001"),
    ),
    responses(
        (status = 204, description = "The key is good for nothing any more"),
        (status = 403, description = "FORBIDDEN: this takes the role of an owner; STEP_UP_REQUIRED"),
        (status = 404, description = "NOT_FOUND: there is no such key, or no such organization, or not for the caller"),
    )
)]
pub(super) async fn delete(
    identity: Data<Identity>,
    caller: ConfirmedCaller,
    path: PathParams<KeyPath>,
) -> Result<HttpResponse, ApiError> {
    let KeyPath { org_id, key_id } = path.0;
    identity.delete_api_key(&convert::subject(&caller.0)?, org_id, key_id).await?;
    Ok(HttpResponse::NoContent().finish())
}
