//! One order's payment: what is to be paid, and how far that has come.

use primitives::{MessageId, Money, OrderId};

use super::Authorization;

/// What the order asked to set aside. Fixed by the first authorization command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    pub money: Money,
    /// None: the provider's random mock decides.
    pub method: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    pub order: OrderId,
    /// None: the order was voided before anything was asked.
    pub charge: Option<Charge>,
    pub authorization: Authorization,
    /// The command whose reply waits for the provider.
    pub awaited_by: MessageId,
    /// The trace of the order, so that what a recovery finds out still belongs to it.
    pub traceparent: Option<String>,
    /// Counts the changes: a write names the version that it has read.
    pub version: u64,
}
