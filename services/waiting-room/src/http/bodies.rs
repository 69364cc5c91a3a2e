//! Bodies that visitors read.

use contracts::WireTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RoomPhase {
    Registering,
    Open,
    Paused,
    Closed,
}

/// The room of an event, the same for every visitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoomBody {
    pub event_id: i64,
    pub phase: RoomPhase,
    /// Of a room that opens later, with a registration before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<WireTime>,
    /// How many have joined.
    pub issued: u32,
    /// The highest number that was reached.
    pub serving: u32,
    /// How many wait for their turn.
    pub waiting: u32,
    /// How many are called in a minute, measured where there is enough to measure.
    pub calls_per_minute: u32,
    /// What operators say to all who wait; empty where they say nothing.
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draw: Option<DrawBody>,
}

/// What is published of the draw, each as soon as it may be. All digests are hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DrawBody {
    /// SHA-256 of `holdfast draw commitment 1` and the secret.
    pub commitment: String,
    /// The round of a public beacon that was announced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beacon_round: Option<u64>,
    /// What the beacon has published; absent: the draw goes without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beacon: Option<String>,
    /// How many take part, from the close of the list on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registered: Option<u32>,
    /// The root of the tree over them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// Once the numbers are drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// SHA-256 of `holdfast draw seed 1`, root, `registered` as four bytes, secret, and the digits of the beacon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PlaceStateBody {
    /// The number is drawn when the room opens.
    Registered,
    Waiting,
    /// The turn was missed; the number is kept.
    Away,
    /// Back after a missed turn, and before those who still wait.
    Returned,
    /// To be claimed until `until`.
    Called,
    /// In the sale until `until`; longer with a heartbeat.
    Active,
    /// Given up, or over. Entering again gives another place.
    Ended,
    /// The room is closed.
    Closed,
}

/// Where a place stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlaceBody {
    pub state: PlaceStateBody,
    /// The order in which places are called; absent before the draw.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// How many are called before, at most; absent for a place that does not wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ahead: Option<u32>,
    pub estimated_wait_seconds: u64,
    /// When to ask again.
    pub poll_after_ms: u64,
    /// Whether the place may follow a stream instead.
    pub stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<WireTime>,
}

/// The ticket of the place, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EnteredBody {
    /// For the header `Queue-Ticket`. It is of no use to any other visitor.
    pub ticket: String,
    #[serde(flatten)]
    pub place: PlaceBody,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClaimedPlaceBody {
    /// For the header `X-Queue-Token` of a reservation.
    pub entry_token: String,
    pub expires_at: WireTime,
}

/// How to get from one's own leaf to the root that was published: SHA-256 of 0, the index as four bytes and the visitor; then of 1 and both
/// nodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProofBody {
    pub index: u32,
    /// What the list has of the visitor: a digest.
    pub visitor: String,
    pub steps: Vec<ProofStepBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    pub draw: DrawBody,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProofStepBody {
    pub sibling: String,
    /// Whether the sibling comes first.
    pub left: bool,
}
