//! Places without a number, of a buyer who says only how many.

use std::time::Duration;

use access::VisitorNames;
use primitives::{Cause, Credentials, EventId, GuestId, HoldId, SeatId, Timestamp};

#[derive(Debug, Clone)]
pub struct UnitsWanted {
    pub event: EventId,
    pub quantity: u32,
    pub life: Duration,
    pub buyer: Credentials,
    /// What a buyer without a name is counted by.
    pub guest: GuestId,
    /// Names what is wanted: a repetition gets the same hold.
    pub key: String,
    /// Of what is wanted: something else under the same key is refused.
    pub fingerprint: String,
    pub passes: Passes,
}

/// Of a waiting room, as the buyer has presented them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passes {
    pub visitor: Option<VisitorNames>,
    pub tokens: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitsAnswer {
    Held(HeldUnits),
    /// No standing section of the event has so many; together they have these.
    Short {
        free: u32,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldUnits {
    pub hold: HoldId,
    pub seats: Vec<SeatId>,
    pub until: Timestamp,
    /// How many are free after it.
    pub free: u32,
}

#[derive(Debug, thiserror::Error)]
pub enum HoldUnitsRefusal {
    #[error("there is no such event")]
    EventNotFound,
    #[error("the event is not sold by quantity")]
    HasSeats,
    #[error("the sale has not begun")]
    NotOpen,
    #[error("the sale needs a pass of its waiting room")]
    PassNeeded,
    #[error("the buyer would have too many places")]
    TooMany,
    #[error("the buyer has bought as many places as one may")]
    LimitReached,
    #[error("callers without an account hold too many places, or too often")]
    RateLimited,
    #[error("the key was used for another hold")]
    KeyReused,
    /// The outcome is unknown.
    #[error("the seat store cannot be reached")]
    Unavailable(#[source] Cause),
}
