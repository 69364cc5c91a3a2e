//! What order answers: what the seat store has to know of sales when it is rebuilt or checked, and whether the promises are kept.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Route;
use super::outbox::MessageCursorBody;
use super::reservation::{BuyerBody, SeatTierBody};
use crate::http::box_office::{BoxOfficeSaleBody, Tender};

/// Fifty thousand seats that were sold one by one are four million bytes.
const ARENA_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Reading everything that is sold of an arena takes longer than most answers.
const ARENA_TIMEOUT: Duration = Duration::from_secs(5);
/// A page with a breach is read twice, and a map is waited for.
const PAGE_TIMEOUT: Duration = Duration::from_secs(20);

declare_api! {
    /// The last word on who bought what, and on who is about to.
    OrderApi of ORDER {
        /// Raises the epoch of the event and returns all that has to be in a seat store, in one transaction. It is above every epoch that was
        /// ever given for the event, also by records that were restored to an earlier time. Repeated, it raises it once more: an epoch that is
        /// not used is only a number.
        fn begin_rebuild(body: BeginRebuildBody) -> RebuildBody =
            Route::new("begin-rebuild", "/begin-rebuild")
                .with_attempt_timeout(ARENA_TIMEOUT)
                .with_answer_of(ARENA_BYTES_MAX);

        /// What has become of these orders, and everything that is sold of the event, of one snapshot.
        fn standing(body: StandingQuery) -> StandingBody =
            Route::new("standing", "/standing")
                .with_attempt_timeout(ARENA_TIMEOUT)
                .with_answer_of(ARENA_BYTES_MAX);

        /// Sells seats that are held, to their holder, for money that the staff of the box office has taken. Repeated under its reference, it is the same
        /// sale. Refused with the codes of `POST /api/orders`.
        fn sell_at_box_office(body: SellAtBoxOfficeBody) -> BoxOfficeSaleBody =
            Route::new("sell-at-box-office", "/sell-at-box-office").once();

        /// Whether another order would be accepted now: no more buyers should be sent where there is no room.
        fn intake() -> IntakeAnswerBody = Route::new("intake", "/intake");

        /// Compares one page of the books of all services.
        fn verify(body: VerifyQuery) -> VerifiedBody =
            Route::new("verify", "/verify").with_attempt_timeout(PAGE_TIMEOUT);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IntakeAnswerBody {
    pub has_room: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SellAtBoxOfficeBody {
    pub event_id: i64,
    pub seat_ids: Vec<i64>,
    pub holder: BuyerBody,
    pub tender: Tender,
    pub reference: String,
    /// The account of the one who sells, for the audit. None: an operator without an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sold_by: Option<String>,
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
    /// Of those seats that are bought at one of several prices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<SeatTierBody>,
}

/// Rows of the ledger, grouped by order: an order has many seats, and an id is long.
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
pub struct StandingQuery {
    pub event_id: i64,
    pub order_ids: Vec<Uuid>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StandingBody {
    pub sold: Vec<SoldBody>,
    /// Those of the requested orders that have come to their end, or do not exist.
    pub ended: Vec<Uuid>,
}

/// The page to be checked: the first, or the one that the last answer named. The caller keeps the position, so a check resumes where it
/// was interrupted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifyQuery {
    pub page: Option<PageBody>,
}

/// What is read next: a book, and from where in it.
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
        from: Option<MessageCursorBody>,
    },
    PaymentMessages {
        from: Option<MessageCursorBody>,
    },
    SeatMessages,
    Seats {
        event_id: Option<i64>,
        after: Option<i64>,
    },
    /// Behind the line of this event.
    Lines {
        after: Option<i64>,
    },
    Maps {
        event_id: Option<i64>,
    },
    Pools {
        event_id: Option<i64>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifiedBody {
    /// None: everything has been checked.
    pub next: Option<PageBody>,
    pub checked: Vec<CheckedBody>,
    pub breaches: Vec<BreachBody>,
    pub took_us: u64,
}

/// How many things were checked against a promise.
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
