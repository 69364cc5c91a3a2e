//! Bodies of the operators' calls.

use contracts::WireTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bodies::RoomBody;

/// Opens a room: at once, or at `opensAt` with a registration before.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct OpenRoomBody {
    /// How many may be called or in the sale at once; 200 by default.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub(super) cap: Option<u32>,
    /// How many may be called in a minute; 600 by default.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub(super) ceiling: Option<u32>,
    #[schema(max_length = 500)]
    pub(super) message: Option<String>,
    pub(super) opens_at: Option<WireTime>,
    /// The round of a public beacon that will be mixed into the draw.
    pub(super) beacon_round: Option<u64>,
}

/// What is absent stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AdjustRoomBody {
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub(super) cap: Option<u32>,
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub(super) ceiling: Option<u32>,
    #[schema(max_length = 500)]
    pub(super) message: Option<String>,
    /// For the log.
    #[schema(max_length = 500)]
    pub(super) reason: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ReasonBody {
    /// For the log.
    #[schema(max_length = 500)]
    pub(super) reason: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BeaconBody {
    /// What the beacon has published in the announced round, in hexadecimal digits.
    #[schema(min_length = 2, max_length = 256, pattern = "^[0-9A-Fa-f]+$")]
    pub(super) value: String,
}

/// A room as operators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OperatedRoomBody {
    pub(super) room: RoomBody,
    pub(super) cap: u32,
    /// The same for what is left of the event, where that is less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stock_cap: Option<u32>,
    pub(super) ceiling: u32,
    /// How many are called and have not claimed yet.
    pub(super) called: u32,
    /// How many are in the sale.
    pub(super) active: u32,
    /// How many have missed a call and are back.
    pub(super) returned: u32,
    pub(super) limited_by: LimitBody,
}

/// Why no more visitors are called at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum LimitBody {
    /// The room opens later.
    NotOpen,
    Paused,
    Closed,
    /// All who are there have been called.
    NoneWaiting,
    /// As many are in the sale as there may be for what is left.
    Stock,
    /// Every slot is taken.
    Cap,
    /// As many are called in a minute as may be.
    Ceiling,
}
