//! All live seat maps of this process.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::{Mutex, RwLock};
use primitives::EventId;
use tokio::sync::Notify;

use super::map::LiveMap;
use super::plan::SeatPlan;

#[derive(Debug)]
pub struct LiveMaps {
    ring_changes: usize,
    maps: RwLock<HashMap<EventId, Arc<LiveMap>>>,
    /// Opened and not yet taken up by the follower; as bounded as the number of events.
    opened: Mutex<Vec<Arc<LiveMap>>>,
    wake: Notify,
    all_opened: AtomicBool,
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
        self.maps.read().get(&event).cloned()
    }

    #[must_use]
    pub fn all(&self) -> Vec<Arc<LiveMap>> {
        self.maps.read().values().cloned().collect()
    }

    /// Adds a map, to be loaded by the follower. A map that is there already stays.
    pub fn open(&self, plan: SeatPlan) -> Arc<LiveMap> {
        let mut maps = self.maps.write();
        if let Some(map) = maps.get(&plan.event()) {
            return map.clone();
        }
        let map = Arc::new(LiveMap::new(plan, self.ring_changes));
        maps.insert(map.plan().event(), map.clone());
        self.opened.lock().push(map.clone());
        self.wake.notify_one();
        map
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
