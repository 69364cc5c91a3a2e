//! Which events there are. Every instance remembers those that it has met, and all of them write them down in one set, so that nobody ever has
//! to search through the keys.

use std::collections::BTreeSet;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use primitives::EventId;
use tokio::time::Instant;

use super::connection::{Fault, Redis};
use super::keys::registry;

/// What others have written down is read again after so long.
const FRESH_FOR: Duration = Duration::from_secs(1);

pub(super) struct Events {
    prefix: String,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    events: BTreeSet<EventId>,
    read_at: Option<Instant>,
}

impl Events {
    pub(super) fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), known: Mutex::default() }
    }

    pub(super) fn met(&self, event: EventId) {
        self.known().events.insert(event);
    }

    /// Comes before the event is opened: what answers is written down.
    pub(super) async fn write_down(&self, redis: &Redis, event: EventId) -> Result<(), Fault> {
        self.met(event);
        let (key, slot) = registry(&self.prefix);
        let id = event.to_string();
        redis.ask_all(slot, redis::pipe().cmd("SADD").arg(&key).arg(&id)).await?;
        Ok(())
    }

    pub(super) async fn all(&self, redis: &Redis) -> Result<Vec<EventId>, Fault> {
        let is_fresh = self.known().read_at.is_some_and(|at| at.elapsed() < FRESH_FOR);
        if !is_fresh {
            self.read(redis).await?;
        }
        Ok(self.known().events.iter().copied().collect())
    }

    /// What is missing there, because it was lost, is written again.
    async fn read(&self, redis: &Redis) -> Result<(), Fault> {
        let (key, slot) = registry(&self.prefix);
        let (answers, _) = redis.ask_all(slot, redis::pipe().cmd("SMEMBERS").arg(&key)).await?;
        let written = answers.into_iter().next().and_then(|answer| redis::from_redis_value(answer).ok());
        let written: Vec<String> = written.unwrap_or_default();
        let written = written.iter().filter_map(|id| EventId::new(id.parse().ok()?).ok());
        let written: BTreeSet<EventId> = written.collect();
        let missing: Vec<String> = {
            let mut known = self.known();
            let missing = known.events.difference(&written).map(EventId::to_string).collect();
            known.events.extend(written);
            known.read_at = Some(Instant::now());
            missing
        };
        if !missing.is_empty() {
            redis.ask_all(slot, redis::pipe().cmd("SADD").arg(&key).arg(&missing)).await?;
        }
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock()
    }
}
