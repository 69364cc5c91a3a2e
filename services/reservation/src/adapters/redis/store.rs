//! The seat store as a whole, and its periodic passes.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bus::Outbox;
use futures::future::join_all;
use lifecycle::Tasks;
use primitives::{Clock, EngineRefusal, EventId, IdSource, SeatId, Timestamp};
use uuid::Uuid;

use super::codec::{KeyScope, micros};
use super::command_coalescer::CommandCoalescer;
use super::config::RedisConfig;
use super::outbox::StreamOutbox;
use super::quiet_events::QuietEvents;
use super::script_runner::ScriptRunner;
use super::scripts::Scripts;
use super::unit_hints::UnitHints;
use crate::ports::{SeatEngine, SeatSweeper, Swept, Unavailable};

/// How many events are queried at once.
const EVENTS_AT_ONCE: usize = 16;

/// The seat store at scale. Any number of processes may have one on the same Redis; they share nothing else.
pub struct RedisSeats {
    pub(super) runner: Arc<ScriptRunner>,
    pub(super) commands: Arc<CommandCoalescer>,
    pub(super) outbox: Arc<StreamOutbox>,
    pub(super) ids: Arc<dyn IdSource>,
    pub(super) hints: UnitHints,
    quiet: QuietEvents,
}

impl RedisSeats {
    /// Redis need not be up: connections are opened on first use, by `tasks`, and end with their runtime.
    #[must_use]
    pub fn connect(config: &RedisConfig, ids: Arc<dyn IdSource>, tasks: Tasks) -> Self {
        Self::build(config, ids, tasks, Scripts::default(), None)
    }

    /// With other scripts, and with seats that obey this clock instead of that of Redis. Not in release builds.
    #[cfg(debug_assertions)]
    #[must_use]
    pub fn connect_for_test(
        config: &RedisConfig,
        ids: Arc<dyn IdSource>,
        tasks: Tasks,
        scripts: Scripts,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self::build(config, ids, tasks, scripts, Some(clock))
    }

    fn build(
        config: &RedisConfig,
        ids: Arc<dyn IdSource>,
        tasks: Tasks,
        scripts: Scripts,
        clock: Option<Arc<dyn Clock>>,
    ) -> Self {
        let runner = Arc::new(ScriptRunner::new(config, tasks.clone(), scripts, clock));
        let commands = CommandCoalescer::new(runner.clone(), tasks, config.outbox_max);
        let name = new_id(ids.as_ref()).to_string();
        let outbox = Arc::new(StreamOutbox::new(runner.clone(), name, config.lease));
        let hints = UnitHints::new(new_id(ids.as_ref()).as_u128() as u64);
        Self { runner, commands, outbox, ids, hints, quiet: QuietEvents::default() }
    }

    /// For the start: an error where Redis answers, and it and this process do not accept each other.
    pub async fn check_access(&self) -> Result<(), EngineRefusal> {
        self.runner.nodes.check_access().await
    }

    /// This instance has changed seats of the event.
    pub(super) fn wake_relay(&self, event: EventId) {
        self.quiet.wake(event);
        self.outbox.wake(KeyScope::Event(event));
    }

    async fn due(&self, event: EventId, limit: u32) -> Result<Due, Unavailable> {
        let call = self.runner.call_on(&self.runner.scripts.due, event).args([limit.to_string()]);
        let mut answer = self.runner.run_ready(call).await?;
        let (live, mut seats) = (answer.parse()?, Vec::new());
        while answer.has_more() {
            seats.push(answer.seat()?);
        }
        Ok(Due { live, seats })
    }

    /// Frees what is due of one event, as far as the limit of the pass allows.
    async fn free_due(
        &self,
        event: EventId,
        due: Result<Due, Unavailable>,
        limit: u32,
        swept: &mut Swept,
    ) -> Result<(), Unavailable> {
        let Due { live, mut seats } = due?;
        seats.truncate(limit.saturating_sub(swept.freed) as usize);
        swept.live += live.saturating_sub(seats.len() as u64);
        if seats.is_empty() {
            if live == 0 {
                self.quiet.found_quiet(event);
            }
            return Ok(());
        }
        let (freed, lag) = self.free(event, &seats).await?;
        swept.freed += freed;
        swept.lag = swept.lag.max(lag);
        self.wake_relay(event);
        Ok(())
    }

    async fn free(&self, event: EventId, seats: &[SeatId]) -> Result<(u32, Duration), Unavailable> {
        let call = self.runner.call_on(&self.runner.scripts.expire, event).seats(seats);
        let mut answer = self.runner.run_ready(call).await?;
        Ok((answer.parse()?, answer.duration()?))
    }
}

/// The seats of one event that the sweeper looks at.
struct Due {
    /// How many are held or pinned, lapsed ones included.
    live: u64,
    /// Those that have lapsed, the longest overdue first.
    seats: Vec<SeatId>,
}

/// Its time is never read.
pub(super) fn new_id(ids: &dyn IdSource) -> Uuid {
    ids.uuid(Timestamp::from_micros(0))
}

#[async_trait]
impl SeatEngine for RedisSeats {
    fn outbox(&self) -> Arc<dyn Outbox> {
        self.outbox.clone()
    }

    async fn check(&self) -> Result<(), Unavailable> {
        self.runner.check().await
    }
}

#[async_trait]
impl SeatSweeper for RedisSeats {
    async fn expire(&self, limit: u32) -> Result<Swept, Unavailable> {
        let (mut swept, mut failure, mut failures) = (Swept::default(), None, 0);
        let due = self.quiet.awake(self.runner.events().await?, &self.runner).await;
        for events in due.chunks(EVENTS_AT_ONCE) {
            let queries: Vec<_> = events.iter().map(|event| self.due(*event, limit)).collect();
            for (event, due) in events.iter().zip(join_all(queries).await) {
                match self.free_due(*event, due, limit, &mut swept).await {
                    Ok(()) => {}
                    Err(error) if error.is_not_ready() => self.quiet.found_quiet(*event),
                    Err(error) => {
                        failures += 1;
                        failure = Some(error);
                    }
                }
            }
        }
        swept.more = swept.freed >= limit;
        swept.unanswered =
            u32::try_from(failures).unwrap_or(u32::MAX).saturating_add(self.quiet.unanswered());
        match failure {
            Some(error) if failures == due.len() => Err(error),
            _ => Ok(swept),
        }
    }

    async fn forget(&self, keep: Duration, limit: u32) -> Result<u64, Unavailable> {
        let (mut forgotten, mut failure) = (0, None);
        for event in self.runner.events().await? {
            let left = u64::from(limit).saturating_sub(forgotten);
            if left == 0 {
                break;
            }
            let call = self.runner.call_on(&self.runner.scripts.forget, event);
            match self.runner.run_ready(call.args([micros(keep), left.to_string()])).await {
                Ok(mut answer) => forgotten += answer.parse::<u64>()?,
                Err(error) if error.is_not_ready() => {}
                Err(error) => failure = Some(error),
            }
        }
        match failure {
            Some(error) if forgotten == 0 => Err(error),
            _ => Ok(forgotten),
        }
    }

    async fn remove(&self, event: EventId) -> Result<bool, Unavailable> {
        self.remove_event(event).await
    }
}
