//! What buyers and orders do with seats.

use std::time::Duration;

use async_trait::async_trait;
use bus::Message;
use primitives::{Credentials, EventId, GuestId, HoldId, HoldOwner, OrderId, SeatId, TierName, Timestamp};

use super::hold_key::HoldKey;
use super::unavailable::Unavailable;
use crate::domain::{
    Blocked, Extension, FullTier, Guard, GuestRefusal, HoldLives, Seat, SeatLimits, SomeUnits, Status,
    UnitRange,
};

/// The truth about seats while buyers compete for them. It applies the rules of `domain/` and no others.
///
/// **Atomicity.** Every method is one atomic step over all seats that it names, the events that it puts into the outbox and
/// the reply, if there is one: all of it happened, or nothing. No step touches the seats of more than one event.
/// What a method has answered is durable.
///
/// **Order.** A method that is called after another has answered sees the effect of that one. Each change of a seat's public status takes
/// the next version of its event, without gaps, and goes into the outbox as one message under the event's key, in the order of the
/// versions. [`SeatStore::snapshot`] is the fold of those messages: a lapsed hold that no command has reached yet still reads HELD.
///
/// **Clock.** Only the store's own clock decides what is live. Callers pass durations, never times.
///
/// **Idempotency.** A repeated command gets its first answer: a hold by its id or its key, while any of its seats is live; an extension
/// by its operation, while its hold lives; the commands of an order by the order's id, for longer than the bus keeps
/// messages. Callers draw all ids before they call, and repeat a call with the same ones.
///
/// **Failures.** [`Unavailable`] is the only error that is not a decision, and it may hide an effect. The caller repeats the command.
///
/// **Data loss.** A store may lose data, but never answers as if it had not: until an event is rebuilt by
/// [`super::SeatRecovery::restore`], every method that concerns it answers [`Unavailable::NotReady`]. Such a store cannot tell an event that it
/// has lost from one that never was; a store that loses nothing can, and does.
#[async_trait]
pub trait SeatStore: Send + Sync {
    /// Creates an event's seats, all free, or moves the time at which they go on sale. Repeated, it changes nothing. Returns the
    /// epoch of the event, which rises only when its versions start over.
    async fn install(&self, meta: EventMeta) -> Result<u64, InstallError>;

    /// Holds all seats or none. Checked in this order: the event, the key, the seats' existence, the time of sale, the
    /// seats' freedom, the guards, how many live seats the owner would have, and how many all guests would have.
    ///
    /// Of no seats nothing is held: it finds what was answered under its key, or else is [`HoldError::Short`].
    ///
    /// Of [`Wanted::Units`] the store chooses which, in the same step, so that no two buyers are ever sent for the same one:
    /// [`HoldError::Short`] means that at that moment fewer were free or lapsed. Units that others hold may lapse in the next moment. Before that the
    /// caps of the tiers are checked: no more units of the range are ever held, pinned and sold at a tier than its cap.
    async fn hold(&self, command: HoldSeats) -> Result<Reservation, HoldError>;

    /// Extends the whole hold of this seat: every seat of it that is still held. Returns its new end.
    async fn extend(&self, command: ExtendHold) -> Result<Timestamp, SeatError>;

    /// Frees one seat, by its holder.
    async fn release_hold(&self, command: ReleaseHold) -> Result<(), SeatError>;

    /// What stands under a hold: the seats that it holds and those that are pinned from it, by ascending id. Nothing: it has ended, or never was.
    async fn seats_of(&self, event: EventId, hold: HoldId) -> Result<Vec<(SeatId, Seat)>, SnapshotError>;

    /// Frees every seat that the hold still has, or one of them, by its holder. The holder who repeats it is answered the same for
    /// [`RELEASES_KNOWN_FOR`], also when other buyers have the seats by then.
    async fn release_reservation(&self, command: ReleaseReservation) -> Result<Released, SeatError>;

    /// Pins all seats for the order, or none. The pins last for `pin` from now, or to the end of the hold where that is later,
    /// and are never renewed: repeated, this returns the same end.
    async fn claim(&self, command: ClaimSeats) -> Result<Claimed, ClaimError>;

    /// Turns every pin of the order back into the hold that it came from, or frees the seat where that hold has lapsed.
    async fn unclaim(&self, command: UnclaimOrder) -> Result<(), Unavailable>;

    /// Sells all seats to the order, or none, and puts the reply that says which into the outbox. An unknown event or seat is a
    /// refusal. A reply that already is in the outbox is not put there again.
    async fn confirm(&self, command: OrderCommand, replies: ConfirmReplies) -> Result<Settled, Unavailable>;

    /// Frees those of these seats that the order has, and leaves the order's tombstone in any case, which refuses every later confirm of
    /// this order at this event.
    async fn release(&self, command: OrderCommand, reply: Message) -> Result<(), Unavailable>;

    /// Where a seat is sold to the loser, replaces it by the winner. Only on the ledger's word; nothing is published but the reply.
    async fn correct(&self, command: CorrectSales, reply: Message) -> Result<(), Unavailable>;

    /// Puts a reply into the outbox that concerns no seat.
    async fn answer(&self, reply: Message) -> Result<(), Unavailable>;

    async fn snapshot(&self, event: EventId) -> Result<Snapshot, SnapshotError>;
}

