//! The topics of the bus. The key decides the partition, and so what is kept in order.

use std::fmt;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Topic {
    name: &'static str,
    /// Fixed for the life of an installation: changing it would move keys between partitions.
    partitions: u32,
}

impl Topic {
    /// The changes of the seats' public statuses, those of one step in one message. Key: event id.
    pub const SEAT_EVENTS: Self = Self::new("seat.events", 8);
    /// Confirm, release, correct. Key: order id.
    pub const RESERVATION_COMMANDS: Self = Self::new("reservation.commands", 8);
    /// What became of them. Key: order id.
    pub const RESERVATION_REPLIES: Self = Self::new("reservation.replies", 8);
    /// Authorize, capture, void. Key: order id.
    pub const PAYMENT_COMMANDS: Self = Self::new("payment.commands", 8);
    /// What became of them. Key: order id.
    pub const PAYMENT_REPLIES: Self = Self::new("payment.replies", 8);
    /// Every version of an order. Key: order id.
    pub const ORDER_EVENTS: Self = Self::new("order.events", 8);

    /// Sessions that have ended before their time. Key: the subject of the session.
    pub const IDENTITY_EVENTS: Self = Self::new("identity.events", 8);

    pub const ALL: [Self; 7] = [
        Self::SEAT_EVENTS,
        Self::RESERVATION_COMMANDS,
        Self::RESERVATION_REPLIES,
        Self::PAYMENT_COMMANDS,
        Self::PAYMENT_REPLIES,
        Self::ORDER_EVENTS,
        Self::IDENTITY_EVENTS,
    ];

    /// Topics of the house are the constants above; tests may make their own.
    #[must_use]
    pub const fn new(name: &'static str, partitions: u32) -> Self {
        Self { name, partitions }
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    #[must_use]
    pub const fn partitions(self) -> u32 {
        self.partitions
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name == name)
    }

    /// How long messages are kept that every group has read. A consumer that is away for longer loses some.
    #[must_use]
    pub const fn retention(self) -> Duration {
        DAY.saturating_mul(7)
    }

    /// Where messages go that cannot be decoded. One partition: there are few, and a person reads them.
    #[must_use]
    pub fn dead_letters(self) -> String {
        format!("{}.dlq", self.name)
    }

    /// How long a dead letter waits for a person to look at it.
    #[must_use]
    pub const fn dead_letter_retention(self) -> Duration {
        DAY.saturating_mul(90)
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
