//! The sale feeds of this process: one for each event that a socket was ever opened for, until the event is forgotten.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use primitives::{Clock, EventId, Timestamp};

use super::map::LiveMap;
use super::sale_feed::SaleFeed;

/// How old may be what is known of the time at which a sale opens. When thousands of sockets open, one of them asks.
const FRESH_FOR: Duration = Duration::from_secs(1);

#[derive(Default)]
pub struct SaleFeeds(Mutex<HashMap<EventId, Known>>);

struct Known {
    feed: Arc<SaleFeed>,
    /// When the records were read.
    at: Timestamp,
}

impl SaleFeeds {
    /// If there is one.
    #[must_use]
    pub fn get(&self, event: EventId) -> Option<Arc<SaleFeed>> {
        self.0.lock().get(&event).map(|known| known.feed.clone())
    }

    /// If what it knows of its event is fresh.
    #[must_use]
    pub fn fresh(&self, event: EventId, now: Timestamp) -> Option<Arc<SaleFeed>> {
        let feeds = self.0.lock();
        feeds.get(&event).filter(|known| now.since(known.at) < FRESH_FOR).map(|known| known.feed.clone())
    }

    /// The feed of this map, which is made if there is none, with what the records say now.
    pub fn refresh(&self, map: Arc<LiveMap>, on_sale_at: Timestamp, clock: &Arc<dyn Clock>) -> Arc<SaleFeed> {
        let mut feeds = self.0.lock();
        feeds.retain(|_, known| !known.feed.map().is_retired());
        let at = clock.now();
        let event = map.plan().event();
        let make = || Known { feed: Arc::new(SaleFeed::new(map, on_sale_at, clock.clone())), at };
        let known = feeds.entry(event).or_insert_with(make);
        known.at = at;
        known.feed.opens_at(on_sale_at);
        known.feed.clone()
    }
}
