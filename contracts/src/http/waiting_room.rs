//! Where a place in a line stands, as answers and streams say it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WireTime;

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
#[schema(examples(json!({
    "state": "WAITING", "number": 41, "ahead": 12, "estimatedWaitSeconds": 12, "pollAfterMs": 2_000,
    "stream": true, "chance": "LIKELY",
})))]
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
    /// Whether something will be left at the call; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance: Option<ChanceBody>,
}

/// Against what is left now, if all before it want two seats each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChanceBody {
    /// Enough even if all of them buy.
    Likely,
    Possible,
    /// Not enough even if half of them leave without.
    Unlikely,
}

/// The data of `position`, `admitted` and `closed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "position": 13, "estimatedWaitSeconds": 12 })))]
pub struct QueuePositionBody {
    /// From 1; 0 for one who may reserve, or has nothing to wait for.
    pub position: u32,
    pub estimated_wait_seconds: u64,
    /// Of `admitted`: until when to reserve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<WireTime>,
}
