//! When batches are sent: the first change after a quiet time at once, then at most once a tick.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use primitives::EventId;
use tokio::time::Instant;

use crate::live::LiveMap;

pub(super) struct Ticker {
    tick: Duration,
    /// Of the events that changed within the last tick.
    last: HashMap<EventId, Instant>,
    /// At most one an event.
    due: Vec<(Instant, Arc<LiveMap>)>,
}

impl Ticker {
    pub(super) fn new(tick: Duration) -> Self {
        Self { tick, last: HashMap::new(), due: Vec::new() }
    }

    pub(super) fn changed(&mut self, map: &Arc<LiveMap>, now: Instant) {
        let event = map.plan().event();
        if self.due.iter().any(|(_, waiting)| waiting.plan().event() == event) {
            return;
        }
        let at = self.last.get(&event).map_or(now, |last| now.max(*last + self.tick));
        self.due.push((at, map.clone()));
    }

    /// Sends what is due.
    pub(super) fn flush(&mut self, now: Instant) {
        let Self { tick, last, due } = self;
        last.retain(|_, at| *at + *tick > now);
        due.retain(|(at, map)| {
            if *at > now {
                return true;
            }
            map.tick();
            last.insert(map.plan().event(), now);
            false
        });
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.due.iter().map(|(at, _)| *at).min()
    }
}

#[cfg(test)]
mod tests {
    use primitives::Currency;

    use super::*;
    use crate::domain::{Delta, Layout, MapPosition, SeatStatus, Section, Snapshot, Statuses};
    use crate::live::{Mode, SeatPlan};

    const TICK: Duration = Duration::from_millis(100);

    fn map(id: i64) -> Arc<LiveMap> {
        let layout = Layout::new(1, 1, vec![Section::new("A", 1)]).unwrap();
        let plan = SeatPlan::new(EventId::new(id).unwrap(), Currency::KRW, layout).unwrap();
        let map = Arc::new(LiveMap::new(plan, 16));
        map.begin_first_fetch();
        map.fetched(Snapshot { position: MapPosition::new(1, 0), statuses: Statuses::all_available(1) });
        map
    }

    fn change(map: &LiveMap, version: u64) {
        let seat = primitives::SeatId::new(1).unwrap();
        map.receive(&[Delta { position: MapPosition::new(1, version), seat, status: SeatStatus::Held }]);
    }

    /// Up to which version batches go at present.
    fn ticked(map: &LiveMap) -> Option<u64> {
        map.wake(Mode::Batch).borrow().map(|position| position.version)
    }

    #[test]
    fn the_first_change_is_sent_at_once_and_the_next_ones_once_a_tick() {
        let (mut ticker, map, start) = (Ticker::new(TICK), map(1), Instant::now());
        let mut turn = |version, after_ms| {
            let now = start + Duration::from_millis(after_ms);
            change(&map, version);
            ticker.changed(&map, now);
            ticker.flush(now);
            (ticked(&map), ticker.next().map(|at| at - start))
        };
        let due = |ms| Some(Duration::from_millis(ms));
        assert_eq!(turn(1, 0), (Some(1), None), "the leading edge");
        assert_eq!(turn(2, 10), (Some(1), due(100)));
        assert_eq!(turn(3, 90), (Some(1), due(100)));
        assert_eq!(turn(4, 100), (Some(4), None));
        assert_eq!(turn(5, 150), (Some(4), due(200)));
        assert_eq!(turn(6, 900), (Some(6), None));
        assert_eq!(turn(7, 5_000), (Some(7), None), "quiet for long");
    }

    #[test]
    fn every_event_has_a_tick_of_its_own() {
        let (mut ticker, one, two, start) = (Ticker::new(TICK), map(1), map(2), Instant::now());
        for (map, version) in [(&one, 1), (&two, 1), (&one, 2)] {
            change(map, version);
            ticker.changed(map, start);
            ticker.flush(start);
        }
        assert_eq!((ticked(&one), ticked(&two)), (Some(1), Some(1)));
        ticker.flush(start + TICK);
        assert_eq!((ticked(&one), ticked(&two)), (Some(2), Some(1)));
    }
}
