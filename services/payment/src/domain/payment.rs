//! One order's payment: the charge, and its state.

use primitives::{Credentials, HoldId, HoldOwner, MessageId, Money, OrderId};

use super::Authorization;

/// What the order asked to authorize. Fixed by the first authorization command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    pub money: Money,
    /// None: the settings of the mock provider decide.
    pub method: Option<String>,
    /// Whose order it is, and the holds whose tokens may read an anonymous one.
    pub owner: HoldOwner,
    pub holds: Vec<HoldId>,
}

impl Charge {
    /// What is known of an order's payment is shown to whom the order is shown.
    #[must_use]
    pub fn is_visible_to(&self, caller: &Credentials) -> bool {
        caller.may_read(&self.owner, &self.holds)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    pub order: OrderId,
    /// None: the order was voided before an authorization was requested.
    pub charge: Option<Charge>,
    pub authorization: Authorization,
    /// The command whose reply waits for the provider.
    pub awaited_by: MessageId,
    /// The trace of the order, so that what a recovery does still belongs to it.
    pub traceparent: Option<String>,
    /// Counts the changes: a write names the version that it has read.
    pub version: u64,
}
