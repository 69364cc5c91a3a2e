//! A seat store that has lost an event is built up from what the sales say. Until that is done nobody is told anything about its seats.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use lifecycle::Tasks;
use parking_lot::Mutex;
use primitives::{EventId, KeyGuard, KeyedLock, SeatId};
use tokio::time::{Instant, sleep, timeout};

use crate::domain::Word;
use crate::metrics;
use crate::ports::{
    EventMeta, Events, EventsUnavailable, KnownEvent, OrderUnderWay, Preparation, Restoration, RestoreError,
    RestoredSeat, Sales, SalesSnapshot, SalesUnavailable, SeatStore, Stage, Unavailable,
};

/// The store may lose everything while it is built up, but not every time.
const TRIES_MAX: u32 = 3;
/// What the sales said longer ago is not worth being written any more.
const WITHIN: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(100);
/// For how long an id that the catalog did not know is not asked for again, and how many of them are remembered.
const UNKNOWN_FOR: Duration = Duration::from_secs(1);
const UNKNOWN_MAX: usize = 1_024;

#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    #[error("there is no such event")]
    UnknownEvent,
    #[error("somebody else builds the event up at this moment")]
    Busy,
    #[error("the store lost the event each time that it was built up")]
    LostAgain,
    #[error("it took longer than {} s", WITHIN.as_secs())]
    TooSlow,
    #[error(transparent)]
    Store(#[from] Unavailable),
    #[error(transparent)]
    Sales(#[from] SalesUnavailable),
    #[error(transparent)]
    Events(#[from] EventsUnavailable),
}

/// Builds events up, each one once at a time. Other processes may do the same: the epoch decides whose work counts.
pub struct Rebuilds {
    store: Arc<dyn SeatStore>,
    sales: Arc<dyn Sales>,
    events: Arc<dyn Events>,
    tasks: Tasks,
    in_progress: KeyedLock<EventId>,
    unknown: Mutex<HashMap<EventId, Instant>>,
}

impl Rebuilds {
    #[must_use]
    pub fn new(
        store: Arc<dyn SeatStore>,
        sales: Arc<dyn Sales>,
        events: Arc<dyn Events>,
        tasks: Tasks,
    ) -> Arc<Self> {
        let (in_progress, unknown) = (KeyedLock::default(), Mutex::default());
        Arc::new(Self { store, sales, events, tasks, in_progress, unknown })
    }

    pub(super) fn store(&self) -> &Arc<dyn SeatStore> {
        &self.store
    }

    pub(super) fn sales(&self) -> &Arc<dyn Sales> {
        &self.sales
    }

    /// Every event that the store has heard of.
    pub async fn known(&self) -> Result<Vec<KnownEvent>, Unavailable> {
        self.store.known().await
    }

    /// Builds the event up in the background, if there is such an event and nobody here is at it. Says whether there is.
    pub async fn heal(self: &Arc<Self>, event: EventId) -> Result<bool, EventsUnavailable> {
        if self.is_unknown(event) {
            return Ok(false);
        }
        let Some(guard) = self.in_progress.try_lock(&event) else { return Ok(true) };
        let Some(meta) = self.events.meta(event).await? else {
            self.note_unknown(event);
            return Ok(false);
        };
        let rebuilds = self.clone();
        self.tasks.spawn(async move { rebuilds.land(guard, meta).await });
        Ok(true)
    }

    /// Builds the event up anew whether the store has lost it or not: for an operator who knows better.
    pub async fn rebuild(&self, event: EventId) -> Result<u64, RebuildError> {
        let meta = self.events.meta(event).await?.ok_or(RebuildError::UnknownEvent)?;
        let _guard = self.in_progress.try_lock(&event).ok_or(RebuildError::Busy)?;
        self.build(meta, true).await
    }

    /// Makes the store know an event that it does not answer for, and waits for that. Returns the epoch.
    pub async fn establish(&self, meta: EventMeta) -> Result<u64, RebuildError> {
        let _guard = self.in_progress.try_lock(&meta.event).ok_or(RebuildError::Busy)?;
        self.unknown.lock().remove(&meta.event);
        self.build(meta, false).await
    }

    /// Keeps the place for a moment when it did not work: everybody who asks for the event would try again at once.
    async fn land(&self, _guard: KeyGuard<EventId>, meta: EventMeta) {
        let event = meta.event;
        match self.build(meta, false).await {
            Ok(epoch) => tracing::info!(event_id = %event, epoch, "the seats of an event are built up"),
            Err(RebuildError::Busy) => sleep(PAUSE).await,
            Err(error) => {
                let error = anyhow::Error::new(error);
                tracing::warn!(event_id = %event, error = format!("{error:#}"), "an event cannot be built up now");
                sleep(PAUSE).await;
            }
        }
    }

    async fn build(&self, meta: EventMeta, anyhow: bool) -> Result<u64, RebuildError> {
        let began = Instant::now();
        let built = timeout(WITHIN, self.try_to_build(meta, anyhow)).await;
        let built = built.unwrap_or(Err(RebuildError::TooSlow));
        metrics::rebuilt(&built, began.elapsed());
        built
    }

    async fn try_to_build(&self, meta: EventMeta, anyhow: bool) -> Result<u64, RebuildError> {
        for _ in 0..TRIES_MAX {
            let mark = match self.store.prepare(meta.event, anyhow).await? {
                Preparation::Ready { epoch } => return Ok(epoch),
                Preparation::Busy => return Err(RebuildError::Busy),
                Preparation::Closed { mark } => mark,
            };
            let snapshot = self.sales.begin_rebuild(meta.event).await?;
            let epoch = snapshot.epoch;
            let restoration = Restoration { meta, epoch, mark, seats: words(snapshot) };
            match self.store.restore(restoration).await {
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

/// What the sales say, seat by seat: the ledger before an order that is being confirmed, that one before an order that is being paid, and
/// of two such orders the one whose pin ends later.
#[must_use]
pub fn words(snapshot: SalesSnapshot) -> Vec<RestoredSeat> {
    let SalesSnapshot { epoch: _, sold, mut under_way } = snapshot;
    under_way.sort_by_key(|order| (order.stage == Stage::Confirming, order.pinned_until));
    let mut words: HashMap<SeatId, Word> = HashMap::new();
    for order in &under_way {
        words.extend(order.seats.iter().filter_map(|seat| Some((*seat, word(order)?))));
    }
    words.extend(sold.into_iter().map(|(seat, order)| (seat, Word::Sold { order })));
    words.into_iter().map(|(seat, word)| RestoredSeat { seat, word }).collect()
}

fn word(order: &OrderUnderWay) -> Option<Word> {
    Some(match order.stage {
        Stage::Confirming => Word::Sold { order: order.order },
        Stage::Authorizing => Word::Pinned {
            order: order.order,
            // From which of several holds a seat came is not recorded, and does not matter: they are over.
            hold: *order.holds.first()?,
            owner: order.owner.clone(),
            until: order.pinned_until,
        },
    })
}
