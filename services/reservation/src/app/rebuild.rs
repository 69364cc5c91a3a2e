//! An event that the seat store has lost is rebuilt from the sales records. Until that is done, the store answers nothing about its seats.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use lifecycle::Tasks;
use parking_lot::Mutex;
use primitives::{EventId, KeyedLock, SeatId, TierName};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout};

use super::event_retention::EventRetention;
use super::rebuild_queue::RebuildQueue;
use crate::domain::SaleState;
use crate::metrics;
use crate::ports::{
    EventMeta, EventsUnavailable, KnownEvent, OrderStage, OrderUnderWay, Preparation, PublishedEvent,
    Restoration, RestoreError, RestoredSeat, Sales, SalesSnapshot, SalesUnavailable, SeatRecovery,
    Unavailable,
};

/// The store may lose everything during a rebuild, but not every time.
const ATTEMPTS_MAX: u32 = 3;
/// An older answer of the sales is not worth writing any more.
const TIMEOUT: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(100);
/// How many events one instance rebuilds at once. More would only make each of them slower: order reads, and Redis writes, one after the other.
const CONCURRENCY: usize = 4;
/// How long the catalog is not asked again about an id that it did not know, and how many such ids are remembered.
const UNKNOWN_FOR: Duration = Duration::from_secs(1);
const UNKNOWN_MAX: usize = 1_024;

