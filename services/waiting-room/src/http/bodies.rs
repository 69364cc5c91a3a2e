//! Bodies that visitors read.

use contracts::WireTime;
use contracts::http::waiting_room::PlaceBody;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum RoomPhase {
    Registering,
    Open,
    Paused,
    Closed,
}

/// The room of an event, the same for every visitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!(room_example())))]
pub(super) struct RoomBody {
    pub(super) event_id: i64,
    pub(super) phase: RoomPhase,
    /// Of a room that opens later, with a registration before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) opens_at: Option<WireTime>,
    /// How many have joined.
    pub(super) issued: u32,
    /// The highest number that was reached.
    pub(super) serving: u32,
    /// How many wait for their turn.
    pub(super) waiting: u32,
    /// How many are called in a minute, measured where there is enough to measure.
    pub(super) calls_per_minute: u32,
    /// What operators say to all who wait; empty where they say nothing.
    pub(super) message: String,
    /// The line was lost and put together again just now: every place is kept, and the next ones are called in a moment.
    pub(super) recovering: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) draw: Option<DrawBody>,
}

/// The rooms that are not closed, by event, and no more than 200.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "items": [room_example()] })))]
pub(super) struct RoomListBody {
    pub(super) items: Vec<RoomBody>,
}

/// What is published of the draw, each as soon as it may be. All digests are hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DrawBody {
    /// SHA-256 of `holdfast draw commitment 1` and the secret.
    pub(super) commitment: String,
    /// The round of a public beacon that was announced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) beacon_round: Option<u64>,
    /// What the beacon has published; absent: the draw goes without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) beacon: Option<String>,
    /// How many take part, from the close of the list on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) registered: Option<u32>,
    /// The root of the tree over them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) root: Option<String>,
    /// Once the numbers are drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<String>,
    /// SHA-256 of `holdfast draw seed 1`, root, `registered` as four bytes, secret, and the digits of the beacon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) seed: Option<String>,
}

/// The ticket of the place, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "ticket": "a-ticket-of-this-place", "state": "WAITING", "number": 41, "ahead": 12,
    "estimatedWaitSeconds": 12, "pollAfterMs": 2_000, "stream": true,
})))]
pub(super) struct EnteredBody {
    /// For the header `Queue-Ticket`. It is of no use to any other visitor.
    pub(super) ticket: String,
    #[serde(flatten)]
    pub(super) place: PlaceBody,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "entryToken": "a-pass-of-this-visit", "expiresAt": "2026-11-21T09:02:00.000Z" })))]
pub(super) struct ClaimedPlaceBody {
    /// For the header `X-Queue-Token` of a reservation.
    pub(super) entry_token: String,
    pub(super) expires_at: WireTime,
}

/// How to get from one's own leaf to the root that was published: SHA-256 of 0, the index as four bytes and the visitor; then of 1 and both
/// nodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "index": 0, "visitor": "9f86d081884c7d65", "steps": [{ "sibling": "60303ae22b998861", "left": false }],
    "number": 2, "draw": { "commitment": "2c26b46b68ffc68f", "registered": 2, "root": "fcde2b2edba56bf4" },
})))]
pub(super) struct ProofBody {
    pub(super) index: u32,
    /// What the list has of the visitor: a digest.
    pub(super) visitor: String,
    pub(super) steps: Vec<ProofStepBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) number: Option<u32>,
    pub(super) draw: DrawBody,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProofStepBody {
    pub(super) sibling: String,
    /// Whether the sibling comes first.
    pub(super) left: bool,
}

pub(super) fn room_example() -> Value {
    json!({
        "eventId": 9, "phase": "OPEN", "issued": 120, "serving": 40, "waiting": 80, "callsPerMinute": 60,
        "message": "", "recovering": false,
    })
}
