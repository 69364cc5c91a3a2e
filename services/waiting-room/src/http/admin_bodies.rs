//! Bodies of the operators' calls.

use contracts::WireTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bodies::RoomBody;

/// Opens a room: at once, or at `opensAt` with a registration before.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpenRoomBody {
    /// How many may be called or in the sale at once; 200 by default.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub cap: Option<u32>,
    /// How many may be called in a minute; 600 by default.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub ceiling: Option<u32>,
    #[schema(max_length = 500)]
    pub message: Option<String>,
    pub opens_at: Option<WireTime>,
    /// The round of a public beacon that will be mixed into the draw.
    pub beacon_round: Option<u64>,
}

/// What is absent stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AdjustRoomBody {
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub cap: Option<u32>,
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub ceiling: Option<u32>,
    #[schema(max_length = 500)]
    pub message: Option<String>,
    /// For the log.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReasonBody {
    /// For the log.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BeaconBody {
    /// What the beacon has published in the announced round, in hexadecimal digits.
    #[schema(min_length = 2, max_length = 256, pattern = "^[0-9A-Fa-f]+$")]
    pub value: String,
}

/// A room as operators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OperatedRoomBody {
    pub room: RoomBody,
    pub cap: u32,
    pub ceiling: u32,
    /// How many are called and have not claimed yet.
    pub called: u32,
    /// How many are in the sale.
    pub active: u32,
    /// How many have missed a call and are back.
    pub returned: u32,
}
