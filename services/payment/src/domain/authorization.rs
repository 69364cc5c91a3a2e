//! The state machine of one order's payment: two tables, one for the operations that the order requests, one for the responses of the provider.
//!
//! Both are total: every row is written out, the late and the repeated ones too. A reply is a function of the state alone, so that a command
//! that comes again gets the same reply.

use std::fmt;

/// The state of an order's payment. An unknown order has none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Authorization {
    /// The provider has to be called, or was called and the outcome is unknown.
    Pending,
    /// The amount is authorized.
    Authorized,
    /// The provider declined.
    Declined {
        reason: String,
    },
    /// The sale is in the ledger: the provider is called until it has captured the amount.
    Capturing,
    Captured,
    /// Final, and a tombstone: it refuses an authorization that comes later.
    Voided {
        /// The provider may still hold the amount and has to release it.
        owes_release: bool,
    },
    /// Final, and a tombstone: captured for a sale that the order does not know, because its records were restored to an earlier time.
    Refunded {
        /// The provider may still have the amount and has to give it back.
        owes_refund: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    Authorize,
    Capture,
    Void,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum OperationReply {
    Authorized,
    Declined { reason: String },
    Captured,
    CaptureRefused(RefusalReason),
    Voided,
}

/// The state that stood in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalReason {
    NeverAuthorized,
    Pending,
    Declined,
    Voided,
    Refunded,
}

/// A call to the provider that is repeated until it has given a definite response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProviderCall {
    Authorize,
    Capture,
    Release,
    Refund,
}

/// A definite response of the provider. An unknown outcome is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProviderResponse {
    Authorized,
    Declined { reason: String },
    Captured,
    Released,
    Refunded,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentTransition {
    /// None: nothing changes.
    pub next: Option<Authorization>,
    /// None: it is not decided yet, or nothing waits for it any more.
    pub reply: Option<OperationReply>,
}

impl Authorization {
    #[must_use]
    pub fn outstanding_call(&self) -> Option<ProviderCall> {
        match self {
            Self::Pending => Some(ProviderCall::Authorize),
            Self::Capturing => Some(ProviderCall::Capture),
            Self::Voided { owes_release: true } => Some(ProviderCall::Release),
            Self::Refunded { owes_refund: true } => Some(ProviderCall::Refund),
            Self::Authorized
            | Self::Declined { .. }
            | Self::Captured
            | Self::Voided { owes_release: false }
            | Self::Refunded { owes_refund: false } => None,
        }
    }

    /// Whether the order was paid for, once that is decided.
    #[must_use]
    pub fn decision(&self) -> Option<bool> {
        match self {
            Self::Pending => None,
            Self::Authorized | Self::Capturing | Self::Captured => Some(true),
            Self::Declined { .. } | Self::Voided { .. } | Self::Refunded { .. } => Some(false),
        }
    }
}

impl ProviderResponse {
    /// Whether it is a response to this call.
    #[must_use]
    pub fn settles(&self, call: ProviderCall) -> bool {
        match self {
            Self::Authorized | Self::Declined { .. } => call == ProviderCall::Authorize,
            Self::Captured => call == ProviderCall::Capture,
            Self::Released => call == ProviderCall::Release,
            Self::Refunded => call == ProviderCall::Refund,
        }
    }
}

