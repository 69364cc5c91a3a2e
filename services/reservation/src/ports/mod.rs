//! What reservation needs from outside: one store that decides over seats, and those who know better when that store has lost something.

mod restoring;
mod sales;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bus::{Message, Outbox};
use primitives::{Cause, Credentials, EventId, HoldId, HoldOwner, OrderId, SeatId, Timestamp};

use crate::domain::{Blocked, OperationId, Seat, Status};

pub use restoring::{Amendment, KnownEvent, Preparation, Restoration, RestoreError, RestoredSeat};
pub use sales::{
    Events, EventsUnavailable, OrderUnderWay, Sales, SalesSnapshot, SalesUnavailable, Stage, Standing,
};

/// The only error of the store that is not a decision. Repeat the command with the same ids, and the answer will be that of the first time.
#[derive(Debug, thiserror::Error)]
pub enum Unavailable {
    /// The store refused, is overloaded, or did not answer. Whether the command took effect is unknown.
    #[error("the seat store is not available")]
    NoAnswer(#[source] Cause),
    /// The store does not answer for this event's seats: it has lost them, or never had them, or they are being built up at this
    /// moment. Nothing was done.
    #[error("the seats of the event are not built up")]
    NotReady { retry_after: Duration },
}

impl Unavailable {
    pub fn new(cause: impl Into<Cause>) -> Self {
        Self::NoAnswer(cause.into())
    }

    /// The same for each of several who asked together.
    pub(crate) fn shared(self) -> impl Fn() -> Self {
        let cause = match self {
            Self::NoAnswer(cause) => Ok(Arc::<dyn std::error::Error + Send + Sync>::from(cause)),
            Self::NotReady { retry_after } => Err(retry_after),
        };
        move || match &cause {
            Ok(cause) => Self::new(Arc::clone(cause)),
            Err(retry_after) => Self::NotReady { retry_after: *retry_after },
        }
    }

    #[must_use]
    pub fn is_not_ready(&self) -> bool {
        matches!(self, Self::NotReady { .. })
    }
}

/// The truth about seats while they are fought over. It applies the rules of `domain/` and no others.
///
/// **Atomicity.** Every method is one atomic step over all seats that it names, over the events that it puts into the outbox and over
/// the reply, where there is one: all of it happened, or nothing. No method touches the seats of more than one event in a step.
/// What a method has answered is durable.
///
/// **Order.** A method that is called after another has answered sees what that one did. Each change of a seat's public status takes
/// the next version of its event, without gaps, and goes into the outbox as one message under the event's key, in the order of the
/// versions. [`SeatStore::snapshot`] is the fold of those messages: a hold that ran out and that nobody has met yet still reads HELD.
///
/// **Clock.** The store's own clock alone decides what is live. Callers pass durations, never times.
///
/// **Idempotency.** A command that is repeated gets the answer of its first time: a hold by its id or its key, while any of its seats is live;
/// an extension by its operation, while it is the last one of its hold; what an order does by the order's id, for longer than the bus
/// keeps messages. Callers draw all ids before they call, and repeat a call with the same ones.
///
/// **Failing.** [`Unavailable`] is the only error that is not a decision, and it may hide an effect. The caller repeats.
///
/// **Losing.** A store may lose what it has, but never answers as if it had not: until an event is built up anew by
/// [`SeatStore::restore`], every method that concerns it answers [`Unavailable::NotReady`]. Such a store cannot tell an event that it
/// has lost from one that never was; a store that loses nothing can, and says so.
#[async_trait]
pub trait SeatStore: Send + Sync {
    /// Makes an event's seats exist, all free, or moves the time at which they go on sale. Repeated, it changes nothing. Returns the
    /// epoch of the event, which rises only when its versions start anew.
    async fn install(&self, meta: EventMeta) -> Result<u64, InstallError>;

    /// Takes all seats or none. What is checked, in this order: the event, the key, the seats' existence, the time of sale, the
    /// seats' freedom, and how many live seats the owner would have.
    async fn hold(&self, command: HoldSeats) -> Result<Reservation, HoldError>;

    /// Lengthens the whole reservation that this seat is held by: every seat of it that is still held. Returns its new end.
    async fn extend(&self, command: ExtendHold) -> Result<Timestamp, SeatError>;

