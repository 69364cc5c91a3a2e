//! A seat store around one that may lose events. When the inner store is not ready for an event, the catalog says whether the event
//! exists, and then it is rebuilt in the background. The caller learns that an event is unknown, or is asked to come back for any other.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bus::Message;
use primitives::{EventId, HoldId, SeatId, Timestamp};
use tokio::time::sleep;

use super::rebuild::{RebuildError, Rebuilds};
use crate::domain::Seat;
use crate::ports::{
    ClaimError, ClaimSeats, Claimed, ConfirmReplies, CorrectSales, EventMeta, ExtendHold, HoldError,
    HoldSeats, InstallError, OrderCommand, ReleaseHold, ReleaseReservation, Released, Reservation, SeatError,
    SeatStore, Settled, Snapshot, SnapshotError, Unavailable, UnclaimOrder,
};

/// Another instance may be rebuilding the event that is to be installed.
const INSTALL_ATTEMPTS_MAX: u32 = 100;
const INSTALL_PAUSE: Duration = Duration::from_millis(50);

pub(super) fn healed(store: Arc<dyn SeatStore>, rebuilds: Arc<Rebuilds>) -> Arc<dyn SeatStore> {
    Arc::new(Healed { store, rebuilds })
}

struct Healed {
    store: Arc<dyn SeatStore>,
    rebuilds: Arc<Rebuilds>,
}

/// An error of a port that may say that the event is not ready.
trait MayBeUnavailable: From<Unavailable> {
    fn unavailable(&self) -> Option<&Unavailable>;
}

impl MayBeUnavailable for Unavailable {
    fn unavailable(&self) -> Option<&Unavailable> {
        Some(self)
    }
}

macro_rules! may_be_unavailable {
    ($($error:ident),+) => {
        $(impl MayBeUnavailable for $error {
            fn unavailable(&self) -> Option<&Unavailable> {
                if let Self::Unavailable(error) = self { Some(error) } else { None }
            }
        })+
    };
}

may_be_unavailable!(ClaimError, HoldError, SeatError, SnapshotError);

impl Healed {
    /// Passes the answer on, and starts a rebuild if the event is not ready. None: there is no such event.
    async fn heal<T, E: MayBeUnavailable>(
        &self,
        event: EventId,
        answer: Result<T, E>,
    ) -> Option<Result<T, E>> {
        let is_not_ready = |error: &E| error.unavailable().is_some_and(Unavailable::is_not_ready);
        if !answer.as_ref().is_err_and(is_not_ready) {
            self.rebuilds.needed(event);
            return Some(answer);
        }
        match self.rebuilds.heal(event).await {
            Ok(true) => {
                self.rebuilds.needed(event);
                Some(answer)
            }
            Ok(false) => None,
            Err(cause) => Some(Err(Unavailable::new(cause).into())),
        }
    }
}

#[async_trait]
impl SeatStore for Healed {
    async fn install(&self, meta: EventMeta) -> Result<u64, InstallError> {
        for _ in 0..INSTALL_ATTEMPTS_MAX {
            match self.store.install(meta).await {
                Err(InstallError::Unavailable(error)) if error.is_not_ready() => {}
                other => return other,
            }
            match self.rebuilds.establish(meta).await {
                Ok(epoch) => return Ok(epoch),
                Err(RebuildError::Busy) => sleep(INSTALL_PAUSE).await,
                Err(RebuildError::Store(error)) => return Err(error.into()),
                Err(error) => return Err(Unavailable::new(error).into()),
            }
        }
        Err(Unavailable::new(RebuildError::Busy).into())
    }

    async fn hold(&self, command: HoldSeats) -> Result<Reservation, HoldError> {
        let event = command.request.event;
        let answer = self.store.hold(command).await;
        self.heal(event, answer).await.unwrap_or(Err(HoldError::UnknownEvent))
    }

    async fn extend(&self, command: ExtendHold) -> Result<Timestamp, SeatError> {
        let event = command.event;
        let answer = self.store.extend(command).await;
        self.heal(event, answer).await.unwrap_or(Err(SeatError::UnknownEvent))
    }

    async fn release_hold(&self, command: ReleaseHold) -> Result<(), SeatError> {
        let event = command.event;
        let answer = self.store.release_hold(command).await;
        self.heal(event, answer).await.unwrap_or(Err(SeatError::UnknownEvent))
    }

    async fn seats_of(&self, event: EventId, hold: HoldId) -> Result<Vec<(SeatId, Seat)>, SnapshotError> {
        let answer = self.store.seats_of(event, hold).await;
        self.heal(event, answer).await.unwrap_or(Err(SnapshotError::UnknownEvent))
    }

    async fn release_reservation(&self, command: ReleaseReservation) -> Result<Released, SeatError> {
        let event = command.event;
        let answer = self.store.release_reservation(command).await;
        self.heal(event, answer).await.unwrap_or(Err(SeatError::UnknownEvent))
    }

    async fn claim(&self, command: ClaimSeats) -> Result<Claimed, ClaimError> {
        let event = command.event;
        let answer = self.store.claim(command).await;
        self.heal(event, answer).await.unwrap_or(Err(ClaimError::UnknownEvent))
    }

    async fn unclaim(&self, command: UnclaimOrder) -> Result<(), Unavailable> {
        let event = command.event;
        let answer = self.store.unclaim(command).await;
        self.heal(event, answer).await.unwrap_or(Ok(()))
    }

    async fn confirm(&self, command: OrderCommand, replies: ConfirmReplies) -> Result<Settled, Unavailable> {
        let (event, refused) = (command.event, replies.refused.clone());
        let answer = self.store.confirm(command, replies).await;
        match self.heal(event, answer).await {
            Some(settled) => settled,
            None => self.store.answer(refused).await.map(|()| Settled::Refused),
        }
    }

    async fn release(&self, command: OrderCommand, reply: Message) -> Result<(), Unavailable> {
        let event = command.event;
        let answer = self.store.release(command, reply.clone()).await;
        match self.heal(event, answer).await {
            Some(released) => released,
            None => self.store.answer(reply).await,
        }
    }

    async fn correct(&self, command: CorrectSales, reply: Message) -> Result<(), Unavailable> {
        let event = command.event;
        let answer = self.store.correct(command, reply.clone()).await;
        match self.heal(event, answer).await {
            Some(corrected) => corrected,
            None => self.store.answer(reply).await,
        }
    }

    async fn answer(&self, reply: Message) -> Result<(), Unavailable> {
        self.store.answer(reply).await
    }

    async fn snapshot(&self, event: EventId) -> Result<Snapshot, SnapshotError> {
        let answer = self.store.snapshot(event).await;
        self.heal(event, answer).await.unwrap_or(Err(SnapshotError::UnknownEvent))
    }
}
