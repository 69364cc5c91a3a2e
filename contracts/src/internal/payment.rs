//! What payment answers: how far the money of each order has come, for whoever compares it with the orders.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::PREFIX;

pub const SERVICE: &str = "payment";
/// Relative to the service's own prefix.
pub const RECORDS: &str = "/records";

#[must_use]
pub fn path(route: &str) -> String {
    format!("{PREFIX}/{SERVICE}{route}")
}

/// Payments by ascending order id, behind `after` and not behind `up_to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AskPaymentsBody {
    pub after: Option<Uuid>,
    pub up_to: Option<Uuid>,
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentsBody {
    pub payments: Vec<PaymentBody>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentBody {
    pub order_id: Uuid,
    pub state: PaymentStateBody,
    /// None where the order was voided before anything was asked.
    pub amount: Option<i64>,
    pub currency: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaymentStateBody {
    Pending,
    Authorized,
    Declined,
    Capturing,
    Captured,
    Voided,
}
