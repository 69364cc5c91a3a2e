//! A seat store that heals: where the store within does not answer for an event, the catalog says whether there is such an event, and then it
//! is built up. Whoever calls is told of unknown events as such, and to come back for all others.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bus::{Message, Outbox};
use primitives::{EventId, SeatId, Timestamp};
use tokio::time::sleep;

use super::rebuild::{RebuildError, Rebuilds};
use crate::domain::Seat;
use crate::ports::{
    Amendment, ClaimError, ClaimSeats, Claimed, ConfirmReplies, CorrectSales, EventMeta, ExtendHold,
    HoldError, HoldSeats, InstallError, KnownEvent, OrderCommand, Preparation, ReleaseHold, Reservation,
    Restoration, RestoreError, SeatError, SeatStore, Settled, Snapshot, SnapshotError, Swept, Unavailable,
    UnclaimOrder,
};

/// Somebody else may be building up the event that is to be installed.
const INSTALL_TRIES_MAX: u32 = 100;
const INSTALL_PAUSE: Duration = Duration::from_millis(50);

pub(super) struct HealingSeats {
    pub(super) rebuilds: Arc<Rebuilds>,
}

impl HealingSeats {
    fn within(&self) -> &Arc<dyn SeatStore> {
        self.rebuilds.store()
    }

    /// None: there is no such event.
    async fn explain(&self, event: EventId, error: Unavailable) -> Option<Unavailable> {
        if !error.is_not_ready() {
            return Some(error);
        }
        match self.rebuilds.heal(event).await {
            Ok(true) => Some(error),
            Ok(false) => None,
            Err(cause) => Some(Unavailable::new(cause)),
        }
    }
}

#[async_trait]
impl SeatStore for HealingSeats {
    async fn install(&self, meta: EventMeta) -> Result<u64, InstallError> {
        for _ in 0..INSTALL_TRIES_MAX {
            match self.within().install(meta).await {
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
        let event = command.event;
        match self.within().hold(command).await {
            Err(HoldError::Unavailable(error)) => {
                Err(self.explain(event, error).await.map_or(HoldError::UnknownEvent, HoldError::from))
            }
            other => other,
        }
    }

    async fn extend(&self, command: ExtendHold) -> Result<Timestamp, SeatError> {
        let event = command.event;
        match self.within().extend(command).await {
            Err(SeatError::Unavailable(error)) => {
                Err(self.explain(event, error).await.map_or(SeatError::UnknownEvent, SeatError::from))
            }
            other => other,
        }
    }

    async fn release_hold(&self, command: ReleaseHold) -> Result<(), SeatError> {
        let event = command.event;
        match self.within().release_hold(command).await {
            Err(SeatError::Unavailable(error)) => {
                Err(self.explain(event, error).await.map_or(SeatError::UnknownEvent, SeatError::from))
            }
            other => other,
        }
    }

    async fn claim(&self, command: ClaimSeats) -> Result<Claimed, ClaimError> {
        let event = command.event;
        match self.within().claim(command).await {
            Err(ClaimError::Unavailable(error)) => {
                Err(self.explain(event, error).await.map_or(ClaimError::UnknownEvent, ClaimError::from))
            }
            other => other,
        }
    }

    async fn unclaim(&self, command: UnclaimOrder) -> Result<(), Unavailable> {
        let event = command.event;
        match self.within().unclaim(command).await {
            Err(error) => self.explain(event, error).await.map_or(Ok(()), Err),
            Ok(()) => Ok(()),
        }
    }

    async fn confirm(&self, command: OrderCommand, replies: ConfirmReplies) -> Result<Settled, Unavailable> {
        let (event, refused) = (command.event, replies.refused.clone());
        let error = match self.within().confirm(command, replies).await {
            Err(error) => error,
            settled => return settled,
        };
        match self.explain(event, error).await {
            Some(error) => Err(error),
            None => self.within().answer(refused).await.map(|()| Settled::Refused),
        }
    }

    async fn release(&self, command: OrderCommand, reply: Message) -> Result<(), Unavailable> {
        let event = command.event;
        let error = match self.within().release(command, reply.clone()).await {
            Err(error) => error,
            released => return released,
        };
        match self.explain(event, error).await {
            Some(error) => Err(error),
            None => self.within().answer(reply).await,
        }
    }

    async fn correct(&self, command: CorrectSales, reply: Message) -> Result<(), Unavailable> {
        let event = command.event;
        let error = match self.within().correct(command, reply.clone()).await {
            Err(error) => error,
            corrected => return corrected,
        };
        match self.explain(event, error).await {
            Some(error) => Err(error),
            None => self.within().answer(reply).await,
        }
    }

    async fn answer(&self, reply: Message) -> Result<(), Unavailable> {
        self.within().answer(reply).await
    }

    async fn expire(&self, limit: u32) -> Result<Swept, Unavailable> {
        self.within().expire(limit).await
    }

    async fn forget(&self, keep: Duration, limit: u32) -> Result<u64, Unavailable> {
        self.within().forget(keep, limit).await
    }

    async fn snapshot(&self, event: EventId) -> Result<Snapshot, SnapshotError> {
        match self.within().snapshot(event).await {
            Err(SnapshotError::Unavailable(error)) => {
                Err(self.explain(event, error).await.map_or(SnapshotError::UnknownEvent, SnapshotError::from))
            }
            other => other,
        }
    }

    fn outbox(&self) -> Arc<dyn Outbox> {
        self.within().outbox()
    }

    async fn check(&self) -> Result<(), Unavailable> {
        self.within().check().await
    }

    async fn known(&self) -> Result<Vec<KnownEvent>, Unavailable> {
        self.within().known().await
    }

    async fn prepare(&self, event: EventId, anyhow: bool) -> Result<Preparation, Unavailable> {
        self.within().prepare(event, anyhow).await
    }

    async fn restore(&self, restoration: Restoration) -> Result<(), RestoreError> {
        self.within().restore(restoration).await
    }

    async fn records(
        &self,
        event: EventId,
        after: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<(SeatId, Seat)>, Unavailable> {
        self.within().records(event, after, limit).await
    }

    async fn amend(&self, event: EventId, amendments: Vec<Amendment>) -> Result<u32, Unavailable> {
        self.within().amend(event, amendments).await
    }
}
