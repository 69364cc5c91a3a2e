//! Bodies of organizations, their members, keys and devices. Those with a secret in them cannot be printed.

use contracts::WireTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "name": "Hall of Songs", "ownerId": "0190b7a0-0000-7000-8000-000000000001" })))]
pub(super) struct MakeOrganizationBody {
    #[schema(min_length = 1, max_length = 100, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]+$")]
    pub(super) name: String,
    /// The user who becomes its first owner.
    pub(super) owner_id: Uuid,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "id": "0190b7a0-0000-7000-8000-00000000c001", "name": "Hall of Songs", "createdAt": "2026-11-21T09:00:00.000Z",
})))]
pub(super) struct OrganizationBody {
    pub(super) id: Uuid,
    pub(super) name: String,
    /// Of the caller; absent where it was made just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^(OWNER|MANAGER|BOX_OFFICE|GATE|VIEWER)$")]
    pub(super) role: Option<&'static str>,
    pub(super) created_at: WireTime,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "items": [{
        "id": "0190b7a0-0000-7000-8000-00000000c001", "name": "Hall of Songs", "role": "OWNER",
        "createdAt": "2026-11-21T09:00:00.000Z",
    }],
})))]
pub(super) struct OrganizationsBody {
    pub(super) items: Vec<OrganizationBody>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "items": [{
        "userId": "0190b7a0-0000-7000-8000-000000000001", "role": "OWNER", "since": "2026-11-21T09:00:00.000Z",
    }],
})))]
pub(super) struct MembersBody {
    pub(super) items: Vec<MemberBody>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MemberBody {
    pub(super) user_id: Uuid,
    #[schema(pattern = "^(OWNER|MANAGER|BOX_OFFICE|GATE|VIEWER)$")]
    pub(super) role: &'static str,
    pub(super) since: WireTime,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "role": "BOX_OFFICE", "reason": "helps out at the weekend" })))]
pub(super) struct MemberRoleBody {
    #[schema(pattern = "^(OWNER|MANAGER|BOX_OFFICE|GATE|VIEWER)$")]
    pub(super) role: String,
    /// For the audit.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub(super) reason: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "name": "Ticket printer", "role": "BOX_OFFICE" })))]
pub(super) struct MakeApiKeyBody {
    #[schema(min_length = 1, max_length = 100, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]+$")]
    pub(super) name: String,
    /// A key is never an owner.
    #[schema(pattern = "^(MANAGER|BOX_OFFICE|GATE|VIEWER)$")]
    pub(super) role: String,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "id": "0190b7a0-0000-7000-8000-00000000d001", "name": "Ticket printer", "role": "BOX_OFFICE",
    "createdAt": "2026-11-21T09:00:00.000Z", "key": "a-key-that-is-shown-once",
})))]
pub(super) struct ApiKeyBody {
    pub(super) id: Uuid,
    pub(super) name: String,
    #[schema(pattern = "^(MANAGER|BOX_OFFICE|GATE|VIEWER)$")]
    pub(super) role: &'static str,
    pub(super) created_at: WireTime,
    /// To be exchanged at `POST /api/auth/token`. Shown where it is made, and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "items": [{
        "id": "0190b7a0-0000-7000-8000-00000000d001", "name": "Ticket printer", "role": "BOX_OFFICE",
        "createdAt": "2026-11-21T09:00:00.000Z",
    }],
})))]
pub(super) struct ApiKeysBody {
    pub(super) items: Vec<ApiKeyBody>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "name": "Phone of Joon", "eventId": 1, "gate": "North 1" })))]
pub(super) struct RegisterGateDeviceBody {
    #[schema(min_length = 1, max_length = 100, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]+$")]
    pub(super) name: String,
    #[schema(minimum = 1)]
    pub(super) event_id: i64,
    #[schema(min_length = 1, max_length = 100, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]+$")]
    pub(super) gate: String,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "id": "0190b7a0-0000-7000-8000-00000000e001", "name": "Phone of Joon", "eventId": 1, "gate": "North 1",
    "createdAt": "2026-11-21T09:00:00.000Z", "expiresAt": "2026-11-22T09:00:00.000Z",
    "deviceToken": "a-token-that-is-shown-once",
})))]
pub(super) struct GateDeviceBody {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) event_id: i64,
    pub(super) gate: String,
    pub(super) created_at: WireTime,
    pub(super) expires_at: WireTime,
    /// An access token for this gate alone. Shown where the device is registered, and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) device_token: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "items": [{
        "id": "0190b7a0-0000-7000-8000-00000000e001", "name": "Phone of Joon", "eventId": 1, "gate": "North 1",
        "createdAt": "2026-11-21T09:00:00.000Z", "expiresAt": "2026-11-22T09:00:00.000Z",
    }],
})))]
pub(super) struct GateDevicesBody {
    pub(super) items: Vec<GateDeviceBody>,
}
