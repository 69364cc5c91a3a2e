//! What the order service needs from other services, as contracts with two adapters each: a function call where all services are one process,
//! and HTTP. Its own records are `store`; the ports of the bus (`bus::Bus`, `bus::Outbox`, `bus::Parking`) are defined in `bus`.

mod books;
mod units;

use std::time::Duration;

use async_trait::async_trait;
use primitives::{Cause, Credentials, EventId, HoldId, OrderId, SeatId, TierName, Timestamp};

use crate::domain::PriceList;

pub use books::{BooksUnavailable, OtherBooks};
pub use units::{HeldUnits, HoldUnitsRefusal, Passes, UnitsAnswer, UnitsWanted};

/// The seats of reservation.
#[async_trait]
pub trait Seats: Send + Sync {
    /// Pins the seats for this order, all or none, for longer than its payment may take. Safe to repeat with the same order id: seats that
    /// are already this order's count as claimed. After [`ClaimError::Unavailable`] it is unknown whether it took effect; the caller
    /// retries, or leaves the pin to lapse.
    async fn claim(&self, claim: &Claim) -> Result<Claimed, ClaimError>;

    /// Holds so many units of the event, all in one section, or none. A repetition under the same key gets the same hold for as long as it
    /// lives. After [`HoldUnitsRefusal::Unavailable`] it is unknown whether it took effect; the buyer repeats it, or the hold lapses.
    async fn hold_units(&self, wanted: &UnitsWanted) -> Result<UnitsAnswer, HoldUnitsRefusal>;

    /// Turns what this order pinned back into the holds that it came from. Safe to repeat.
    async fn unclaim(&self, event: EventId, order: OrderId) -> Result<(), SeatsUnavailable>;
}

#[derive(Debug, Clone)]
pub struct Claim {
    pub event: EventId,
    pub order: OrderId,
    pub seats: Vec<SeatId>,
    pub caller: Credentials,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The holds that the seats came from, each once.
    pub holds: Vec<HoldId>,
    /// Which of several prices seats were held at.
    pub tiers: Vec<(SeatId, TierName)>,
    /// Until when the seats are pinned. Where they were this order's already, that is as long as they have been.
    pub until: Timestamp,
    /// For how long reservation pins seats, if it says so.
    pub pin: Option<Duration>,
}

/// A seat that stood in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenSeat {
    pub seat: SeatId,
    /// Otherwise another buyer holds it.
    pub sold: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    #[error("the event has no such seat")]
    SeatNotFound,
    #[error("the seats are sold")]
    Sold(Vec<TakenSeat>),
    #[error("the seats are taken")]
    Taken(Vec<TakenSeat>),
    #[error("the hold is somebody else's")]
    NotOwner,
    #[error("the hold has expired")]
    Expired,
    #[error("the seats are not held")]
    HoldRequired,
    /// The outcome is unknown.
    #[error("the seat store cannot be reached")]
    Unavailable(#[source] Cause),
}

#[derive(Debug, thiserror::Error)]
#[error("the seat store cannot be reached")]
pub struct SeatsUnavailable(#[source] pub Cause);

/// The prices of the catalog.
#[async_trait]
pub trait Prices: Send + Sync {
    /// The prices of a published event, which never change again; none for an event that does not exist.
    async fn price_list(&self, event: EventId) -> Result<Option<PriceList>, PricesUnavailable>;
}

#[derive(Debug, thiserror::Error)]
#[error("the prices cannot be fetched")]
pub struct PricesUnavailable(#[source] pub Cause);
