//! Accepting an order: known key? -> prices -> claim the holds -> one transaction, shared with orders that come with it -> answer.
//!
//! What a crash leaves behind: before the claim nothing; between claim and commit a pin that lapses, or that a retry with the same key finds as
//! its own, because the order id follows from the request ([`super::pin_seats`] says what becomes of it); after the commit the whole order,
//! from which a retry is answered.

use std::sync::Arc;

use primitives::{Credentials, GuestId, HoldId, UserId};
use tokio::sync::oneshot;
use tokio::time::timeout;
use tracing::Span;

use super::error::PlaceError;
use super::orders::Orders;
use super::outgoing::{Outgoing, accepted_body};
use super::store_orders::NewOrder;
use super::undecided::TooManyUndecided;
use crate::domain::{Fingerprint, Order, OrderKey, OrderRequest, Progress, Unpriced, saga};
use crate::metrics;
use crate::ports::{Claim, ClaimError, PricesUnavailable};
use crate::store::{CounterRecord, KeyRecord, StoreError};

#[derive(Debug, Clone)]
pub struct PlaceOrder {
    pub key: OrderKey,
    pub request: OrderRequest,
    /// The hold that the seats have to come from. None: any of the caller's.
    pub hold: Option<HoldId>,
    pub caller: Credentials,
    /// Where the caller is.
    pub address: GuestId,
    /// Where the staff of the box office has been paid. Such an order is not limited: its staff is no buyer.
    pub counter: Option<CounterSale>,
}

/// What is known of a sale at the box office beside its order.
#[derive(Debug, Clone)]
pub struct CounterSale {
    /// Of the receipt.
    pub reference: String,
    /// None: an operator without an account.
    pub seller: Option<UserId>,
}

/// The answer to an order that was accepted, now or earlier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    pub answer: KeyRecord,
    pub replayed: bool,
}

