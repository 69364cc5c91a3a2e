//! Bodies of the log of operators.

use contracts::WireTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::admin_bodies::OpenSaleBody;
use super::bodies::RoomPhase;

/// What operators did to the room of an event, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "items": [{
        "at": "2026-11-21T09:00:00.000Z", "action": "OPEN", "actor": "mina", "reason": "opening night",
        "after": { "phase": "OPEN", "cap": 200, "ceiling": 600, "message": "" },
    }],
})))]
pub(super) struct ControlLogBody {
    pub(super) items: Vec<ControlBody>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ControlBody {
    pub(super) at: WireTime,
    pub(super) action: ControlActionBody,
    pub(super) actor: String,
    /// Empty: none was given.
    pub(super) reason: String,
    /// Absent: there was no room, or a closed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) before: Option<RoomSettingsBody>,
    pub(super) after: RoomSettingsBody,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum ControlActionBody {
    Open,
    Adjust,
    Pause,
    Resume,
    Close,
    FailOpen,
    EndFailOpen,
    Beacon,
}

/// What operators decide of a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RoomSettingsBody {
    pub(super) phase: RoomPhase,
    pub(super) cap: u32,
    pub(super) ceiling: u32,
    pub(super) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) work_bits: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) opens_at: Option<WireTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) beacon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fail_open: Option<OpenSaleBody>,
}
