//! `/api/orgs/{orgId}/devices`: the devices of gates.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, Json};
use serde::Deserialize;
use server::{ApiError, ConfirmedCaller, JsonBody, PathParams};
use uuid::Uuid;

use super::convert;
use super::organizations::OrgPath;
use super::role_bodies::{GateDeviceBody, GateDevicesBody, RegisterGateDeviceBody};
use super::role_convert;
use crate::app::Identity;

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DevicePath {
    org_id: Uuid,
    device_id: Uuid,
}

/// Register a device
///
/// For one gate of one event, for a day. Its access token is shown in this answer, and never again.
#[utoipa::path(
    post,
    path = "/api/orgs/{orgId}/devices",
    tag = "organizations",
    operation_id = "registerGateDevice",
    params(("orgId" = Uuid, Path, example = "0190b7a0-0000-7000-8000-00000000c001")),
    request_body = RegisterGateDeviceBody,
    responses(
        (status = 201, description = "The device", body = GateDeviceBody),
        (status = 403, description = "FORBIDDEN: this takes the role of an owner or a manager; STEP_UP_REQUIRED"),
        (status = 404, description = "NOT_FOUND: there is no such organization, or not for the caller"),
        (status = 409, description = "LIMIT_REACHED: an organization has at most 200 devices at a time"),
    )
)]
pub(super) async fn register(
    identity: Data<Identity>,
    caller: ConfirmedCaller,
    path: PathParams<OrgPath>,
    body: JsonBody<RegisterGateDeviceBody>,
) -> Result<HttpResponse, ApiError> {
    let org = path.0.org_id;
    let (name, place) = role_convert::gate_device(body.0)?;
    let actor = convert::subject(&caller.0)?;
    let (device, token) = identity.register_gate_device(&actor, org, name, place).await?;
    let body = role_convert::registered(device, Some(&token));
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, convert::NO_STORE)).json(body))
}

/// The devices of an organization
#[utoipa::path(
    get,
    path = "/api/orgs/{orgId}/devices",
    tag = "organizations",
    operation_id = "listGateDevices",
    params(("orgId" = Uuid, Path, example = "0190b7a0-0000-7000-8000-00000000c001")),
    responses(
        (status = 200, description = "Those that work now, without their tokens, the oldest first", body = GateDevicesBody),
        (status = 403, description = "FORBIDDEN: this takes the role of an owner or a manager"),
        (status = 404, description = "NOT_FOUND: there is no such organization, or not for the caller"),
    )
)]
pub(super) async fn list(
    identity: Data<Identity>,
    path: PathParams<OrgPath>,
) -> Result<Json<GateDevicesBody>, ApiError> {
    let org = path.0.org_id;
    let devices = identity.gate_devices(org).await?.into_iter();
    Ok(Json(GateDevicesBody {
        items: devices.map(|device| role_convert::registered(device, None)).collect(),
    }))
}

/// Take a device away
///
/// Its access token is refused from then on.
#[utoipa::path(
    delete,
    path = "/api/orgs/{orgId}/devices/{deviceId}",
    tag = "organizations",
    operation_id = "endGateDevice",
    params(
        ("orgId" = Uuid, Path, example = "0190b7a0-0000-7000-8000-00000000c001"),
        ("deviceId" = Uuid, Path, example = "0190b7a0-0000-7000-8000-00000000e001"),
    ),
    responses(
        (status = 204, description = "The device is no more"),
        (status = 403, description = "FORBIDDEN: this takes the role of an owner or a manager; STEP_UP_REQUIRED"),
        (status = 404, description = "NOT_FOUND: there is no such device, or no such organization, or not for the caller"),
    )
)]
pub(super) async fn end(
    identity: Data<Identity>,
    caller: ConfirmedCaller,
    path: PathParams<DevicePath>,
) -> Result<HttpResponse, ApiError> {
    let DevicePath { org_id, device_id } = path.0;
    identity.end_gate_device(&convert::subject(&caller.0)?, org_id, device_id).await?;
    Ok(HttpResponse::NoContent().finish())
}
