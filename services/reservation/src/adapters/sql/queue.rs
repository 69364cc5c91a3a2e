//! The commands of the writer, each with the sender for its answer.

use bus::Message;
use primitives::{EventId, HoldId, OrderId, SeatId, Timestamp};
use tokio::sync::oneshot;

use crate::domain::Seat;
use crate::ports::{
    Amendment, ClaimError, ClaimSeats, Claimed, ConfirmReplies, CorrectSales, EventMeta, ExtendHold,
    HoldError, HoldSeats, InstallError, KnownEvent, OrderCommand, Preparation, ReleaseHold,
    ReleaseReservation, Released, Reservation, Restoration, RestoreError, SeatError, Settled, Snapshot,
    SnapshotError, Swept, Unavailable, UnclaimOrder,
};

pub(super) type Reply<T, E> = oneshot::Sender<Result<T, E>>;

/// Large commands are boxed: every slot of the queue has room for the largest variant.
#[derive(Debug)]
pub(super) enum WriterCommand {
    Install(EventMeta, Reply<u64, InstallError>),
    Hold(Box<HoldSeats>, Reply<Reservation, HoldError>),
    Extend(Box<ExtendHold>, Reply<Timestamp, SeatError>),
    ReleaseHold(Box<ReleaseHold>, Reply<(), SeatError>),
    ById(ByIdCommand),
    Claim(Box<ClaimSeats>, Reply<Claimed, ClaimError>),
    Unclaim(UnclaimOrder, Reply<(), Unavailable>),
    Confirm(Box<(OrderCommand, ConfirmReplies)>, Reply<Settled, Unavailable>),
    Release(Box<(OrderCommand, Message)>, Reply<(), Unavailable>),
    Correct(Box<(CorrectSales, Message)>, Reply<(), Unavailable>),
    Answer(Box<Message>, Reply<(), Unavailable>),
    Expire(u32, Reply<Swept, Unavailable>),
    Remove(EventId, Reply<bool, Unavailable>),
    Snapshot(EventId, Reply<Snapshot, SnapshotError>),
    Recovery(RecoveryCommand),
}

/// About a hold by its id.
#[derive(Debug)]
pub(super) enum ByIdCommand {
    SeatsOf(EventId, HoldId, Reply<Vec<(SeatId, Seat)>, SnapshotError>),
    Release(Box<ReleaseReservation>, Reply<Released, SeatError>),
}

#[derive(Debug)]
pub(super) enum RecoveryCommand {
    Known(Reply<Vec<KnownEvent>, Unavailable>),
    Prepare(EventId, bool, Reply<Preparation, Unavailable>),
    Restore(Box<Restoration>, Reply<(), RestoreError>),
    Records(EventId, Option<SeatId>, u32, Reply<Vec<(SeatId, Seat)>, Unavailable>),
    Amend(EventId, Vec<Amendment>, Reply<u32, Unavailable>),
}

impl WriterCommand {
    /// The event and the order, if seats are to be sold to one.
    pub(super) fn confirms(&self) -> Option<(EventId, OrderId)> {
        if let Self::Confirm(confirm, _) = self { Some((confirm.0.event, confirm.0.order)) } else { None }
    }
}
