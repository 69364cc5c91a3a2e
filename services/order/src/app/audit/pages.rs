//! The pages of an audit, and what was found on one.

use bus::OutboxPosition;
use primitives::{EventId, OrderId, SeatId};

use crate::domain::promises::{Breach, Promise};

/// What is read next. The books come in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditPage {
    Orders {
        after: Option<OrderId>,
    },
    Keys {
        after: Option<String>,
    },
    /// Itself included: the message behind it is compared with it.
    Messages {
        from: Option<OutboxPosition>,
    },
    PaymentMessages {
        from: Option<OutboxPosition>,
    },
    SeatMessages,
    /// None: the first event.
    Seats {
        event: Option<EventId>,
        after: Option<SeatId>,
    },
    /// Behind the line of this event.
    Lines {
        after: Option<EventId>,
    },
    Maps {
        event: Option<EventId>,
    },
    Pools {
        event: Option<EventId>,
    },
}

impl AuditPage {
    pub const FIRST: Self = Self::Orders { after: None };

    /// Where the next book begins: for a caller that cannot read this one now.
    #[must_use]
    pub fn next_book(&self) -> Option<Self> {
        match self {
            Self::Orders { .. } => Some(Self::Keys { after: None }),
            Self::Keys { .. } => Some(Self::Messages { from: None }),
            Self::Messages { .. } => Some(Self::PaymentMessages { from: None }),
            Self::PaymentMessages { .. } => Some(Self::SeatMessages),
            Self::SeatMessages => Some(Self::Seats { event: None, after: None }),
            Self::Seats { .. } => Some(Self::Lines { after: None }),
            Self::Lines { .. } => Some(Self::Maps { event: None }),
            Self::Maps { .. } => Some(Self::Pools { event: None }),
            Self::Pools { .. } => None,
        }
    }
}

/// The findings of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// None: everything was checked.
    pub next: Option<AuditPage>,
    /// How many things were checked against each promise.
    pub checked: Vec<(Promise, u64)>,
    pub breaches: Vec<Breach>,
    /// A recheck would show the same.
    pub(super) is_certain: bool,
}

impl Findings {
    pub(super) fn new<const PROMISES: usize>(
        next: impl Into<Option<AuditPage>>,
        promises: [Promise; PROMISES],
        things: usize,
        breaches: Vec<Breach>,
    ) -> Self {
        let things = u64::try_from(things).unwrap_or(u64::MAX);
        let checked = promises.into_iter().map(|promise| (promise, things)).collect();
        Self { next: next.into(), checked, breaches, is_certain: false }
    }

    pub(super) fn certain(self) -> Self {
        Self { is_certain: true, ..self }
    }
}