    /// Frees one seat on the word of whoever holds it.
    async fn release_hold(&self, command: ReleaseHold) -> Result<(), SeatError>;

    /// Pins all seats for the order, or none; the pins last for `pin` from now, or to the end of the hold where that is later,
    /// and are never renewed: repeated, this returns the same end.
    async fn claim(&self, command: ClaimSeats) -> Result<Claimed, ClaimError>;

    /// Turns every pin of the order back into the hold that it came from, or frees the seat where that hold has run out.
    async fn unclaim(&self, command: UnclaimOrder) -> Result<(), Unavailable>;

    /// Sells all seats to the order, or none, and puts the reply that says which into the outbox. An unknown event or seat is a
    /// refusal. A reply that is in the outbox already is not put there again.
    async fn confirm(&self, command: OrderCommand, replies: ConfirmReplies) -> Result<Settled, Unavailable>;

    /// Frees whichever of these seats the order has, and leaves the order's tombstone in any case, which refuses every later confirm of
    /// this order at this event.
    async fn release(&self, command: OrderCommand, reply: Message) -> Result<(), Unavailable>;

    /// Where a seat is sold to the loser, writes the winner in its place. Only on the word of the ledger; the public is told nothing.
    async fn correct(&self, command: CorrectSales, reply: Message) -> Result<(), Unavailable>;

    /// Puts a reply into the outbox that no seat had a part in.
    async fn answer(&self, reply: Message) -> Result<(), Unavailable>;

    /// Frees up to `limit` seats whose hold or pin has run out, the longest overdue first, each checked against its own
    /// record, so that a successor is never freed. An implementation may do it event by event.
    async fn expire(&self, limit: u32) -> Result<Swept, Unavailable>;

    /// Forgets up to `limit` notes of orders, tombstones among them, that were left longer than `keep` ago.
    async fn forget(&self, keep: Duration, limit: u32) -> Result<u64, Unavailable>;

    async fn snapshot(&self, event: EventId) -> Result<Snapshot, SnapshotError>;

    /// The seat events and the replies that wait to be published.
    fn outbox(&self) -> Arc<dyn Outbox>;

    /// Whether the store could take a command now.
    async fn check(&self) -> Result<(), Unavailable>;

    /// Every event that the store has heard of, and whether it answers for its seats.
    async fn known(&self) -> Result<Vec<KnownEvent>, Unavailable>;

    /// Comes before [`SeatStore::restore`], and before anybody is asked what is true: closes the event, so that nothing changes while its
    /// seats are built up. An event that is ready is closed only if `anyhow`.
    async fn prepare(&self, event: EventId, anyhow: bool) -> Result<Preparation, Unavailable>;

    /// Builds all seats of the event up from what the sales say, and opens it. Bounded steps, of which only the last one opens; after an
    /// error the event is as closed as before. A live hold that the store still has stays where the sales do not say otherwise, and so do
    /// tombstones and everything in the outbox. The versions start anew under the higher epoch, and the public is told to fetch
    /// again, unless it is the first epoch. The same restoration again changes nothing.
    async fn restore(&self, restoration: Restoration) -> Result<(), RestoreError>;

    /// Up to `limit` seats behind `after` that are anything but available, by ascending id, as the store has them now.
    async fn records(
        &self,
        event: EventId,
        after: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<(SeatId, Seat)>, Unavailable>;

    /// Changes each of these seats that still belongs to whom it did when it was looked at, and tells the public. Says how many that were.
    async fn amend(&self, event: EventId, amendments: Vec<Amendment>) -> Result<u32, Unavailable>;
}

/// What the store has to know of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventMeta {
    pub event: EventId,
    /// Fixed for ever by the first install.
    pub seat_count: u32,
    pub on_sale_at: Timestamp,
}

#[derive(Debug, Clone)]
pub struct HoldSeats {
    pub event: EventId,
    /// Each once.
    pub seats: Vec<SeatId>,
    pub owner: HoldOwner,
    pub life: Duration,
    /// How many live seats a named owner may have at this event, these among them.
    pub seats_per_user_max: usize,
    /// Drawn by the caller; used unless the key is known.
    pub hold: HoldId,
    pub key: Option<HoldKey>,
    /// The trace that a repetition will be told.
    pub trace_id: String,
    pub traceparent: Option<String>,
}

/// One intention of one caller, by which a repetition is recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldKey {
    /// Whose key it is: two callers may use the same one.
    pub scope: String,
    pub key: String,
    /// Digest of what was asked: another one under the same key is refused.
    pub fingerprint: String,
}

