//! What the catalog answers: what an event is, what its seats cost, and what the public sees of them.

use primitives::EventId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{PackedSnapshot, Route};
use crate::http::catalog::TierBody;

declare_api! {
    /// An event that is not published is refused as `EVENT_NOT_FOUND`.
    CatalogApi of CATALOG {
        /// The sections, and what each seat costs. Publishing an event freezes both.
        fn prices(event: EventId) -> PricesBody = Route::new("prices", "/events/{eventId}/prices");

        /// From the records alone, so that it is answered while the seat store is being rebuilt.
        fn meta(event: EventId) -> EventMetaBody = Route::new("meta", "/events/{eventId}/meta");

        /// The map as this instance has it, which is what its streams have sent.
        fn map(event: EventId) -> PackedSnapshot = Route::new("map", "/events/{eventId}/map");

        /// What this instance has counted: in the last message about stock, and of each standing section.
        fn stock(event: EventId) -> StockBody = Route::new("stock", "/events/{eventId}/stock");
    }
}

/// A section a range, by ascending seat id, without gaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PricesBody {
    pub currency: String,
    pub ranges: Vec<PriceRangeBody>,
    /// What all face. Absent where the layout does not say, and from a catalog of an earlier version, as all that follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<GridAreaBody>,
    /// The seats that are meant for some buyers: chosen for no one who has not named them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<i64>,
    /// Until then no hold may leave a single seat. Absent where any may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub singles_from_us: Option<i64>,
    /// How many seats a named buyer may hold and have bought together. Absent where the event has no limit of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer_limit: Option<u32>,
}

/// A rectangle on the grid of the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridAreaBody {
    pub top: i32,
    pub left: i32,
    pub rows: u32,
    pub cols: u32,
}

/// Seats `first` to `last`, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PriceRangeBody {
    pub first: i64,
    pub last: i64,
    pub price: i64,
    /// Absent from a catalog of an earlier version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The section has no seats: its places are chosen by the seat store.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub standing: bool,
    /// Where its seats are, row by row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<GridAreaBody>,
    /// Where there are several prices; the first of them is `price`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<TierBody>,
}

/// What other services have to know of an event: the seat store, and doors that ask for a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventMetaBody {
    pub event_id: i64,
    pub seat_count: u32,
    pub on_sale_at_us: i64,
    /// When the show begins. Absent from a catalog of an earlier version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins_at_us: Option<i64>,
    /// Whose members may work at it. Absent where it belongs to none, and from a catalog of an earlier version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<Uuid>,
}

/// How many seats have each status, as the public was shown it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StockBody {
    pub epoch: u64,
    pub version: u64,
    /// Of the whole event, as the last message on its sockets says. None: that message is of an earlier position.
    pub seats: Option<CountsBody>,
    /// By ascending id.
    pub pools: Vec<PoolStockBody>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CountsBody {
    pub available: u32,
    pub held: u32,
    pub sold: u32,
}

/// Units `first` to `last`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PoolStockBody {
    pub first: i64,
    pub last: i64,
    pub units: CountsBody,
}