impl Orders {
    /// Runs to its end even if the caller does not wait for it.
    pub async fn place(self: &Arc<Self>, command: PlaceOrder) -> Result<Placement, PlaceError> {
        let (answer, placed) = oneshot::channel();
        let orders = self.clone();
        self.tasks.spawn(async move {
            let placed = orders.place_or_replay(&command).await;
            metrics::placed(outcome(&placed));
            // The receiver is gone when the caller has hung up; the order is accepted all the same.
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

    /// The answer that was given to this key before, if there was one.
    async fn replay(
        &self,
        command: &PlaceOrder,
        fingerprint: &Fingerprint,
    ) -> Result<Option<Placement>, PlaceError> {
        let Some(known) = self.reader.key(command.key.digest()).await? else { return Ok(None) };
        if known.fingerprint != *fingerprint {
            return Err(PlaceError::KeyReused);
        }
        telemetry::link(&Span::current(), known.traceparent.as_deref());
        Ok(Some(Placement { answer: known, replayed: true }))
    }

    async fn place_first(
        &self,
        command: &PlaceOrder,
        fingerprint: &Fingerprint,
    ) -> Result<Placement, PlaceError> {
        let PlaceOrder { request, caller, .. } = command;
        self.backlog
            .admit(self.undecided.reserved_from(caller))
            .map_err(|full| PlaceError::Overloaded { retry_after: full.retry_after })?;
        let prices = self.prices.of(request.event).await?.ok_or(PlaceError::EventNotFound)?;
        if let Some(seat) = prices.unknown(request.seats()) {
            return Err(PlaceError::SeatNotFound(Some(seat)));
        }
        let buyer_limit = self.buyer_limit(command, prices.buyer_limit()).await?;
        let id = self.secret.order_id(&command.key, fingerprint);
        let placed = self.undecided.admit(id, caller, command.address, self.clock.now());
        let placed = placed.map_err(|TooManyUndecided| PlaceError::TooManyUndecided)?;
        let claim = Claim {
            event: request.event,
            order: id,
            seats: request.seats().to_vec(),
            caller: caller.clone(),
        };
        let pinned = match self.pin(&claim, &command.key.digest()).await {
            Ok(pinned) => pinned,
            Err(refusal) => return self.refused(command, fingerprint, refusal).await,
        };
        if command.hold.is_some_and(|hold| pinned.claimed.holds.iter().any(|other| *other != hold)) {
            self.claims.unclaim(claim.event, claim.order).await;
            return self.refused(command, fingerprint, ClaimError::Expired).await;
        }
        let items = match prices.items(request.seats(), &pinned.claimed.tiers) {
            Ok(items) => items,
            Err(unpriced) => return self.not_priced(&claim, unpriced).await,
        };
        let order = Order {
            id,
            owner: caller.owner(),
            event: request.event,
            price: prices.total(&items),
            items,
            holds: pinned.claimed.holds,
            method: request.method.clone(),
            reference: command.counter.as_ref().map(|sale| sale.reference.clone()),
            buyer_limit,
            created: pinned.since,
            traceparent: telemetry::current_traceparent(),
        };
        let answer = KeyRecord {
            key: command.key.digest(),
            fingerprint: fingerprint.clone(),
            order: id,
            body: accepted_body(&order)?,
            traceparent: order.traceparent.clone(),
            created: order.created,
        };
        let record = command.counter.as_ref().map(|sale| self.record_of(sale, &order));
        match self.new_orders.store(self.begin(order.clone(), answer.clone(), record)?).await {
            Ok(()) => {}
            Err(StoreError::Duplicate) => return self.lost_race(command, fingerprint, &order).await,
            Err(error) => return self.not_stored(&order, error).await,
        }
        self.backlog.accepted();
        placed.keep();
        Ok(Placement { answer, replayed: false })
    }

    /// How many seats its buyer may have bought in all, unless these are too many already: before any money is asked for. What is being
    /// confirmed meanwhile is not counted, so the unit of work that confirms the order decides. A buyer without a name cannot be counted.
    async fn buyer_limit(
        &self,
        command: &PlaceOrder,
        of_event: Option<u32>,
    ) -> Result<Option<u32>, PlaceError> {
        let PlaceOrder { request, caller, .. } = command;
        let limit = of_event.or(self.limits.buyer).filter(|_| command.counter.is_none());
        let (Some(limit), Some(user)) = (limit, &caller.user) else { return Ok(None) };
        let places = self.store.places_of(user, request.event).await?;
        let fits = places + request.seats().len() as u64 <= u64::from(limit);
        if fits { Ok(Some(limit)) } else { Err(PlaceError::LimitReached) }
    }

    /// With the first step of its saga, whose messages belong to the trace of this request.
    fn begin(
        &self,
        order: Order,
        answer: KeyRecord,
        record: Option<CounterRecord>,
    ) -> Result<NewOrder, PlaceError> {
        let start = saga::start();
        let first = Progress::begin(&start, &self.timeouts, order.created);
        let outgoing = Outgoing { order: &order, ids: self.ids.as_ref(), now: order.created };
        let messages = outgoing.messages(None, &first.progress, &start.commands)?;
        Ok(NewOrder { order, answer, first, messages, record })
    }

    fn record_of(&self, sale: &CounterSale, order: &Order) -> CounterRecord {
        CounterRecord {
            id: self.ids.uuid(order.created),
            seller: sale.seller.clone(),
            trace_id: telemetry::current_trace_id(),
        }
    }

    /// The catalog sells at other prices than those that seats are held at: nothing is sold before both are of one release.
    async fn not_priced(&self, claim: &Claim, unpriced: Unpriced) -> Result<Placement, PlaceError> {
        self.claims.unclaim(claim.event, claim.order).await;
        Err(PricesUnavailable(unpriced.into()).into())
    }

    /// An order that certainly does not exist leaves no pin behind: the buyer may do with the seats what the hold allows.
    async fn not_stored(&self, order: &Order, error: StoreError) -> Result<Placement, PlaceError> {
        if !matches!(error, StoreError::Unknown(_)) {
            self.claims.unclaim(order.event, order.id).await;
        }
        Err(error.into())
    }

    /// Another process was faster with the same key. With the same content its order is this one; otherwise what this request has claimed
    /// belongs to an order that will never exist.
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

    /// The claim was refused. Unless another process has accepted this very order meanwhile, that is the answer.
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

fn outcome(placed: &Result<Placement, PlaceError>) -> &'static str {
    match placed {
        Ok(placement) if placement.replayed => "replayed",
        Ok(_) => "accepted",
        Err(error) => error.outcome(),
    }
}
