//! Accepting an order: known key? -> prices -> claim the holds -> one transaction -> answer.
//!
//! What a crash leaves behind: before the claim nothing; between claim and commit a pin that lapses, or that the retry with the
//! same key finds as its own, because the order id follows from the request; after the commit the whole order, which the
//! retry is answered from.

use std::sync::Arc;

use primitives::{ContentionRetry, Credentials, OrderId};
use tokio::sync::oneshot;
use tokio::time::timeout;
use tracing::Span;

use super::outgoing::Outgoing;
use super::{Orders, PlaceError};
use crate::domain::{Change, Fingerprint, Order, OrderKey, OrderRequest, Progress, saga};
use crate::metrics;
use crate::ports::{Claim, ClaimError, KeyRecord, StoreError};

#[derive(Debug, Clone)]
pub struct PlaceOrder {
    pub key: OrderKey,
    pub request: OrderRequest,
    pub caller: Credentials,
    /// Writes the body of the answer. It is kept beside the order, because every replay repeats it byte for byte.
    pub body: fn(&Order) -> Result<String, serde_json::Error>,
}

/// The answer to an order that was accepted, now or earlier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    pub order: OrderId,
    pub body: String,
    /// Of the request that made the order.
    pub traceparent: Option<String>,
    pub replayed: bool,
}

impl Orders {
    /// Works to its end even if whoever asked does not wait for it.
    pub async fn place(self: &Arc<Self>, command: PlaceOrder) -> Result<Placement, PlaceError> {
        let (answer, placed) = oneshot::channel();
        let orders = self.clone();
        self.tasks.spawn(async move {
            let placed = orders.place_or_replay(&command).await;
            metrics::placed(&placed);
            // The receiver is gone when the caller hung up; the order is accepted all the same.
            let _ = answer.send(placed);
        });
        placed.await.unwrap_or_else(|broken| Err(PlaceError::BrokenOff(broken.into())))
    }

    async fn place_or_replay(&self, command: &PlaceOrder) -> Result<Placement, PlaceError> {
        let fingerprint = Fingerprint::of(&command.request);
        if let Some(placement) = self.replay(command, &fingerprint).await? {
            return Ok(placement);
        }
        let key = command.key.digest();
        // Single-flight within this process. Across processes the records decide.
        let locked = timeout(self.limits.in_flight, self.in_flight.lock(&key)).await;
        let flight = locked.map_err(|_| PlaceError::InProgress)?;
        if flight.waited
            && let Some(placement) = self.replay(command, &fingerprint).await?
        {
            return Ok(placement);
        }
        self.place_first(command, &fingerprint).await
    }

    /// The answer that this key had before, if it had one.
    async fn replay(
        &self,
        command: &PlaceOrder,
        fingerprint: &Fingerprint,
    ) -> Result<Option<Placement>, PlaceError> {
        let Some(known) = self.store.find_key(&command.key.digest()).await? else { return Ok(None) };
        if known.fingerprint != *fingerprint {
            return Err(PlaceError::KeyReused);
        }
        telemetry::link(&Span::current(), known.traceparent.as_deref());
        Ok(Some(Placement {
            order: known.order,
            body: known.body,
            traceparent: known.traceparent,
            replayed: true,
        }))
    }

