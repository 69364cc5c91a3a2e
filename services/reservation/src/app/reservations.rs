//! What every use case works with, and what neighbours read.

use std::sync::Arc;

use bus::Outbox;
use contracts::api::OrderApi;
use lifecycle::Tasks;
use primitives::{Clock, EventId, GuestId, IdSource, RateLimit, SeatId, Timestamp};
use uuid::Uuid;

use super::bought_seats::BoughtSeats;
use super::event_retention::EventRetention;
use super::frozen_plans::FrozenPlans;
use super::healed::healed;
use super::limits::HoldLimits;
use super::rebuild::Rebuilds;
use super::sale_gate::{NotAdmitted, PresentedPasses, SaleGate};
use super::seat_readings::SeatReadings;
use super::sold_out::SoldOut;
use crate::domain::Seat;
use crate::ports::{
    EventMeta, InstallError, Reservation, Sales, SeatEngine, SeatRecovery, SeatStore, SeatSweeper, Snapshot,
    SnapshotError, Unavailable,
};

/// How many records one call may read.
const RECORDS_MAX: u32 = 2_000;

/// What handlers, consumers and workers hold.
pub struct Reservations {
    pub(super) store: Arc<dyn SeatStore>,
    pub(super) sweeper: Arc<dyn SeatSweeper>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn IdSource>,
    pub(super) limits: HoldLimits,
    pub(super) bought: Arc<BoughtSeats>,
    /// None: nothing is sold at a box office.
    pub(super) orders: Option<Arc<dyn OrderApi>>,
    /// Of each guest, at this process alone: it keeps a guest from being a load. What a guest may have is counted by the store. None: guests are
    /// not limited.
    pub(super) hold_rate: Option<RateLimit>,
    /// None: events are kept for ever.
    pub(super) retention: Option<EventRetention>,
    /// None: of an event nothing is known but its seats.
    pub(super) plans: Option<FrozenPlans>,
    pub(super) readings: SeatReadings,
    pub(super) sold_out: SoldOut,
    pub(super) recovery: Arc<dyn SeatRecovery>,
    /// None: no sale needs a pass.
    gate: Option<Arc<SaleGate>>,
    engine: Arc<dyn SeatEngine>,
    rebuilds: Option<Arc<Rebuilds>>,
}

impl Reservations {
    #[must_use]
    pub fn new(
        engine: Arc<dyn SeatEngine>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        limits: HoldLimits,
    ) -> Self {
        let (store, sweeper, recovery) = (engine.clone(), engine.clone(), engine.clone());
        let readings = SeatReadings::new(store.clone());
        let hold_rate = limits.guests.map(|guests| RateLimit::new(guests.hold_quota()));
        let bought = Arc::default();
        let (retention, plans, rebuilds, gate, orders) = (None, None, None, None, None);
        Self {
            store,
            sweeper,
            recovery,
            gate,
            engine,
            clock,
            ids,
            limits,
            bought,
            orders,
            hold_rate,
            retention,
            plans,
            readings,
            sold_out: SoldOut::default(),
            rebuilds,
        }
    }

    /// What is sold at the box office becomes an order of this service.
    #[must_use]
    pub fn ordering_by(self, orders: Arc<dyn OrderApi>) -> Self {
        Self { orders: Some(orders), ..self }
    }

    /// Sales with a waiting room need a pass.
    #[must_use]
    pub fn guarded_by(self, gate: SaleGate) -> Self {
        Self { gate: Some(Arc::new(gate)), ..self }
    }

    #[must_use]
    pub fn bought(&self) -> &Arc<BoughtSeats> {
        &self.bought
    }

    #[must_use]
    pub fn gate(&self) -> Option<&Arc<SaleGate>> {
        self.gate.as_ref()
    }

    /// Whether a caller with these passes may hold seats of the event.
    /// Its session, where the event needs a pass.
    pub async fn check_pass(
        &self,
        event: EventId,
        presented: &PresentedPasses,
    ) -> Result<Option<Uuid>, NotAdmitted> {
        match &self.gate {
            Some(gate) => gate.admit(event, presented).await,
            None => Ok(None),
        }
    }

    /// As [`Self::check_pass`], of a caller who may present a ticket instead: its call is answered on the way.
    pub async fn admit_visitor(
        &self,
        event: EventId,
        presented: &PresentedPasses,
    ) -> Result<Option<Uuid>, NotAdmitted> {
        match &self.gate {
            Some(gate) => gate.admit_visitor(event, presented).await,
            None => Ok(None),
        }
    }

    /// With the pass of this session, and at this address.
    pub fn note_hold(&self, event: EventId, session: Option<Uuid>, made: &Reservation, address: GuestId) {
        let Some(gate) = &self.gate else { return };
        if let Some(session) = session {
            gate.note_hold(event, session, made.hold);
        }
        if !made.replayed {
            gate.note_address(address, made.hold);
        }
    }

    /// Events are known by these records, and forgotten when they are over.
    #[must_use]
    pub fn forgetting(self, retention: EventRetention) -> Self {
        let plans = Some(FrozenPlans::new(retention.events()));
        Self { retention: Some(retention), plans, ..self }
    }

    /// For an engine that may lose data: events are rebuilt from what these services answer, and compared with them from time to time, until they
    /// are over and forgotten.
    #[must_use]
    pub fn healed_by(self, sales: Arc<dyn Sales>, events: EventRetention, tasks: Tasks) -> Self {
        let rebuilds = Rebuilds::new(self.recovery.clone(), sales, events.clone(), tasks);
        let store = healed(self.store.clone(), rebuilds.clone());
        let readings = SeatReadings::new(store.clone());
        Self { store, readings, rebuilds: Some(rebuilds), ..self.forgetting(events) }
    }

    /// None: the engine loses nothing.
    #[must_use]
    pub fn rebuilds(&self) -> Option<&Arc<Rebuilds>> {
        self.rebuilds.as_ref()
    }

    /// The store as the use cases see it.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn SeatStore> {
        &self.store
    }

    #[must_use]
    pub fn limits(&self) -> &HoldLimits {
        &self.limits
    }

    /// Creates the event's seats, or moves the time at which they go on sale. Repeated, it changes nothing.
    pub async fn install(&self, meta: EventMeta) -> Result<u64, InstallError> {
        self.store.install(meta).await
    }

    /// What the public is to see of the event's seats, and up to which version.
    pub async fn snapshot(&self, event: EventId) -> Result<Snapshot, SnapshotError> {
        self.store.snapshot(event).await
    }

    /// Up to `limit` seats behind `after` that are not available, by ascending id.
    pub async fn records(
        &self,
        event: EventId,
        after: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<(SeatId, Seat)>, Unavailable> {
        self.recovery.records(event, after, limit.min(RECORDS_MAX)).await
    }

    /// Every event that the store knows of, by ascending id.
    pub async fn known_events(&self) -> Result<Vec<EventId>, Unavailable> {
        Ok(self.recovery.known().await?.into_iter().map(|known| known.event).collect())
    }

    /// The seat events and replies that are waiting to be published.
    #[must_use]
    pub fn outbox(&self) -> Arc<dyn Outbox> {
        self.engine.outbox()
    }

    /// When the oldest unpublished message was written.
    pub async fn oldest_unsent(&self) -> Result<Option<Timestamp>, Unavailable> {
        self.outbox().oldest_unsent().await.map_err(Unavailable::new)
    }

    pub async fn check(&self) -> Result<(), Unavailable> {
        self.engine.check().await
    }
}