#[must_use]
pub fn on_operation(state: Option<&Authorization>, operation: Operation) -> PaymentTransition {
    use Authorization::{Authorized, Captured, Capturing, Declined, Pending, Refunded, Voided};
    use Operation::{Authorize, Capture, Void};

    match (state, operation) {
        (None, Authorize) => becomes(Pending),
        (None, Capture) => says(OperationReply::CaptureRefused(RefusalReason::NeverAuthorized)),
        // The provider was never called, so it has nothing to release.
        (None, Void) => becomes_and_says(Voided { owes_release: false }, OperationReply::Voided),

        // The reply to the first command is on its way.
        (Some(Pending), Authorize) => nothing(),
        (Some(Pending), Capture) => says(OperationReply::CaptureRefused(RefusalReason::Pending)),
        // The provider may have authorized it, or may be about to.
        (Some(Pending), Void) => becomes_and_says(Voided { owes_release: true }, OperationReply::Voided),

        (Some(Authorized), Authorize) => says(OperationReply::Authorized),
        (Some(Authorized), Capture) => becomes(Capturing),
        (Some(Authorized), Void) => becomes_and_says(Voided { owes_release: true }, OperationReply::Voided),

        (Some(Declined { reason }), Authorize) => says(OperationReply::Declined { reason: reason.clone() }),
        (Some(Declined { .. }), Capture) => says(OperationReply::CaptureRefused(RefusalReason::Declined)),
        // Nothing is authorized, and a decline refuses later authorizations just as a tombstone does.
        (Some(Declined { .. }), Void) => says(OperationReply::Voided),

        (Some(Capturing), Authorize) => says(OperationReply::Authorized),
        (Some(Capturing), Capture) => nothing(),
        // An order is voided before it is sold, and captured after: this one has forgotten that it was sold.
        (Some(Capturing), Void) => becomes_and_says(Refunded { owes_refund: true }, OperationReply::Voided),

        (Some(Captured), Authorize) => says(OperationReply::Authorized),
        (Some(Captured), Capture) => says(OperationReply::Captured),
        (Some(Captured), Void) => becomes_and_says(Refunded { owes_refund: true }, OperationReply::Voided),

        (Some(Voided { .. }), Authorize) => {
            says(OperationReply::Declined { reason: RefusalReason::Voided.to_string() })
        }
        (Some(Voided { .. }), Capture) => says(OperationReply::CaptureRefused(RefusalReason::Voided)),
        (Some(Voided { .. }), Void) => says(OperationReply::Voided),

        (Some(Refunded { .. }), Authorize) => {
            says(OperationReply::Declined { reason: RefusalReason::Refunded.to_string() })
        }
        (Some(Refunded { .. }), Capture) => says(OperationReply::CaptureRefused(RefusalReason::Refunded)),
        (Some(Refunded { .. }), Void) => says(OperationReply::Voided),
    }
}

#[must_use]
pub fn on_response(state: &Authorization, response: &ProviderResponse) -> PaymentTransition {
    use Authorization::{Authorized, Captured, Capturing, Declined, Pending, Refunded, Voided};

    match (state, response) {
        (Pending, ProviderResponse::Authorized) => becomes_and_says(Authorized, OperationReply::Authorized),
        (Pending, ProviderResponse::Declined { reason }) => {
            let reason = reason.clone();
            becomes_and_says(Declined { reason: reason.clone() }, OperationReply::Declined { reason })
        }
        (Capturing, ProviderResponse::Captured) => becomes_and_says(Captured, OperationReply::Captured),
        // The void won; a late authorization is released. The order got its reply from the void.
        (Voided { .. }, ProviderResponse::Authorized) => becomes(Voided { owes_release: true }),
        (Voided { .. }, ProviderResponse::Released) => becomes(Voided { owes_release: false }),
        // A capture that was on its way is given back too.
        (Refunded { .. }, ProviderResponse::Captured) => becomes(Refunded { owes_refund: true }),
        (Refunded { .. }, ProviderResponse::Refunded) => becomes(Refunded { owes_refund: false }),

        // Responses to repeated calls, or to calls that the state has left behind.
        (Pending, ProviderResponse::Captured | ProviderResponse::Released | ProviderResponse::Refunded) => {
            nothing()
        }
        (Authorized | Declined { .. }, _) => nothing(),
        (
            Capturing,
            ProviderResponse::Authorized
            | ProviderResponse::Declined { .. }
            | ProviderResponse::Released
            | ProviderResponse::Refunded,
        ) => nothing(),
        (Captured, _) => nothing(),
        (
            Voided { .. },
            ProviderResponse::Declined { .. } | ProviderResponse::Captured | ProviderResponse::Refunded,
        ) => nothing(),
        (
            Refunded { .. },
            ProviderResponse::Authorized | ProviderResponse::Declined { .. } | ProviderResponse::Released,
        ) => nothing(),
    }
}

fn nothing() -> PaymentTransition {
    PaymentTransition { next: None, reply: None }
}

fn becomes(next: Authorization) -> PaymentTransition {
    PaymentTransition { next: Some(next), reply: None }
}

fn says(reply: OperationReply) -> PaymentTransition {
    PaymentTransition { next: None, reply: Some(reply) }
}

fn becomes_and_says(next: Authorization, reply: OperationReply) -> PaymentTransition {
    PaymentTransition { next: Some(next), reply: Some(reply) }
}

impl fmt::Display for RefusalReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NeverAuthorized => "never authorized",
            Self::Pending => "pending",
            Self::Declined => "declined",
            Self::Voided => "voided",
            Self::Refunded => "refunded",
        })
    }
}

#[cfg(test)]
#[path = "authorization_tests.rs"]
mod tests;