/// How long it is remembered who released which seats of a hold. No hold lives for longer.
pub const RELEASES_KNOWN_FOR: Duration = Duration::from_secs(900);

/// What the store has to know of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventMeta {
    pub event: EventId,
    /// Fixed for ever by the first install.
    pub seat_count: u32,
    pub on_sale_at: Timestamp,
}

/// What a buyer asks for, within the limits of one call.
#[derive(Debug, Clone)]
pub struct HoldRequest {
    pub event: EventId,
    pub wanted: Wanted,
    pub owner: HoldOwner,
    /// What an anonymous hold is counted by; none, and for a named owner: by nothing.
    pub guest: Option<GuestId>,
    pub life: Duration,
    pub key: Option<HoldKey>,
}

/// What a hold is to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// These, each once.
    Seats(Vec<SeatId>),
    Units(SomeUnits),
}

#[derive(Debug, Clone)]
pub struct HoldSeats {
    pub request: HoldRequest,
    /// Drawn by the caller; used unless the key is known.
    pub hold: HoldId,
    /// Of live seats at this event, these among them.
    pub limits: SeatLimits,
    /// Each refuses the hold if it would leave a single seat.
    pub guards: Vec<Guard>,
    /// The trace that a replay is answered with.
    pub trace_id: String,
    pub traceparent: Option<String>,
}

impl Wanted {
    /// Those of these units that have one, where there are several prices.
    #[must_use]
    pub fn tiers(&self, units: &[SeatId]) -> Vec<(SeatId, TierName)> {
        match self {
            Self::Seats(_) => Vec::new(),
            Self::Units(some) => some.tiers(units),
        }
    }

    /// Which free units are counted afterwards.
    #[must_use]
    pub fn counted(&self) -> Option<UnitRange> {
        match self {
            Self::Seats(_) => None,
            Self::Units(some) => some.counted,
        }
    }
}

/// A hold as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    pub hold: HoldId,
    /// In the order of the request; units by ascending number.
    pub seats: Vec<SeatId>,
    /// Of those seats that have one, and still are held by it.
    pub tiers: Vec<(SeatId, TierName)>,
    /// How many of the counted units are free now. None: none were to be counted.
    pub free: Option<usize>,
    /// As requested.
    pub life: Duration,
    /// The end as it is now, extensions included.
    pub until: Timestamp,
    /// The trace in which it was made.
    pub trace_id: String,
    /// This is the answer to an earlier request with the same key.
    pub replayed: bool,
}

#[derive(Debug, Clone)]
pub struct ExtendHold {
    pub event: EventId,
    pub seat: SeatId,
    /// Only if the seat is held by this one.
    pub hold: Option<HoldId>,
    pub extension: Extension,
    pub lives: HoldLives,
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
pub struct ReleaseReservation {
    pub event: EventId,
    pub hold: HoldId,
    /// None: all that it has.
    pub seat: Option<SeatId>,
    pub caller: Credentials,
    pub traceparent: Option<String>,
}

/// When the holder has released what a release names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Released {
    Now,
    Before,
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
    /// Of those seats that are pinned by it and have a tier.
    pub tiers: Vec<(SeatId, TierName)>,
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

/// Both are composed beforehand, because the store decides which one applies.
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

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub epoch: u64,
    pub version: u64,
    /// By ascending seat id, from seat 1.
    pub statuses: Vec<Status>,
    /// One that a hold has left single in spite of its guards: never, unless the store breaks its own rule. Noted in the step that held, until the
    /// event is rebuilt.
    pub left_single: Option<SeatId>,
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
    #[error("{free} of these units can be had at present")]
    Short { free: usize },
    #[error("of tier {} {} are left", .0.tier, .0.left)]
    TierFull(FullTier),
    #[error("these seats would be left single: {0:?}")]
    LeavesSingles(Vec<SeatId>),
    #[error("the buyer has {live} live seats and may have {max}")]
    TooManySeats { live: usize, max: usize },
    /// Never of the store: of a use case that has lowered the limit by what the buyer has bought.
    #[error("the buyer holds and has bought as many seats as one may")]
    LimitReached,
    #[error("guests get no more seats: {0:?}")]
    Guest(GuestRefusal),
    #[error("the key was used for another request")]
    KeyReused,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<SnapshotError> for HoldError {
    fn from(error: SnapshotError) -> Self {
        match error {
            SnapshotError::UnknownEvent => Self::UnknownEvent,
            SnapshotError::Unavailable(error) => Self::Unavailable(error),
        }
    }
}

/// Why a command about a single seat had no effect.
#[derive(Debug, thiserror::Error)]
pub enum SeatError {
    #[error("there is no such event")]
    UnknownEvent,
    #[error("the event has no such seat")]
    UnknownSeat,
    #[error("the hold belongs to another buyer")]
    NotYours,
    #[error("the seat belongs to an order")]
    Taken,
    #[error("the seat is sold")]
    Sold,
    #[error("the hold has expired")]
    Expired,
    #[error("the hold would live for longer than {} s", max.as_secs())]
    TooLong { max: Duration },
    #[error("the hold was extended as often as any may be")]
    TooOften,
    #[error("the key was used for another extension")]
    KeyReused,
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
    #[error("the hold belongs to another buyer")]
    NotYours,
    #[error("the hold has expired")]
    Expired,
    #[error("the seats are not held")]
    HoldRequired,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
