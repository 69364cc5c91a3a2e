//! Bodies of a sale at the box office.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::order::OrderStatus;
use super::schema;
pub use super::tender::Tender;

/// What the staff has been paid with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "tender": "cash", "reference": "till-3/2026-11-30/0042" })))]
pub struct ConfirmSaleBody {
    pub tender: Tender,
    /// Of the receipt. One reference stands for one sale: a repetition of the same sale is answered with it.
    #[schema(pattern = "^[!-~]{1,64}$", example = "till-3/2026-11-30/0042")]
    pub reference: String,
    /// All seats or places that are sold, that of the path among them; absent: that one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::seats_of_a_sale)]
    pub seat_ids: Option<Vec<i64>>,
}

/// An order like any other, which was paid for at the box office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "orderId": "0190b7a0-5c7e-7000-8000-00000000a001", "status": "CONFIRMED", "eventId": 1, "seatIds": [42], "amount": 44_000,
    "currency": "KRW", "tender": "cash", "reference": "till-3/2026-11-30/0042",
})))]
pub struct BoxOfficeSaleBody {
    pub order_id: Uuid,
    /// CONFIRMED; or CREATED, where that took too long.
    pub status: OrderStatus,
    pub event_id: i64,
    pub seat_ids: Vec<i64>,
    pub amount: i64,
    pub currency: String,
    pub tender: Tender,
    pub reference: String,
}
