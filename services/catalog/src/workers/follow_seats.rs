//! The one writer of all live maps: follows `seat.events` and fetches whatever cannot be followed.
//!
//! Every process follows on its own, from the end of the topic. The order matters: first the end is noted, then snapshots are
//! fetched, and of what arrives meanwhile only what is newer counts. A tail that broke may have missed something, so every map is
//! fetched again behind a new one. While there is none, maps are fetched all the same: one that stands still is better than none.

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
use crate::domain::{FetchReason, Received, Snapshot};
use crate::live::LiveMap;
use crate::messages::seat_events::{self, News, Told};
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
            let cause: Cause = match self.begin().await {
                Ok(tail) => {
                    broken = false;
                    self.follow_tail(tail).await.into()
                }
                Err(cause) => cause,
            };
            if !broken {
                tracing::warn!(cause = ?cause, "seat changes cannot be followed, trying until they can");
                broken = true;
            }
            self.meanwhile(sleep(RETRY_AFTER)).await;
        }
    }

    /// Maps are opened in any case, and those that were there before the tail are fetched again behind it.
    async fn begin(&mut self) -> Result<Box<dyn Tail>, Cause> {
        let (bus, catalog) = (self.bus.clone(), self.catalog.clone());
        let tail = bus.tail(Topic::SEAT_EVENTS);
        // The first time nothing is shown yet that could be kept up meanwhile, and what is fetched behind the tail is fetched once.
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        let tail = if is_first { tail.await } else { self.meanwhile(tail).await };
        if tail.is_ok() {
            self.catalog.maps().into_iter().for_each(|map| self.distrust(map));
        }
        self.meanwhile(catalog.open_all()).await?;
        Ok(tail?)
    }

    fn begin_all(&mut self, opened: Vec<Arc<LiveMap>>) {
        for map in opened {
            if map.begin() {
                self.fetches.start(map, FetchReason::Unseen);
            }
        }
    }

    fn distrust(&mut self, map: Arc<LiveMap>) {
        if map.distrust() {
            self.fetches.start(map, FetchReason::Unseen);
        }
    }

    async fn follow_tail(&mut self, mut tail: Box<dyn Tail>) -> BusError {
        loop {
            match self.meanwhile(tail.next()).await {
                Ok(messages) => self.take_all(&messages).await,
                Err(error) => return error,
            }
            self.ticker.flush(Instant::now());
        }
    }

    /// Waits for that, and lets maps be opened, filled and told of until it is there.
    async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            let next_tick = self.ticker.next();
            tokio::select! {
                done = &mut work => return done,
                (map, snapshot) = self.fetches.next() => self.install(map, snapshot),
                opened = self.catalog.next_opened() => self.begin_all(opened),
                () = at(next_tick) => {}
            }
            self.ticker.flush(Instant::now());
        }
    }

    async fn take_all(&mut self, messages: &[Message]) {
        for message in messages {
            match seat_events::read(&message.payload) {
                Ok(told) => self.take(told).await,
                Err(error) => {
                    tracing::error!(message_id = %message.id, key = message.key, cause = ?error, "a seat change cannot be read");
                    self.distrust_key(&message.key);
                }
            }
        }
    }

    async fn take(&mut self, told: Told) {
        let map = match self.catalog.map_to_follow(told.event).await {
            Ok(Some(map)) => map,
            // Whoever opens the map later fetches it then, so nothing is lost by passing over this.
            Ok(None) => return,
            Err(error) => {
                tracing::warn!(event_id = %told.event, cause = ?error, "a seat change has no map to go to");
                return;
            }
        };
        let received = match told.news {
            News::Change(delta) => map.receive(delta),
            News::BeganAnew(position) => map.begin_anew(position),
        };
        match received {
            Received::Applied => {
                metrics::fanned_out(self.catalog.clock().now().since(told.occurred_at));
                self.ticker.changed(&map, Instant::now());
            }
            Received::Fetch(reason) => self.fetches.start(map, reason),
            Received::Old | Received::Kept => {}
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

    /// The key of a seat change is its event.
    fn distrust_key(&mut self, key: &str) {
        let event = key.parse().ok().and_then(|id| EventId::new(id).ok());
        let maps = self
            .catalog
            .maps()
            .into_iter()
            .filter(|map| event.is_none_or(|event| map.plan().event() == event));
        for map in maps.collect::<Vec<_>>() {
            self.distrust(map);
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
