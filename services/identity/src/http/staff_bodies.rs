//! Bodies of roles in the installation, of the audit, and of what proves a person. Those with a secret in them cannot be printed.

use contracts::WireTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "items": [{
        "userId": "0190b7a0-0000-7000-8000-000000000001", "role": "ADMIN", "since": "2026-11-21T09:00:00.000Z",
    }],
})))]
pub(super) struct PlatformRolesBody {
    pub(super) items: Vec<PlatformRoleBody>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlatformRoleBody {
    pub(super) user_id: Uuid,
    #[schema(pattern = "^(ADMIN|SUPPORT|AUDITOR)$")]
    pub(super) role: &'static str,
    pub(super) since: WireTime,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "role": "AUDITOR", "reason": "the annual audit" })))]
pub(super) struct SetPlatformRoleBody {
    #[schema(pattern = "^(ADMIN|SUPPORT|AUDITOR)$")]
    pub(super) role: String,
    /// For the audit.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub(super) reason: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "items": [{
        "id": "0190b7a0-0000-7000-8000-00000000f001", "at": "2026-11-21T09:00:00.000Z",
        "actor": "u:0190b7a0-0000-7000-8000-000000000001", "actorKind": "USER", "action": "member.set",
        "objectKind": "ORGANIZATION", "objectId": "0190b7a0-0000-7000-8000-00000000c001",
        "after": { "userId": "0190b7a0-0000-7000-8000-000000000002", "role": "BOX_OFFICE" },
        "reason": "helps out at the weekend", "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
    }],
})))]
pub(super) struct AuditBody {
    pub(super) items: Vec<AuditRecordBody>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuditRecordBody {
    pub(super) id: Uuid,
    pub(super) at: WireTime,
    pub(super) actor: String,
    pub(super) actor_kind: String,
    #[schema(example = "member.set")]
    pub(super) action: String,
    pub(super) object_kind: String,
    pub(super) object_id: String,
    /// As far as it was changed; absent: there was nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub(super) before: Option<serde_json::Value>,
    /// Absent: there is nothing any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub(super) after: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    pub(super) trace_id: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "token": "the-bootstrap-token-of-the-settings" })))]
pub(super) struct BootstrapBody {
    pub(super) token: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "password": "a staple of other horses" })))]
pub(super) struct ConfirmBody {
    pub(super) password: String,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "accessToken": "an-access-token", "tokenType": "Bearer", "expiresIn": 1800 })))]
pub(super) struct ConfirmedBody {
    /// In place of the one before. The refresh token stays as it is.
    pub(super) access_token: String,
    #[schema(example = "Bearer")]
    pub(super) token_type: &'static str,
    /// In seconds.
    pub(super) expires_in: u64,
}
