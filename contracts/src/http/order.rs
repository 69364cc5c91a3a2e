//! Bodies of `/api/orders`.

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::schema;
pub use super::tender::ReceiptBody;
use crate::WireTime;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "eventId": 1, "seatIds": [42], "paymentMethod": "tok_ok" })))]
pub struct PlaceOrderBody {
    #[schema(example = 1, minimum = 1)]
    pub event_id: i64,
    #[schema(schema_with = schema::seats_of_an_order)]
    pub seat_ids: Vec<i64>,
    /// One of the mock's tokens; absent, the mock decides by its settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(
        example = "tok_ok",
        pattern = "^(tok_ok|tok_decline|tok_slow|tok_timeout|tok_error_after_effect)$"
    )]
    pub payment_method: Option<String>,
    /// May stand here or in the header `Hold-Token`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(null))]
    pub hold_token: Option<String>,
}

/// The answer to an accepted order: what was ordered, never what became of it. With `Prefer: wait` an OrderBody stands in its place, which has
/// these fields too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "orderId": "0190b7a0-5c7e-7000-8000-00000000a001", "status": "CREATED", "eventId": 1, "seatIds": [42],
    "items": [{ "seatId": 42, "price": 44_000 }], "amount": 44_000, "currency": "KRW",
    "createdAt": "2026-11-21T09:00:00.000Z",
})))]
pub struct OrderPlacedBody {
    pub order_id: Uuid,
    /// CREATED, because a replay repeats the first answer; with `Prefer: wait` what it is by then.
    pub status: OrderStatus,
    pub event_id: i64,
    pub seat_ids: Vec<i64>,
    /// What each of them costs, in their order; together `amount`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<OrderItemBody>,
    pub amount: i64,
    pub currency: String,
    pub created_at: WireTime,
}

/// One seat of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderItemBody {
    pub seat_id: i64,
    /// Which of the prices of its section it was held at; absent where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "adult")]
    pub tier: Option<String>,
    pub price: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum OrderStatus {
    Created,
    Confirmed,
    Cancelled,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!(order_example())))]
pub struct OrderBody {
    pub order_id: Uuid,
    pub status: OrderStatus,
    /// Why it was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<CancelReason>,
    /// True when money and seats need a person's help. Operators are alerted.
    pub stuck: bool,
    /// Counts the changes of this order.
    pub version: u64,
    pub event_id: i64,
    pub seat_ids: Vec<i64>,
    /// What each of them costs, in their order; absent from an order of which only the sum is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<OrderItemBody>,
    pub amount: i64,
    pub currency: String,
    /// Of a sale at the box office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub receipt: Option<ReceiptBody>,
    pub created_at: WireTime,
    pub updated_at: WireTime,
    pub timeline: Vec<TimelineEntry>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CancelReason {
    PaymentDeclined,
    PaymentTimedOut,
    /// The seats went to somebody else while an outage had let go of them.
    SeatsLost,
    ConfirmationTimedOut,
    /// The buyer had bought as many seats of the event as one may.
    LimitReached,
    /// Its buyer cancelled it before it was decided.
    CancelledByBuyer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEntry {
    pub step: TimelineStep,
    pub at: WireTime,
    pub outcome: TimelineOutcome,
    /// Which try of the step this is, from 1.
    pub attempt: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimelineStep {
    Claim,
    Authorize,
    Confirm,
    Capture,
    Void,
    Release,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TimelineOutcome {
    /// Asked; no answer yet.
    Sent,
    Done,
    Refused,
    /// Not answered in time, which says nothing about what happened.
    TimedOut,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "items": [order_example()], "nextCursor": null })))]
pub struct OrderListBody {
    pub items: Vec<OrderBody>,
    pub next_cursor: Option<String>,
}

fn order_example() -> serde_json::Value {
    json!({
        "orderId": "0190b7a0-5c7e-7000-8000-00000000a001", "status": "CONFIRMED", "stuck": false,
        "version": 7, "eventId": 1, "seatIds": [42], "items": [{ "seatId": 42, "price": 44_000 }],
        "amount": 44_000, "currency": "KRW", "createdAt": "2026-11-21T09:00:00.000Z",
        "updatedAt": "2026-11-21T09:00:00.412Z",
        "timeline": [{ "step": "AUTHORIZE", "at": "2026-11-21T09:00:00.120Z", "outcome": "DONE", "attempt": 1 }],
    })
}
