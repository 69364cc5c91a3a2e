//! What payment answers: how far the money of each order has come, for the comparison with the orders.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Route;
use super::outbox::{MessagesBody, MessagesQuery};

declare_api! {
    /// However much is requested, a page is bounded.
    PaymentApi of PAYMENT {
        fn records(body: PaymentsQuery) -> PaymentsBody = Route::new("records", "/records");

        /// The outbox, sent or not.
        fn messages(body: MessagesQuery) -> MessagesBody = Route::new("messages", "/messages");
    }
}

/// Payments by ascending order id, after `after` and up to `up_to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentsQuery {
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
    /// None where the order was voided before anything was charged.
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
