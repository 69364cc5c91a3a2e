//! Which lost event is rebuilt next: the one that buyers and orders have asked for most. After a loss of everything all events are waiting, few are
//! rebuilt at once, and those that sell at the moment must not be behind those that do not.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
use primitives::EventId;
use tokio::time::Instant;

use crate::metrics;
use crate::ports::EventMeta;

/// Commands count for one to two of these.
const PERIOD: Duration = Duration::from_secs(30);

#[derive(Default)]
pub(super) struct RebuildQueue {
    waiting: Mutex<HashMap<EventId, EventMeta>>,
    demand: Mutex<Demand>,
}

/// How many commands came for each event, in this period and in the one before.
#[derive(Default)]
struct Demand {
    began: Option<Instant>,
    now: HashMap<EventId, u32>,
    before: HashMap<EventId, u32>,
}

impl RebuildQueue {
    /// A command came for this event, which exists.
    pub(super) fn count(&self, event: EventId) {
        self.demand.lock().count(event, Instant::now());
    }

    pub(super) fn has(&self, event: EventId) -> bool {
        self.waiting.lock().contains_key(&event)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.lock().is_empty()
    }

    pub(super) fn add(&self, meta: EventMeta) {
        let mut waiting = self.waiting.lock();
        waiting.insert(meta.event, meta);
        metrics::rebuilds_waiting(waiting.len());
    }

    pub(super) fn take_next(&self) -> Option<EventMeta> {
        let mut waiting = self.waiting.lock();
        let demand = self.demand.lock();
        let next = waiting.keys().copied().max_by_key(|event| (demand.of(*event), std::cmp::Reverse(*event)));
        let meta = next.and_then(|event| waiting.remove(&event));
        metrics::rebuilds_waiting(waiting.len());
        meta
    }

    pub(super) fn clear(&self) {
        self.waiting.lock().clear();
        metrics::rebuilds_waiting(0);
    }
}

impl Demand {
    fn count(&mut self, event: EventId, now: Instant) {
        let age = self.began.map_or(Duration::MAX, |began| now.duration_since(began));
        if age >= PERIOD {
            self.before = std::mem::take(&mut self.now);
            self.began = Some(now);
        }
        if age >= PERIOD * 2 {
            self.before.clear();
        }
        let count = self.now.entry(event).or_default();
        *count = count.saturating_add(1);
    }

    fn of(&self, event: EventId) -> u32 {
        let count = |period: &HashMap<EventId, u32>| period.get(&event).copied().unwrap_or_default();
        count(&self.now).saturating_add(count(&self.before))
    }
}

#[cfg(test)]
mod tests {
    use primitives::Timestamp;

    use super::*;

    fn event(id: i64) -> EventId {
        EventId::new(id).unwrap()
    }

    fn queue_of(ids: &[i64]) -> RebuildQueue {
        let queue = RebuildQueue::default();
        for id in ids {
            let (event, on_sale_at) = (event(*id), Timestamp::from_micros(0));
            queue.add(EventMeta { event, seat_count: 1, on_sale_at });
        }
        queue
    }

    fn order(queue: &RebuildQueue) -> Vec<i64> {
        std::iter::from_fn(|| queue.take_next()).map(|meta| meta.event.get()).collect()
    }

    #[test]
    fn the_event_that_most_commands_came_for_is_next() {
        let queue = queue_of(&[1, 2, 3, 4]);
        for id in [3, 4, 3] {
            queue.count(event(id));
        }
        assert_eq!(order(&queue), [3, 4, 1, 2]);
        assert!(queue.is_empty());
    }

    #[test]
    fn commands_of_some_time_ago_do_not_count() {
        let (mut demand, began) = (Demand::default(), Instant::now());
        demand.count(event(1), began);
        demand.count(event(2), began + PERIOD);
        assert_eq!((demand.of(event(1)), demand.of(event(2))), (1, 1), "this period and the one before");
        demand.count(event(2), began + PERIOD * 2);
        assert_eq!((demand.of(event(1)), demand.of(event(2))), (0, 2));
        demand.count(event(3), began + PERIOD * 4);
        assert_eq!((demand.of(event(2)), demand.of(event(3))), (0, 1));
    }

    #[test]
    fn an_event_waits_once() {
        let queue = queue_of(&[1, 1]);
        assert!(queue.has(event(1)));
        assert_eq!(order(&queue), [1]);
    }
}
