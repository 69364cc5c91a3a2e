//! Bodies of `/api/reservations`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::schema;
use crate::WireTime;

/// Either `seatId`, or `seatIds`, or `section` and `quantity`, or `section` and `tiers`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(
    json!({ "eventId": 1, "seatId": 42 }),
    json!({ "eventId": 1, "seatIds": [51, 52], "holdSeconds": 120 }),
    json!({ "eventId": 7, "section": "FIELD", "tiers": [{ "tier": "adult", "quantity": 1 }, { "tier": "youth", "quantity": 1 }] }),
))]
pub struct HoldSeatsBody {
    #[schema(example = 1, minimum = 1)]
    pub event_id: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 42, minimum = 1)]
    pub seat_id: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::seats_of_a_hold)]
    pub seat_ids: Option<Vec<i64>>,
    /// A standing section, whose places have no numbers: those that the buyer gets are chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(null), min_length = 1, max_length = 100)]
    pub section: Option<String>,
    /// How many of its places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(null), minimum = 1)]
    pub quantity: Option<i64>,
    /// One of the prices of the section; the first of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(null), pattern = "^[a-z0-9][a-z0-9-]{0,31}$")]
    pub tier: Option<String>,
    /// How many of its places at which of its prices, all of them or none: instead of `quantity` and `tier`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(null), min_items = 1, max_items = 8)]
    pub tiers: Option<Vec<TierQuantityBody>>,
    /// From 5 to 600; 120 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 120, minimum = 5, maximum = 600)]
    pub hold_seconds: Option<i64>,
}

/// So many places at one price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TierQuantityBody {
    #[schema(example = "adult", pattern = "^[a-z0-9][a-z0-9-]{0,31}$")]
    pub tier: String,
    #[schema(example = 2, minimum = 1)]
    pub quantity: i64,
}

/// The places of a hold at one of its prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TierSeatsBody {
    #[schema(example = "youth")]
    pub tier: String,
    pub seat_ids: Vec<i64>,
}

/// So many seats, and which of them does not matter as long as no better ones are free.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "eventId": 2, "quantity": 2, "maxPrice": 200_000 })))]
pub struct BestSeatsBody {
    #[schema(example = 1, minimum = 1)]
    pub event_id: i64,
    #[schema(example = 2, minimum = 1)]
    pub quantity: i64,
    /// Only here; anywhere when absent, in standing sections where there are no seats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(null), min_length = 1, max_length = 100)]
    pub section: Option<String>,
    /// Of one seat, in the minor unit of the event's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(null), minimum = 0)]
    pub max_price: Option<i64>,
    /// One of the prices of a standing section; the first of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(null), pattern = "^[a-z0-9][a-z0-9-]{0,31}$")]
    pub tier: Option<String>,
    /// From 5 to 600; 120 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 120, minimum = 5, maximum = 600)]
    pub hold_seconds: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "reservationId": "ab4d0000-0001-8a2b-9c3d-000000000042", "eventId": 1, "seatId": 42, "seatIds": [42], "holdSeconds": 120,
    "lifeSecondsMax": 600, "expiresAt": "2026-11-21T09:02:00.000Z", "holdToken": "v1.a-token-of-this-hold",
    "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
})))]
pub struct ReservationBody {
    /// Public: it names the hold and proves nothing.
    pub reservation_id: Uuid,
    pub event_id: i64,
    /// The first of `seatIds`.
    pub seat_id: i64,
    pub seat_ids: Vec<i64>,
    /// Of places of a standing section: which of its prices they are held at; absent where there is one price, and where they are held at several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "adult")]
    pub tier: Option<String>,
    /// Which of them are held at which of several prices; absent where all are held at one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<TierSeatsBody>,
    pub hold_seconds: u32,
    /// How long it may live in all, extensions included: less without an account.
    pub life_seconds_max: u32,
    pub expires_at: WireTime,
    /// The proof: whoever carries it may extend, release and order an anonymous hold.
    pub hold_token: String,
    pub trace_id: String,
}

/// A reservation as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "reservationId": "ab4d0000-0001-8a2b-9c3d-000000000042", "eventId": 1, "state": "HELD", "seatIds": [42],
    "seats": [{ "seatId": 42, "state": "HELD", "section": "A", "price": 44_000 }], "currency": "KRW",
    "expiresAt": "2026-11-21T09:02:00.000Z", "lifeSecondsMax": 600,
})))]
pub struct ReservationDetailsBody {
    pub reservation_id: Uuid,
    pub event_id: i64,
    /// HELD as long as any of its seats is.
    pub state: ReservationState,
    pub seat_ids: Vec<i64>,
    pub seats: Vec<ReservedSeatBody>,
    /// Absent while the prices of the event cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "KRW")]
    pub currency: Option<String>,
    /// Of what is held; of an order that has all of it, when its seats are free again unless it is paid.
    pub expires_at: WireTime,
    /// How long it may live in all, extensions included.
    pub life_seconds_max: u32,
}

/// A seat, or a place of a standing section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReservedSeatBody {
    pub seat_id: i64,
    pub state: ReservationState,
    /// Absent while the prices of the event cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "STALLS")]
    pub section: Option<String>,
    /// Which of several prices it is held at; absent where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "adult")]
    pub tier: Option<String>,
    /// Absent while the prices of the event cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 120_000)]
    pub price: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum ReservationState {
    /// May be extended, released and ordered.
    Held,
    /// An order has it, and is being paid.
    Ordered,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "seconds": 30 })))]
pub struct ExtendHoldBody {
    /// From 1 to 600, within the `lifeSecondsMax` that the reservation may live in all; 30 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = 30, minimum = 1, maximum = 600)]
    pub seconds: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "expiresAt": "2026-11-21T09:02:00.000Z" })))]
pub struct ExtendedBody {
    pub expires_at: WireTime,
}
