//! Which events there are. All instances together keep them in one set, so that the keys never have to be scanned.

use std::collections::BTreeSet;
use std::time::Duration;

use primitives::EventId;
use redis::Value;

use super::codec::registry;
use super::script_runner::ScriptRunner;
use crate::ports::Unavailable;

/// How long it is kept in mind that an event was removed: longer than any instance goes without reading the set.
const REMOVED_KEPT: Duration = Duration::from_secs(24 * 60 * 60);

impl ScriptRunner {
    /// Every event that any instance has registered. While the server with the set cannot be reached, those that are known already.
    pub(super) async fn events(&self) -> Result<Vec<EventId>, Unavailable> {
        let is_due = self.known.lock().begin_reading();
        let read = if is_due { self.read_registry().await } else { Ok(()) };
        let mut known = self.known.lock();
        if known.ids.is_empty() {
            // Otherwise the next caller would take a set that was never read for an empty one.
            read.inspect_err(|_| known.forget_reading())?;
        }
        Ok(known.ids.iter().copied().collect())
    }

    /// Comes before an event is opened: every event that answers is in the set. Writes nothing where it is: a full Redis may be rebuilt too.
    pub(super) async fn register(&self, event: EventId) -> Result<(), Unavailable> {
        self.known.lock().insert(event);
        let registry = registry(&self.prefix);
        let mut pipeline = redis::pipe();
        pipeline.cmd("SISMEMBER").arg(&registry.key).arg(event.to_string());
        pipeline.cmd("ZSCORE").arg(&registry.removed).arg(event.to_string());
        let (answers, _) = self.pipeline(registry.slot, &pipeline).await?;
        if answers == [Value::Int(1), Value::Nil] {
            return Ok(());
        }
        let mut pipeline = redis::pipe();
        pipeline.cmd("ZREM").arg(&registry.removed).arg(event.to_string());
        pipeline.cmd("SADD").arg(&registry.key).arg(event.to_string());
        self.pipeline(registry.slot, &pipeline).await?;
        Ok(())
    }

    /// Comes after everything else of the event was deleted. The other instances learn it from the set of those that were removed.
    pub(super) async fn unregister(&self, event: EventId) -> Result<(), Unavailable> {
        let registry = registry(&self.prefix);
        let (times, _) = self.pipeline(registry.slot, redis::pipe().cmd("TIME")).await?;
        let seconds = times.into_iter().next().and_then(|time| redis::from_redis_value(time).ok());
        let (seconds, _): (u64, u64) = seconds.unwrap_or_default();
        let mut pipeline = redis::pipe();
        pipeline.cmd("ZADD").arg(&registry.removed).arg(seconds).arg(event.to_string());
        pipeline.cmd("SREM").arg(&registry.key).arg(event.to_string());
        let until = seconds.saturating_sub(REMOVED_KEPT.as_secs());
        pipeline.cmd("ZREMRANGEBYSCORE").arg(&registry.removed).arg("-inf").arg(until);
        self.pipeline(registry.slot, &pipeline).await?;
        self.known.lock().ids.remove(&event);
        Ok(())
    }

    /// Events that the set has lost are added again.
    async fn read_registry(&self) -> Result<(), Unavailable> {
        let registry = registry(&self.prefix);
        let mut pipeline = redis::pipe();
        pipeline.cmd("SMEMBERS").arg(&registry.key);
        pipeline.cmd("ZRANGE").arg(&registry.removed).arg(0).arg(-1);
        let (answers, _) = self.pipeline(registry.slot, &pipeline).await?;
        let mut answers = answers.into_iter().map(read_ids);
        let (members, removed) = (answers.next().unwrap_or_default(), answers.next().unwrap_or_default());
        let missing: Vec<String> = {
            let mut known = self.known.lock();
            known.ids.retain(|event| members.contains(event) || !removed.contains(event));
            let missing = known.ids.difference(&members).map(EventId::to_string).collect();
            known.ids.extend(members);
            missing
        };
        if !missing.is_empty() {
            let pipeline = &mut redis::pipe();
            self.pipeline(registry.slot, pipeline.cmd("SADD").arg(&registry.key).arg(&missing)).await?;
        }
        Ok(())
    }
}

fn read_ids(answer: Value) -> BTreeSet<EventId> {
    let ids: Vec<String> = redis::from_redis_value(answer).unwrap_or_default();
    ids.iter().filter_map(|id| EventId::new(id.parse().ok()?).ok()).collect()
}