    async fn place_first(
        &self,
        command: &PlaceOrder,
        fingerprint: &Fingerprint,
    ) -> Result<Placement, PlaceError> {
        if !self.backlog.has_room(&self.limits.admission) {
            return Err(PlaceError::Overloaded { unfinished: self.backlog.unfinished() });
        }
        let PlaceOrder { request, caller, .. } = command;
        let prices = self.prices.of(request.event).await?.ok_or(PlaceError::EventNotFound)?;
        let price = prices.total(request.seats()).map_err(|seat| PlaceError::SeatNotFound(Some(seat)))?;
        let id = self.secret.order_id(&command.key, fingerprint);
        let claim = Claim {
            event: request.event,
            order: id,
            seats: request.seats().to_vec(),
            caller: caller.clone(),
        };
        let claimed = match self.claims.claim(&claim).await {
            Ok(claimed) => claimed,
            Err(refusal) => return self.refused(command, fingerprint, refusal).await,
        };
        let order = Order {
            id,
            owner: caller.owner(),
            event: request.event,
            seats: claim.seats,
            holds: claimed.holds,
            price,
            method: request.method.clone(),
            created: self.clock.now(),
            traceparent: telemetry::current_traceparent(),
        };
        let record = KeyRecord {
            key: command.key.clone(),
            fingerprint: fingerprint.clone(),
            order: id,
            body: (command.body)(&order)?,
            traceparent: order.traceparent.clone(),
            created: order.created,
        };
        match self.store_accepted(&order, &record).await {
            Ok(()) => {}
            Err(PlaceError::Store(StoreError::Duplicate)) => {
                return self.lost_race(command, fingerprint, &order).await;
            }
            Err(error) => return Err(error),
        }
        self.backlog.accepted();
        Ok(Placement { order: id, body: record.body, traceparent: record.traceparent, replayed: false })
    }

    /// One transaction, or no order. Where it is unknown whether it was committed it is done again, and its key says: as long as the
    /// first is under way the second waits for it.
    async fn store_accepted(&self, order: &Order, record: &KeyRecord) -> Result<(), PlaceError> {
        let (mut retry, mut is_known) = (ContentionRetry::default(), true);
        loop {
            match self.store_once(order, record).await {
                Err(PlaceError::Store(error @ (StoreError::Contended(_) | StoreError::Unknown(_))))
                    if retry.again().await =>
                {
                    is_known &= matches!(error, StoreError::Contended(_));
                    metrics::contended("place");
                }
                // The row with our key is our own: the first time counted after all.
                Err(PlaceError::Store(StoreError::Duplicate))
                    if !is_known && self.is_stored(record).await? =>
                {
                    return Ok(());
                }
                stored => return stored,
            }
        }
    }

    async fn is_stored(&self, record: &KeyRecord) -> Result<bool, PlaceError> {
        Ok(self.store.find_key(&record.key.digest()).await?.as_ref() == Some(record))
    }

    async fn store_once(&self, order: &Order, record: &KeyRecord) -> Result<(), PlaceError> {
        let start = saga::start();
        let first: Change = Progress::begin(&start, &self.pace, order.created);
        let outgoing = Outgoing { order, ids: self.ids.as_ref(), now: order.created };
        let messages = outgoing.messages(None, &first.progress, &start.commands)?;
        let mut tx = self.store.begin().await?;
        tx.insert_key(record).await?;
        tx.insert_order(order, &first).await?;
        for message in &messages {
            tx.enqueue(message).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Another process was faster with the same key. With the same content its order is this one; otherwise what this request
    /// claimed belongs to an order that will never be.
    async fn lost_race(
        &self,
        command: &PlaceOrder,
        fingerprint: &Fingerprint,
        order: &Order,
    ) -> Result<Placement, PlaceError> {
        match self.replay(command, fingerprint).await {
            Ok(Some(placement)) => Ok(placement),
            Ok(None) => Err(StoreError::Duplicate.into()),
            Err(PlaceError::KeyReused) => {
                self.claims.unclaim(order.event, order.id).await;
                Err(PlaceError::KeyReused)
            }
            Err(error) => Err(error),
        }
    }

    /// The seats said no. Unless another process has accepted this very order meanwhile, that is the answer.
    async fn refused(
        &self,
        command: &PlaceOrder,
        fingerprint: &Fingerprint,
        refusal: ClaimError,
    ) -> Result<Placement, PlaceError> {
        if let Some(placement) = self.replay(command, fingerprint).await? {
            return Ok(placement);
        }
        Err(match refusal {
            ClaimError::SeatNotFound => PlaceError::SeatNotFound(None),
            ClaimError::Sold(seats) => PlaceError::Sold(seats),
            ClaimError::Taken(seats) => PlaceError::Taken(seats),
            ClaimError::NotOwner => PlaceError::NotOwner,
            ClaimError::Expired => PlaceError::HoldExpired,
            ClaimError::HoldRequired => PlaceError::HoldRequired,
            ClaimError::Unavailable(cause) => PlaceError::SeatsUnavailable(cause),
        })
    }
}
