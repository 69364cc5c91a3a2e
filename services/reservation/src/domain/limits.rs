//! How many seats buyers may have at a time, and for how long.

use std::time::Duration;

use primitives::HoldOwner;

/// How many live seats buyers may have at one event, those that an order has pinned among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatLimits {
    /// A named buyer.
    pub per_user: usize,
    /// None: guests are not limited.
    pub guests: Option<GuestSeats>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuestSeats {
    /// One guest.
    pub each: usize,
    /// All guests together, of a hundred seats of the event. Those whose hold has lapsed count until they are swept.
    pub percent: u8,
}

impl GuestSeats {
    /// How many seats of an event all guests may have together.
    #[must_use]
    pub fn together(self, seat_count: u32) -> usize {
        let share = u64::from(seat_count) * u64::from(self.percent) / 100;
        usize::try_from(share).unwrap_or(usize::MAX)
    }
}

/// How long a hold may live in all, extensions included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldLives {
    pub user: Duration,
    pub guest: Duration,
}

impl HoldLives {
    #[must_use]
    pub fn max(self, owner: &HoldOwner) -> Duration {
        if owner.is_guest() { self.guest } else { self.user }
    }
}

/// Why a guest gets no seats that are free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuestRefusal {
    /// This guest has as many as one may have.
    TooManySeats { live: usize, max: usize },
    /// Guests together have their share of the event.
    ShareTaken,
    /// This guest holds too often.
    TooFast { retry_after: Duration },
}
