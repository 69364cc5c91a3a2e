//! Bodies of `/api/operator`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The health of a sale as this process sees it. Totals begin with the process: two readings make a rate. What the process has nothing to do
/// with is empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "uptimeSeconds": 3_600.5, "holds": { "held": 1_200, "conflict": 31 }, "heldSeats": 14,
    "placedOrders": { "accepted": 1_100, "refused": 4 }, "orderStates": { "AUTHORIZING": 3, "DONE": 1_090 },
    "outboxAges": { "order": 0.02 }, "promises": { "I1": { "checks": 4_000, "breaches": 0 } },
})))]
pub struct SaleHealthBody {
    /// Since the process began to serve. Where it is less than before, all totals have begun anew.
    pub uptime_seconds: f64,
    /// Requests to hold seats, by outcome: `held`, `conflict`, `over_limit`, `not_open`, `unavailable` and others.
    #[schema(example = json!({"held": 1200, "conflict": 31}))]
    pub holds: BTreeMap<String, u64>,
    /// Seats that are held or pinned at the moment.
    pub held_seats: u64,
    /// Requests to place an order, by outcome: `accepted`, `replayed`, `refused`, `overloaded`, `unavailable` and others.
    #[schema(example = json!({"accepted": 1100, "refused": 4}))]
    pub placed_orders: BTreeMap<String, u64>,
    /// How many orders are in each state of their saga; of `DONE` and `CANCELLED`, how many have got there.
    #[schema(example = json!({"AUTHORIZING": 3, "DONE": 1090, "STUCK": 0}))]
    pub order_states: BTreeMap<String, u64>,
    /// The age of the oldest unsent message of each outbox, in seconds; zero where none waits.
    #[schema(example = json!({"order": 0.02, "payment": 0.0}))]
    pub outbox_ages: BTreeMap<String, f64>,
    /// What was compared for each promise, I1 to I19 and I21. Empty until the first comparison, half a minute after the start.
    pub promises: BTreeMap<String, PromiseTotalsBody>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PromiseTotalsBody {
    /// Orders, seats and messages that were compared.
    pub checks: u64,
    /// Zero while the promise is kept. A breach is counted again in every round until it is repaired.
    pub breaches: u64,
}
