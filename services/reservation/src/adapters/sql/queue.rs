//! What the writer is asked to do, each with the place where its answer goes.

use bus::Message;
use primitives::{EventId, Timestamp};
use tokio::sync::oneshot;

use crate::ports::{
    ClaimError, ClaimSeats, Claimed, ConfirmReplies, CorrectSales, EventMeta, ExtendHold, HoldError,
    HoldSeats, InstallError, OrderCommand, ReleaseHold, Reservation, SeatError, Settled, Snapshot,
    SnapshotError, Swept, Unavailable, UnclaimOrder,
};

pub(super) type Reply<T, E> = oneshot::Sender<Result<T, E>>;

/// Large commands are boxed: the queue has room for the largest in every place.
#[derive(Debug)]
pub(super) enum Asked {
    Install(EventMeta, Reply<u64, InstallError>),
    Hold(Box<HoldSeats>, Reply<Reservation, HoldError>),
    Extend(Box<ExtendHold>, Reply<Timestamp, SeatError>),
    ReleaseHold(Box<ReleaseHold>, Reply<(), SeatError>),
    Claim(Box<ClaimSeats>, Reply<Claimed, ClaimError>),
    Unclaim(UnclaimOrder, Reply<(), Unavailable>),
    Confirm(Box<(OrderCommand, ConfirmReplies)>, Reply<Settled, Unavailable>),
    Release(Box<(OrderCommand, Message)>, Reply<(), Unavailable>),
    Correct(Box<(CorrectSales, Message)>, Reply<(), Unavailable>),
    Answer(Box<Message>, Reply<(), Unavailable>),
    Expire(u32, Reply<Swept, Unavailable>),
    Snapshot(EventId, Reply<Snapshot, SnapshotError>),
}
