//! All live seat maps of this process.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::{Mutex, RwLock};
use primitives::{EventId, Timestamp};
use tokio::sync::Notify;

use super::map::LiveMap;
use super::plan::SeatPlan;

#[derive(Debug)]
pub struct LiveMaps {
    ring_changes: usize,
    maps: RwLock<HashMap<EventId, OpenMap>>,
    /// Opened and not yet taken up by the follower; as bounded as the number of events.
    opened: Mutex<Vec<Arc<LiveMap>>>,
    wake: Notify,
    all_opened: AtomicBool,
}

#[derive(Debug)]
struct OpenMap {
    map: Arc<LiveMap>,
    /// Of the event.
    begins: Timestamp,
}

impl LiveMaps {
    /// Each map keeps `ring_changes` changes for readers that are behind.
    #[must_use]
    pub fn new(ring_changes: usize) -> Self {
        Self {
            ring_changes,
            maps: RwLock::default(),
            opened: Mutex::default(),
            wake: Notify::new(),
            all_opened: AtomicBool::new(false),
        }
    }

    #[must_use]
    pub fn get(&self, event: EventId) -> Option<Arc<LiveMap>> {
        self.maps.read().get(&event).map(|open| open.map.clone())
    }

    #[must_use]
    pub fn all(&self) -> Vec<Arc<LiveMap>> {
        self.maps.read().values().map(|open| open.map.clone()).collect()
    }

    /// Adds the map of an event that begins then, to be loaded by the follower. A map that is there already stays.
    pub fn open(&self, plan: SeatPlan, begins: Timestamp) -> Arc<LiveMap> {
        let mut maps = self.maps.write();
        if let Some(open) = maps.get(&plan.event()) {
            return open.map.clone();
        }
        let map = Arc::new(LiveMap::new(plan, self.ring_changes));
        maps.insert(map.plan().event(), OpenMap { map: map.clone(), begins });
        self.opened.lock().push(map.clone());
        self.wake.notify_one();
        map
    }

    /// Retires the maps of events that began by then, and says how many.
    pub fn forget(&self, begun_by: Timestamp) -> usize {
        let mut maps = self.maps.write();
        let forgotten = maps.extract_if(|_, open| open.begins <= begun_by);
        forgotten.inspect(|(_, open)| open.map.retire()).count()
    }

    /// The maps opened since the last call; waits until there is one.
    pub async fn next_opened(&self) -> Vec<Arc<LiveMap>> {
        loop {
            let opened = std::mem::take(&mut *self.opened.lock());
            if !opened.is_empty() {
                return opened;
            }
            self.wake.notified().await;
        }
    }

    /// Every event of the records has a map.
    pub fn set_all_opened(&self) {
        self.all_opened.store(true, Ordering::Release);
    }

    #[must_use]
    pub fn all_opened(&self) -> bool {
        self.all_opened.load(Ordering::Acquire)
    }
}
