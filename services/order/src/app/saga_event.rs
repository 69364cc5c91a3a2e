//! What makes sagas take steps, and what becomes of it.

use primitives::{MessageId, OrderId};
use tracing::Span;

use crate::domain::saga::{Input, State};

/// What makes a saga take a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SagaEvent {
    /// Reservation has confirmed the seats. Whether that is a sale, the ledger decides in the transaction of the step.
    SeatsConfirmed { message: MessageId },
    /// Any other reply is the saga's input as it stands.
    Reply { message: MessageId, input: Input },
    /// The buyer does not want the order any more.
    CancelRequested,
    /// The order may be due; whether it is, and for what, the record says.
    Timer,
}

/// An event of one order.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub order: OrderId,
    pub event: SagaEvent,
    /// The step is a child of it.
    pub span: Span,
}

/// What became of the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advanced {
    To(State),
    /// A late reply, or a timer that came too early.
    Unchanged,
    /// A repetition is due, and what it would repeat has not left the outbox: another one would only make the queue longer.
    NotSentYet,
    /// The message was handled before.
    Duplicate,
    /// The order is not in the records: it was lost together with a database that was restored to an earlier time. There is no seat and no
    /// money to decide on, so the message is logged and dropped.
    UnknownOrder,
}

impl SagaEvent {
    pub(super) fn message(&self) -> Option<MessageId> {
        match self {
            Self::SeatsConfirmed { message } | Self::Reply { message, .. } => Some(*message),
            Self::CancelRequested | Self::Timer => None,
        }
    }
}
