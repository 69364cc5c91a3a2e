//! What order answers: what the seat store has to know of sales when it is built anew, or checked; and whether the promises are kept.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::PREFIX;
use super::outbox::MessagePlaceBody;

pub const SERVICE: &str = "order";
/// Relative to the service's own prefix.
pub const BEGIN_REBUILD: &str = "/begin-rebuild";
pub const STANDING: &str = "/standing";
pub const VERIFY: &str = "/verify";

#[must_use]
pub fn path(route: &str) -> String {
    format!("{PREFIX}/{SERVICE}{route}")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BeginRebuildBody {
    pub event_id: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RebuildBody {
    pub epoch: u64,
    pub sold: Vec<SoldBody>,
    pub under_way: Vec<UnderWayBody>,
}

/// Rows of the ledger, those of one order together: an order has many seats, and an id is long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SoldBody {
    pub order_id: Uuid,
    pub seat_ids: Vec<i64>,
}

/// An order that may still become a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnderWayBody {
    pub order_id: Uuid,
    pub seat_ids: Vec<i64>,
    pub holds: Vec<Uuid>,
    /// None for an anonymous order.
    pub user: Option<String>,
    pub stage: StageBody,
    pub pinned_until_us: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StageBody {
    Authorizing,
    Confirming,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AskStandingBody {
    pub event_id: i64,
    pub order_ids: Vec<Uuid>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StandingBody {
    pub sold: Vec<SoldBody>,
    /// Those of the orders asked for that have come to their end.
    pub ended: Vec<Uuid>,
}

/// One page of the books is to be checked: the first, or the one that the last answer named. Whoever asks keeps the place, so
/// a check goes on wherever it was left.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AskVerifyBody {
    pub page: Option<PageBody>,
}

/// What is read next: a book, and behind what in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "book", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum PageBody {
    Orders {
        after: Option<Uuid>,
    },
    Keys {
        after: Option<String>,
    },
    /// Of order's own outbox, from this one on.
    Messages {
        from: Option<MessagePlaceBody>,
    },
    PaymentMessages {
        from: Option<MessagePlaceBody>,
    },
    SeatMessages,
    Seats {
        event_id: Option<i64>,
        after: Option<i64>,
    },
    Maps {
        event_id: Option<i64>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifiedBody {
    /// None: everything has been looked at.
    pub next: Option<PageBody>,
    pub checked: Vec<CheckedBody>,
    pub breaches: Vec<BreachBody>,
    pub took_us: u64,
}

/// How many things were held against a promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckedBody {
    pub invariant: String,
    pub count: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BreachBody {
    pub invariant: String,
    pub event_id: Option<i64>,
    pub order_id: Option<Uuid>,
    pub seat_id: Option<i64>,
    pub what: String,
}
