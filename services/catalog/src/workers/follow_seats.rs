//! The one writer of all live maps: follows `seat.events` and fetches whatever cannot be followed.
//!
//! Every process follows on its own, from the end of the topic. The order matters: the tail is opened first, then snapshots are fetched, and of
//! the changes that arrive meanwhile only the newer ones count. A tail that broke may have missed changes, so every map is fetched again after
//! a new one. Without a tail maps are fetched all the same: a stale map is better than none.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bus::{Bus, BusError, Message, Tail};
use contracts::topics::Topic;
use lifecycle::Stop;
use primitives::{Cause, EventId};
use tokio::time::{Instant, sleep, sleep_until};

use super::fetches::Fetches;
use super::ticker::Ticker;
use crate::app::Catalog;
use crate::domain::{ChangeOutcome, FetchReason, Snapshot};
use crate::live::LiveMap;
use crate::messages::seat_events::{self, MapChange, MapUpdate};
use crate::metrics;

const RETRY_AFTER: Duration = Duration::from_millis(250);

pub(crate) struct Follower {
    catalog: Arc<Catalog>,
    bus: Arc<dyn Bus>,
    fetches: Fetches,
    ticker: Ticker,
    has_begun: bool,
}

impl Follower {
    pub(crate) fn new(catalog: Arc<Catalog>, bus: Arc<dyn Bus>, tick: Duration) -> Self {
        let fetches = Fetches::new(catalog.clone());
        Self { catalog, bus, fetches, ticker: Ticker::new(tick), has_begun: false }
    }

    pub(crate) async fn run(mut self, stop: Stop) -> anyhow::Result<()> {
        // Nothing here outlives the process, so the work may be dropped at any point.
        tokio::select! {
            () = stop.stopped() => Ok(()),
            never = self.follow() => match never {},
        }
    }

    async fn follow(&mut self) -> std::convert::Infallible {
        let mut broken = false;
        loop {
            let error: Cause = match self.begin().await {
                Ok(tail) => {
                    broken = false;
                    self.follow_tail(tail).await.into()
                }
                Err(error) => error,
            };
            if !broken {
                let error = error.as_ref() as &dyn std::error::Error;
                tracing::warn!(error, "lost the tail of seat events, subscribing until it is back");
                broken = true;
            }
            self.meanwhile(sleep(RETRY_AFTER)).await;
        }
    }

    /// Maps are opened in any case, and those that were there before the tail are fetched again after it.
    async fn begin(&mut self) -> Result<Box<dyn Tail>, Cause> {
        let (bus, catalog) = (self.bus.clone(), self.catalog.clone());
        let tail = bus.tail(Topic::SEAT_EVENTS);
        // The first time no map is shown yet that would have to be kept up meanwhile, and what is fetched after the tail is fetched once.
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        let tail = if is_first { tail.await } else { self.meanwhile(tail).await };
        if tail.is_ok() {
            self.catalog.maps().all().into_iter().for_each(|map| self.invalidate(map));
        }
        self.meanwhile(catalog.open_all()).await?;
        Ok(tail?)
    }

    fn load_all(&mut self, opened: Vec<Arc<LiveMap>>) {
        for map in opened {
            if map.begin_first_fetch() {
                self.fetches.start(map, FetchReason::Unseen);
            }
        }
    }

    fn invalidate(&mut self, map: Arc<LiveMap>) {
        if map.invalidate() {
            self.fetches.start(map, FetchReason::Unseen);
        }
    }

    async fn follow_tail(&mut self, mut tail: Box<dyn Tail>) -> BusError {
        loop {
            match self.meanwhile(tail.next()).await {
                Ok(messages) => self.apply_all(&messages).await,
                Err(error) => return error,
            }
            self.ticker.flush(Instant::now());
        }
    }

    /// Runs `work`, and keeps loading maps and sending batches until it is done.
    async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            let next_tick = self.ticker.next();
            tokio::select! {
                done = &mut work => return done,
                (map, snapshot) = self.fetches.next() => self.install(map, snapshot),
                opened = self.catalog.maps().next_opened() => self.load_all(opened),
                () = at(next_tick) => {}
            }
            self.ticker.flush(Instant::now());
        }
    }

    async fn apply_all(&mut self, messages: &[Message]) {
        for message in messages {
            match seat_events::decode(&message.payload) {
                Ok(update) => self.apply(update).await,
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::error!(message.id = %message.id, key = message.key, error, "a seat event cannot be decoded");
                    self.invalidate_key(&message.key);
                }
            }
        }
    }

    async fn apply(&mut self, update: MapUpdate) {
        let map = match self.catalog.map(update.event).await {
            Ok(Some(map)) => map,
            // A map that is opened later is fetched then, so nothing is lost by skipping this.
            Ok(None) => return,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(event_id = %update.event, error, "the map of a seat event could not be opened");
                return;
            }
        };
        let outcome = match update.change {
            MapChange::Deltas(deltas) => map.receive(&deltas),
            MapChange::EpochBegan(position) => map.epoch_began(position),
        };
        match outcome {
            ChangeOutcome::Applied => {
                metrics::fanned_out(self.catalog.clock().now().since(update.occurred_at));
                self.ticker.changed(&map, Instant::now());
            }
            ChangeOutcome::Fetch(reason) => self.fetches.start(map, reason),
            ChangeOutcome::AlreadyKnown | ChangeOutcome::Buffered => {}
        }
    }

    fn install(&mut self, map: Arc<LiveMap>, snapshot: Snapshot) {
        let caught_up = map.fetched(snapshot);
        if !caught_up.applied.is_empty() {
            self.ticker.changed(&map, Instant::now());
        }
        if let Some(reason) = caught_up.fetch {
            self.fetches.start(map, reason);
        }
    }

    /// The key of a seat event is its event.
    fn invalidate_key(&mut self, key: &str) {
        let event = key.parse().ok().and_then(|id| EventId::new(id).ok());
        let maps = self
            .catalog
            .maps()
            .all()
            .into_iter()
            .filter(|map| event.is_none_or(|event| map.plan().event() == event));
        for map in maps.collect::<Vec<_>>() {
            self.invalidate(map);
        }
    }
}

/// Returns at that time, never when there is none.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
