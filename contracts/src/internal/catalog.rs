//! What the catalog answers: what an event is, what its seats cost, and what the public sees of them.

use primitives::EventId;
use serde::{Deserialize, Serialize};

use super::PREFIX;

pub const SERVICE: &str = "catalog";
/// Relative to the service's own prefix.
pub const PRICES: &str = "/events/{eventId}/prices";
pub const META: &str = "/events/{eventId}/meta";
/// Packed, with the headers of a snapshot.
pub const MAP: &str = "/events/{eventId}/map";

#[must_use]
pub fn prices_path(event: EventId) -> String {
    format!("{PREFIX}/{SERVICE}/events/{event}/prices")
}

#[must_use]
pub fn meta_path(event: EventId) -> String {
    format!("{PREFIX}/{SERVICE}/events/{event}/meta")
}

#[must_use]
pub fn map_path(event: EventId) -> String {
    format!("{PREFIX}/{SERVICE}/events/{event}/map")
}

/// By ascending seat id, without gaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PricesBody {
    pub currency: String,
    pub ranges: Vec<PriceRangeBody>,
}

/// Seats `first` to `last`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PriceRangeBody {
    pub first: i64,
    pub last: i64,
    pub price: i64,
}

/// What the seat store has to know of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventMetaBody {
    pub event_id: i64,
    pub seat_count: u32,
    pub on_sale_at_us: i64,
}
