//! When batches go out: the first change after a quiet time at once, then at most once a tick.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use primitives::EventId;
use tokio::time::Instant;

use crate::live::LiveMap;

pub(super) struct Ticker {
    tick: Duration,
    /// As many as there are events.
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

    /// Lets out what is due.
    pub(super) fn flush(&mut self, now: Instant) {
        let Self { last, due, .. } = self;
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
