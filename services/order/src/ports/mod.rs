//! What the order service needs from the world, as contracts. The bus ports (`bus::Bus`, `bus::Outbox`, `bus::Parking`) belong
//! to the same list and are described where they are defined.

mod books;

use async_trait::async_trait;
use bus::Message;
use primitives::{Cause, Credentials, EventId, HoldId, MessageId, OrderId, SeatId, Timestamp, UserId};

use crate::domain::saga::LostSeat;
use crate::domain::sales::{Sales, Standing};
use crate::domain::{Change, Entry, Fingerprint, KeyDigest, Order, OrderKey, PriceList, Progress};

pub use books::{OtherBooks, OwnBooks, Unanswered};

/// Whoever owns the seats while they are being fought over.
#[async_trait]
pub trait Seats: Send + Sync {
    /// Pins the seats for this order, all or none, for long enough that its payment may take its time. Safe to repeat with the
    /// same order id: seats that are already this order's count as claimed. After [`ClaimError::Unavailable`] it is unknown
    /// whether it took effect; the caller repeats it, or leaves the pin to lapse.
    async fn claim(&self, claim: &Claim) -> Result<Claimed, ClaimError>;

    /// Turns whatever this order pinned back into the holds that it came from. Safe to repeat.
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
    /// Until when the seats are pinned.
    pub until: Timestamp,
}

/// A seat that stood in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenSeat {
    pub seat: SeatId,
    /// Otherwise it is held by somebody else.
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
    /// Nothing is known of the outcome.
    #[error("the seats cannot be asked")]
    Unavailable(#[source] Cause),
}

#[derive(Debug, thiserror::Error)]
#[error("the seats cannot be asked")]
pub struct SeatsUnavailable(#[source] pub Cause);

/// Whoever knows what a seat costs.
#[async_trait]
pub trait Prices: Send + Sync {
    /// The prices of a published event, which never change again; none for an event that does not exist.
    async fn price_list(&self, event: EventId) -> Result<Option<PriceList>, PricesUnavailable>;
}

#[derive(Debug, thiserror::Error)]
#[error("the prices cannot be asked")]
pub struct PricesUnavailable(#[source] pub Cause);

/// The records: orders, their sagas and timelines, idempotency keys, the sale ledger, inbox and outbox.
#[async_trait]
pub trait OrderStore: Send + Sync {
    /// Begins a unit of work. Dropping it undoes all of it. Any call in it may fail with [`StoreError::Contended`], and then nothing
    /// is left of it: whoever began it begins again.
    async fn begin(&self) -> Result<Box<dyn OrderTx>, StoreError>;

    async fn find_key(&self, key: &KeyDigest) -> Result<Option<KeyRecord>, StoreError>;

    async fn find(&self, order: OrderId) -> Result<Option<Story>, StoreError>;

    /// The orders of one user, newest first, only those behind `after`.
    async fn list(&self, user: &UserId, after: Option<Place>, limit: u32) -> Result<Vec<Story>, StoreError>;

    /// Orders whose time has come, longest due first, only those behind `after`: whoever fails on one goes on behind it.
    async fn due(&self, now: Timestamp, after: Option<Due>, limit: u32) -> Result<Vec<Due>, StoreError>;

    /// Forgets up to `limit` messages that were heard before `before`; says how many. That has to lie further back than anything
    /// the bus still has.
    async fn forget_heard(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError>;

    /// Everything that is sold of the event, and which of these orders have come to their end: nothing will be done for them any more.
    /// An order that is told as ended has had its last word before the sales were read. Unknown orders have not ended.
    async fn standing(&self, event: EventId, orders: &[OrderId]) -> Result<Standing, StoreError>;

    /// Counts sagas by state, and those that were decided `since`.
    async fn census(&self, since: Timestamp) -> Result<Census, StoreError>;
}

/// One unit of work: everything in it becomes durable together, or nothing of it happened. What goes wrong with a call that returns nothing may
/// be told by a later one, and is told at the latest by the commit.
#[async_trait]
pub trait OrderTx: Send {
    /// Remembers the message; false if it was known already.
    async fn first_sight(&mut self, message: MessageId, now: Timestamp) -> Result<bool, StoreError>;

    /// Fails with [`StoreError::Duplicate`] where the key is taken; then only dropping the unit of work is left to do. Waits for
    /// another unit of work that is taking it.
    async fn insert_key(&mut self, record: &KeyRecord) -> Result<(), StoreError>;

    /// Writes an accepted order, its saga and its first timeline entries.
    async fn insert_order(&mut self, order: &Order, first: &Change) -> Result<(), StoreError>;

    async fn load(&mut self, order: OrderId) -> Result<Option<(Order, Progress)>, StoreError>;

    /// Writes a step that was decided on top of version `from`; [`StoreError::Conflict`] if the order has moved since.
    async fn advance(&mut self, order: &Order, from: u64, change: &Change) -> Result<(), StoreError>;

    /// Enters the seats into the sale ledger, each of which has room for one order for ever. If others have any of them, says
    /// which and enters none. Safe to repeat. Two units of work that want one seat take turns: the second is told of the first.
    async fn enter_sale(&mut self, order: &Order, now: Timestamp) -> Result<Vec<LostSeat>, StoreError>;

    /// Raises the epoch of the event by one, and says what it is now; the first is 1. Nobody else raises it before this unit of work
    /// ends.
    async fn raise_epoch(&mut self, event: EventId) -> Result<u64, StoreError>;

    /// Everything that is sold of the event or may yet be, of one snapshot, which shows whatever was committed before this call.
    async fn sales(&mut self, event: EventId) -> Result<Sales, StoreError>;

    /// Messages with one key are published in the order of these calls, after the commit.
    async fn enqueue(&mut self, message: &Message) -> Result<(), StoreError>;

    /// Returns when it is durable. [`StoreError::Unknown`] says that nobody can tell whether it is.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// What the first use of a key was answered; every later use is answered the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    pub key: OrderKey,
    pub fingerprint: Fingerprint,
    pub order: OrderId,
    /// The exact text of the response body.
    pub body: String,
    pub traceparent: Option<String>,
    pub created: Timestamp,
}

/// An order with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    pub order: Order,
    pub progress: Progress,
    pub timeline: Vec<Entry>,
}

/// Where an order stands in a list of orders by creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub created: Timestamp,
    pub order: OrderId,
}

/// An order that waits, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub at: Timestamp,
    pub order: OrderId,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Census {
    /// How many sagas are in each state that occurs.
    pub states: Vec<(String, u64)>,
    /// Sagas that still wait for something.
    pub unfinished: u64,
    /// Sagas that have come to their end lately.
    pub decided: u64,
    /// Since when the oldest unfinished compensation is under way.
    pub oldest_compensation: Option<Timestamp>,
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It did not answer, or it is unknown what it did.
    #[error("the records are not available")]
    Unavailable(#[source] Cause),
    #[error("it is recorded already")]
    Duplicate,
    /// The commit was not answered: it may have happened, or happen yet.
    #[error("it is unknown whether the records were changed")]
    Unknown(#[source] Cause),
    /// Others were changing the same records. Nothing is left of the unit of work: do all of it again.
    #[error("others were changing the same records")]
    Contended(#[source] Cause),
    #[error("the order has moved since it was read")]
    Conflict,
    /// What is recorded cannot be understood, or what was asked cannot be done: trying again is no use.
    #[error("a record is damaged")]
    Damaged(#[source] Cause),
}