/// A hold as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    pub hold: HoldId,
    /// As they were asked for.
    pub seats: Vec<SeatId>,
    /// What was asked for.
    pub life: Duration,
    /// The end as it is now, extensions counted in.
    pub until: Timestamp,
    /// The trace in which it was made.
    pub trace_id: String,
    /// This was said before.
    pub replayed: bool,
}

#[derive(Debug, Clone)]
pub struct ExtendHold {
    pub event: EventId,
    pub seat: SeatId,
    pub by: Duration,
    /// How long a hold may live in all.
    pub life_max: Duration,
    pub operation: OperationId,
    pub caller: Credentials,
}

#[derive(Debug, Clone)]
pub struct ReleaseHold {
    pub event: EventId,
    pub seat: SeatId,
    pub caller: Credentials,
    pub traceparent: Option<String>,
}

#[derive(Debug, Clone)]
pub struct ClaimSeats {
    pub event: EventId,
    pub order: OrderId,
    /// Each once, at least one.
    pub seats: Vec<SeatId>,
    pub pin: Duration,
    pub caller: Credentials,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// When the first of the pins ends.
    pub until: Timestamp,
    /// The holds that the seats came from, each once.
    pub holds: Vec<HoldId>,
}

#[derive(Debug, Clone)]
pub struct UnclaimOrder {
    pub event: EventId,
    pub order: OrderId,
    pub traceparent: Option<String>,
}

#[derive(Debug, Clone)]
pub struct OrderCommand {
    pub event: EventId,
    pub order: OrderId,
    pub seats: Vec<SeatId>,
    /// Of the command: the seat events that it causes belong to its trace.
    pub traceparent: Option<String>,
}

/// Both composed beforehand, because the store decides which one is true.
#[derive(Debug, Clone)]
pub struct ConfirmReplies {
    pub confirmed: Message,
    pub refused: Message,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    Sold,
    Refused,
}

#[derive(Debug, Clone)]
pub struct CorrectSales {
    pub event: EventId,
    pub loser: OrderId,
    pub winners: Vec<(SeatId, OrderId)>,
}

/// What a turn of the sweeper did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    pub freed: u32,
    /// For how long the longest overdue of them had been so.
    pub lag: Duration,
    /// The limit was reached: there is more to do at once.
    pub more: bool,
    /// Seats that are still held or pinned.
    pub live: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub epoch: u64,
    pub version: u64,
    /// By ascending seat id, from seat 1.
    pub statuses: Vec<Status>,
}

#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    #[error("the event has {installed} seats, and that is fixed")]
    OtherSeatCount { installed: u32 },
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("there is no such event")]
    UnknownEvent,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    #[error("there is no such event")]
    UnknownEvent,
    #[error("the event has no seat {0}")]
    UnknownSeat(SeatId),
    #[error("the sale has not begun")]
    SaleNotOpen { opens_at: Timestamp },
    #[error("other buyers have some of the seats")]
    Blocked(Blocked),
    #[error("the buyer has {live} live seats and may have {max}")]
    TooManySeats { live: usize, max: usize },
    #[error("the key was used for another request")]
    KeyReused,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Why nothing was done about a single seat.
#[derive(Debug, thiserror::Error)]
pub enum SeatError {
    #[error("there is no such event")]
    UnknownEvent,
    #[error("the event has no such seat")]
    UnknownSeat,
    #[error("the hold is somebody else's")]
    NotYours,
    #[error("the seat belongs to an order")]
    Taken,
    #[error("the seat is sold")]
    Sold,
    #[error("the hold has expired")]
    Expired,
    #[error("the hold would live for longer than {} s", max.as_secs())]
    TooLong { max: Duration },
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    #[error("there is no such event")]
    UnknownEvent,
    #[error("the event has no seat {0}")]
    UnknownSeat(SeatId),
    #[error("some of the seats belong to others")]
    Blocked(Blocked),
    #[error("the hold is somebody else's")]
    NotYours,
    #[error("the hold has expired")]
    Expired,
    #[error("the seats are not held")]
    HoldRequired,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
