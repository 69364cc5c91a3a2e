//! What the store keeps and counts beside the orders themselves.

use primitives::{OrderId, Timestamp, UserId};
use uuid::Uuid;

use crate::domain::{Fingerprint, KeyDigest, Order, Progress, ProgressChange};

/// The answer to the first request with a key; every later request with it gets the same answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// The key itself is not kept: for an anonymous caller it is a part of what proves who asks.
    pub key: KeyDigest,
    pub fingerprint: Fingerprint,
    pub order: OrderId,
    /// The exact text of the response body.
    pub body: String,
    pub traceparent: Option<String>,
    pub created: Timestamp,
}

/// An accepted order, and what its saga begins with.
#[derive(Debug, Clone, Copy)]
pub struct AcceptedOrder<'a> {
    pub order: &'a Order,
    pub first: &'a ProgressChange,
}

/// Who has sold an order at the box office, for the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterRecord {
    /// Of version 7.
    pub id: Uuid,
    /// None: an operator without an account.
    pub seller: Option<UserId>,
    pub trace_id: String,
}

/// What an order does in one unit of work: one step, or several in a row.
#[derive(Debug, Clone, Copy)]
pub struct OrderStep<'a> {
    pub order: &'a Order,
    pub from: &'a Progress,
    pub to: &'a ProgressChange,
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
    /// Sagas that wait for their decision.
    pub undecided: u64,
    /// Sagas that wait for their decision, and were accepted recently.
    pub queueing: u64,
    /// Sagas that ended recently.
    pub ended: u64,
    /// Since when the oldest unfinished compensation is running.
    pub oldest_compensation: Option<Timestamp>,
}
