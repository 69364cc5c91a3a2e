//! What the store keeps and counts beside the orders themselves.

use primitives::{OrderId, Timestamp};

use crate::domain::{Fingerprint, OrderKey};

/// The answer to the first request with a key; every later request with it gets the same answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    pub key: OrderKey,
    pub fingerprint: Fingerprint,
    pub order: OrderId,
    /// The exact text of the response body.
    pub body: String,
    pub traceparent: Option<String>,
    pub created: Timestamp,
}

/// An order that waits, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueOrder {
    pub at: Timestamp,
    pub order: OrderId,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Census {
    /// How many sagas are in each state that occurs.
    pub states: Vec<(String, u64)>,
    /// Sagas that still wait for something.
    pub unfinished: u64,
    /// Sagas that ended recently.
    pub decided: u64,
    /// Since when the oldest unfinished compensation is running.
    pub oldest_compensation: Option<Timestamp>,
}
