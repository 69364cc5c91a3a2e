//! How many seats a buyer may have, for how long, and how often a guest may hold.

use std::time::Duration;

use primitives::{HoldOwner, Quota};

use crate::domain::{GuestSeats, HoldLives, SeatLimits};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldLimits {
    pub seats_per_call_max: usize,
    /// Live seats that a named buyer may have at one event.
    pub seats_per_user_max: usize,
    /// How many seats of an event a named buyer may hold and have bought together. None: no such limit.
    pub buyer_limit: Option<u32>,
    /// None: guests are limited by the call alone.
    pub guests: Option<GuestLimits>,
    /// How long an order keeps its seats: longer than its payment may take.
    pub pin: Duration,
}

/// Of guests, who prove nothing: without limits one client could take all seats of an event for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuestLimits {
    pub seats: GuestSeats,
    /// How long a hold may live that was not extended.
    pub hold_max: Duration,
    /// How long it may live in all.
    pub life_max: Duration,
    pub holds_per_minute: u32,
}

impl GuestLimits {
    /// How often one may hold: a quarter of a minute's worth at once, and one more.
    #[must_use]
    pub fn hold_quota(&self) -> Quota {
        Quota { burst: self.holds_per_minute / 4 + 1, per_minute: self.holds_per_minute }
    }
}

impl HoldLimits {
    /// These are part of the HTTP contract.
    pub const LIFE_MIN: Duration = Duration::from_secs(5);
    pub const LIFE_MAX: Duration = Duration::from_secs(600);
    pub const LIFE_DEFAULT: Duration = Duration::from_secs(120);
    pub const EXTENSION_MIN: Duration = Duration::from_secs(1);
    pub const EXTENSION_DEFAULT: Duration = Duration::from_secs(30);

    #[must_use]
    pub fn seats(&self) -> SeatLimits {
        SeatLimits { per_user: self.seats_per_user_max, guests: self.guests.map(|guests| guests.seats) }
    }

    #[must_use]
    pub fn lives(&self) -> HoldLives {
        let guest = self.guests.map_or(Self::LIFE_MAX, |guests| guests.life_max);
        HoldLives { user: Self::LIFE_MAX, guest }
    }

    /// How long a hold of this owner may live that was not extended.
    #[must_use]
    pub fn hold_max(&self, owner: &HoldOwner) -> Duration {
        self.guests.filter(|_| owner.is_guest()).map_or(Self::LIFE_MAX, |guests| guests.hold_max)
    }

    /// Whether holds of this owner are counted by what guests are counted by.
    #[must_use]
    pub fn count_as_guest(&self, owner: &HoldOwner) -> bool {
        self.guests.is_some() && owner.is_guest()
    }
}

impl Default for GuestLimits {
    fn default() -> Self {
        Self {
            seats: GuestSeats { each: 32, percent: 50 },
            hold_max: Duration::from_secs(180),
            life_max: Duration::from_secs(300),
            holds_per_minute: 120,
        }
    }
}

impl Default for HoldLimits {
    fn default() -> Self {
        let guests = Some(GuestLimits::default());
        Self {
            seats_per_call_max: 8,
            seats_per_user_max: 8,
            buyer_limit: None,
            guests,
            pin: Duration::from_secs(90),
        }
    }
}