#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    #[error("there is no such event")]
    UnknownEvent,
    #[error("another rebuild of the event is in progress")]
    Busy,
    #[error("the store lost the event each time that it was rebuilt")]
    LostAgain,
    #[error("it took longer than {} s", TIMEOUT.as_secs())]
    TooSlow,
    #[error(transparent)]
    Store(#[from] Unavailable),
    #[error(transparent)]
    Sales(#[from] SalesUnavailable),
    #[error(transparent)]
    Events(#[from] EventsUnavailable),
}

/// Rebuilds of events, single-flight for each event. Other instances may rebuild the same event: the epoch decides whose work counts.
pub struct Rebuilds {
    pub(super) recovery: Arc<dyn SeatRecovery>,
    pub(super) sales: Arc<dyn Sales>,
    events: EventRetention,
    tasks: Tasks,
    queue: RebuildQueue,
    workers: Arc<Semaphore>,
    in_progress: KeyedLock<EventId>,
    unknown: Mutex<HashMap<EventId, Instant>>,
}

impl Rebuilds {
    #[must_use]
    pub fn new(
        recovery: Arc<dyn SeatRecovery>,
        sales: Arc<dyn Sales>,
        events: EventRetention,
        tasks: Tasks,
    ) -> Arc<Self> {
        let (queue, workers) = (RebuildQueue::default(), Arc::new(Semaphore::new(CONCURRENCY)));
        let (in_progress, unknown) = (KeyedLock::default(), Mutex::default());
        Arc::new(Self { recovery, sales, events, tasks, queue, workers, in_progress, unknown })
    }

    /// Every event that the store knows of.
    pub async fn known(&self) -> Result<Vec<KnownEvent>, Unavailable> {
        self.recovery.known().await
    }

    /// A command came for this event: the more of them, the sooner it is rebuilt when it is lost.
    pub fn needed(&self, event: EventId) {
        self.queue.count(event);
    }

    /// Rebuilds the event in the background, if it exists, as soon as those that are needed more are done. Returns whether it exists: one that has
    /// been over for long does not.
    pub async fn heal(self: &Arc<Self>, event: EventId) -> Result<bool, EventsUnavailable> {
        if self.is_unknown(event) {
            return Ok(false);
        }
        if !self.queue.has(event) {
            let Some(_guard) = self.in_progress.try_lock(&event) else { return Ok(true) };
            let published = self.events.published(event).await?;
            let kept = published.filter(|published| !self.events.is_over(published));
            let Some(PublishedEvent { meta, .. }) = kept else {
                self.note_unknown(event);
                return Ok(false);
            };
            self.queue.add(meta);
        }
        self.start_worker();
        Ok(true)
    }

    /// The process stops: what has not begun is left to other instances.
    pub fn stop(&self) {
        self.queue.clear();
    }

    /// Rebuilds the event whether the store has lost it or not: for an operator who knows better.
    pub async fn rebuild(&self, event: EventId) -> Result<u64, RebuildError> {
        let PublishedEvent { meta, .. } =
            self.events.published(event).await?.ok_or(RebuildError::UnknownEvent)?;
        let _guard = self.in_progress.try_lock(&event).ok_or(RebuildError::Busy)?;
        self.build(meta, true).await
    }

    /// Builds up an event that the store does not answer for, and waits for that. Returns the epoch.
    pub async fn establish(&self, meta: EventMeta) -> Result<u64, RebuildError> {
        let _guard = self.in_progress.try_lock(&meta.event).ok_or(RebuildError::Busy)?;
        self.unknown.lock().remove(&meta.event);
        self.build(meta, false).await
    }

    /// Unless enough of them are at work.
    fn start_worker(self: &Arc<Self>) {
        if let Ok(permit) = self.workers.clone().try_acquire_owned() {
            let rebuilds = self.clone();
            self.tasks.spawn_for_many(async move { rebuilds.work(permit).await });
        }
    }

    async fn work(self: Arc<Self>, permit: OwnedSemaphorePermit) {
        while let Some(meta) = self.queue.take_next() {
            self.rebuild_in_background(meta).await;
        }
        drop(permit);
        // Added since the last look, when this one still counted as being at work.
        if !self.queue.is_empty() {
            self.start_worker();
        }
    }

    async fn rebuild_in_background(&self, meta: EventMeta) {
        let event = meta.event;
        let Some(guard) = self.in_progress.try_lock(&event) else { return };
        match self.build(meta, false).await {
            Ok(epoch) => return tracing::info!(event_id = %event, epoch, "rebuilt the seats of an event"),
            Err(RebuildError::Busy) => {}
            Err(error) => {
                tracing::warn!(event_id = %event, error = &error as &dyn Error, "cannot rebuild the seats of an event");
            }
        }
        // Otherwise every caller that needs the event would start the next attempt at once.
        self.tasks.spawn_for_many(async move {
            sleep(PAUSE).await;
            drop(guard);
        });
    }

    async fn build(&self, meta: EventMeta, force: bool) -> Result<u64, RebuildError> {
        let began = Instant::now();
        let built = timeout(TIMEOUT, self.try_to_build(meta, force)).await;
        let built = built.unwrap_or(Err(RebuildError::TooSlow));
        metrics::rebuilt(outcome(&built), began.elapsed());
        built
    }

    async fn try_to_build(&self, meta: EventMeta, force: bool) -> Result<u64, RebuildError> {
        for _ in 0..ATTEMPTS_MAX {
            let mark = match self.recovery.prepare(meta.event, force).await? {
                Preparation::Ready { epoch } => return Ok(epoch),
                Preparation::Busy => return Err(RebuildError::Busy),
                Preparation::Closed { mark } => mark,
            };
            let snapshot = self.sales.begin_rebuild(meta.event).await?;
            let epoch = snapshot.epoch;
            let restoration = Restoration { meta, epoch, mark, seats: sale_states(snapshot) };
            match self.recovery.restore(restoration).await {
                Ok(()) => return Ok(epoch),
                Err(RestoreError::LostAgain) => {}
                Err(RestoreError::Superseded { .. }) => return Err(RebuildError::Busy),
                Err(RestoreError::Unavailable(error)) => return Err(error.into()),
            }
        }
        Err(RebuildError::LostAgain)
    }

    fn is_unknown(&self, event: EventId) -> bool {
        let unknown = self.unknown.lock();
        unknown.get(&event).is_some_and(|since| since.elapsed() < UNKNOWN_FOR)
    }

    fn note_unknown(&self, event: EventId) {
        let mut unknown = self.unknown.lock();
        if unknown.len() >= UNKNOWN_MAX {
            unknown.clear();
        }
        unknown.insert(event, Instant::now());
    }
}

/// As a label.
fn outcome(built: &Result<u64, RebuildError>) -> &'static str {
    match built {
        Ok(_) => "built",
        Err(RebuildError::Busy) => "busy",
        Err(
            RebuildError::UnknownEvent
            | RebuildError::LostAgain
            | RebuildError::TooSlow
            | RebuildError::Store(_)
            | RebuildError::Sales(_)
            | RebuildError::Events(_),
        ) => "failed",
    }
}

/// What the sales say about each seat: the ledger has precedence over an order that is being confirmed, that one over an order that is being
/// paid, and of two such orders the one whose pin ends later.
#[must_use]
pub fn sale_states(snapshot: SalesSnapshot) -> Vec<RestoredSeat> {
    let SalesSnapshot { epoch: _, sold, tiers, mut under_way } = snapshot;
    let tiers: HashMap<SeatId, TierName> = tiers.into_iter().collect();
    let tier_of = |seat: &SeatId| tiers.get(seat).cloned();
    under_way.sort_by_key(|order| (order.stage == OrderStage::Confirming, order.pinned_until));
    let mut states: HashMap<SeatId, SaleState> = HashMap::new();
    for order in &under_way {
        states.extend(order.seats.iter().filter_map(|seat| Some((*seat, state_in(order, tier_of(seat))?))));
    }
    states.extend(
        sold.into_iter().map(|(seat, order)| (seat, SaleState::Sold { order, tier: tier_of(&seat) })),
    );
    states.into_iter().map(|(seat, sale)| RestoredSeat { seat, sale }).collect()
}

fn state_in(order: &OrderUnderWay, tier: Option<TierName>) -> Option<SaleState> {
    Some(match order.stage {
        OrderStage::Confirming => SaleState::Sold { order: order.order, tier },
        OrderStage::Authorizing => SaleState::Pinned {
            order: order.order,
            // Which of several holds a seat came from is not recorded, and does not matter: they are over.
            hold: *order.holds.first()?,
            owner: order.owner.clone(),
            until: order.pinned_until,
            tier,
        },
    })
}
