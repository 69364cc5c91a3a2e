//! Bodies of the operators' calls.

use contracts::WireTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bodies::{RoomBody, room_example};

/// Opens a room: at once, or at `opensAt` with a registration before.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "cap": 200, "ceiling": 600, "actor": "mina", "reason": "opening night" })))]
pub(super) struct OpenRoomBody {
    /// How many may be called or in the sale at once; 200 by default.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub(super) cap: Option<u32>,
    /// How many may be called in a minute; 600 by default.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub(super) ceiling: Option<u32>,
    #[schema(max_length = 500)]
    pub(super) message: Option<String>,
    /// How much work a new place costs, in leading zero bits of a digest; zero: none. As much as the setting says by default.
    #[schema(maximum = 22)]
    pub(super) work_bits: Option<u32>,
    pub(super) opens_at: Option<WireTime>,
    /// The round of a public beacon that will be mixed into the draw.
    #[schema(maximum = 9_223_372_036_854_775_807u64)]
    pub(super) beacon_round: Option<u64>,
    /// Who does it, for the log; `operator` by default. An account is recorded by its own name, whatever is given here.
    #[schema(max_length = 100)]
    pub(super) actor: Option<String>,
    /// For the log.
    #[schema(max_length = 500)]
    pub(super) reason: Option<String>,
}

/// What is absent stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "cap": 300, "message": "We let in more of you now.", "actor": "mina" })))]
pub(super) struct AdjustRoomBody {
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub(super) cap: Option<u32>,
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub(super) ceiling: Option<u32>,
    #[schema(max_length = 500)]
    pub(super) message: Option<String>,
    /// How much work a new place costs, in leading zero bits of a digest; zero: none.
    #[schema(maximum = 22)]
    pub(super) work_bits: Option<u32>,
    /// Who does it, for the log; `operator` by default. An account is recorded by its own name, whatever is given here.
    #[schema(max_length = 100)]
    pub(super) actor: Option<String>,
    /// For the log.
    #[schema(max_length = 500)]
    pub(super) reason: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "actor": "mina", "reason": "the hall is full" })))]
pub(super) struct ReasonBody {
    /// Who does it, for the log; `operator` by default. An account is recorded by its own name, whatever is given here.
    #[schema(max_length = 100)]
    pub(super) actor: Option<String>,
    /// For the log.
    #[schema(max_length = 500)]
    pub(super) reason: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "value": "c0ffee00c0ffee00", "actor": "mina" })))]
pub(super) struct BeaconBody {
    /// What the beacon has published in the announced round, in hexadecimal digits.
    #[schema(min_length = 2, max_length = 256, pattern = "^[0-9A-Fa-f]+$")]
    pub(super) value: String,
    /// Who does it, for the log; `operator` by default. An account is recorded by its own name, whatever is given here.
    #[schema(max_length = 100)]
    pub(super) actor: Option<String>,
    /// For the log.
    #[schema(max_length = 500)]
    pub(super) reason: Option<String>,
}

/// Lets visitors in without a pass.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(
    json!({ "confirm": "1", "openRate": 50, "minutes": 5, "actor": "mina", "reason": "the line is stuck" }),
))]
pub(super) struct FailOpenBody {
    /// The number of the event once more, typed by the operator.
    #[schema(pattern = "^[0-9]+$", max_length = 20)]
    pub(super) confirm: String,
    /// How many holds without a pass are let through in a second, at all instances together.
    #[schema(minimum = 1, maximum = 100_000)]
    pub(super) open_rate: u32,
    /// After so many minutes it ends by itself; 10 by default.
    #[schema(minimum = 1, maximum = 60)]
    pub(super) minutes: Option<u32>,
    /// Who does it, for the log; `operator` by default. An account is recorded by its own name, whatever is given here.
    #[schema(max_length = 100)]
    pub(super) actor: Option<String>,
    /// For the log.
    #[schema(max_length = 500)]
    pub(super) reason: Option<String>,
}

/// A room as operators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "room": room_example(), "cap": 200, "capNow": 150, "ceiling": 600, "rateNow": 600,
    "conversionPercent": 60, "dwellSeconds": 95, "called": 4, "active": 36, "returned": 1,
    "limitedBy": "CAP",
})))]
pub(super) struct OperatedRoomBody {
    pub(super) room: RoomBody,
    pub(super) cap: u32,
    /// The same as stock and load allow it now: at most `cap`.
    pub(super) cap_now: u32,
    /// Deprecated: `capNow` says it always. The same, where it is less than `cap`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(deprecated)]
    pub(super) stock_cap: Option<u32>,
    pub(super) ceiling: u32,
    /// How much work a new place costs, in leading zero bits of a digest; zero: none. Absent: as much as the setting says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) work_bits: Option<u32>,
    /// How many may be called in a minute as the load allows it now: at most `ceiling`.
    pub(super) rate_now: u32,
    /// How many of a hundred sessions buy; measured where enough have ended.
    pub(super) conversion_percent: u32,
    /// How long a session lasts; absent: not measured yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dwell_seconds: Option<u64>,
    /// While visitors get in without a pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fail_open: Option<OpenSaleBody>,
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
    /// The line was put together again just now, and goes on in a moment.
    Recovering,
    /// As many are in the sale as there may be for what is left.
    Stock,
    /// What is left is not known: ever fewer may be in the sale.
    StockUnknown,
    /// As many are in the sale as the rate brings while sessions last.
    Dwell,
    /// Every slot is taken.
    Cap,
    /// Holds are slow: fewer are called in a minute.
    SlowHolds,
    /// Too many orders wait for their decision: fewer are called in a minute.
    FullOrders,
    /// The services behind the line do not answer: no one is called.
    Unreachable,
    /// The rate rises again, up to the ceiling.
    Rising,
    /// As many are called in a minute as may be.
    Ceiling,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OpenSaleBody {
    pub(super) open_rate: u32,
    pub(super) until: WireTime,
}
