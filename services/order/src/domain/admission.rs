//! Load shedding: how many orders may wait for their decision at once.
//!
//! When orders come faster than they are decided, each waits longer than the one before, until none is decided within its deadlines. How
//! many are too many is unknown, and differs from hour to hour; how long they wait is observed. So there is a limit of waiting orders, which
//! follows the wait: it shrinks in proportion when the wait is too long, and grows while it is short and the limit is in use or less than at the start. A limit that
//! has shrunk is judged by orders that were accepted since, not by those that had queued before.
//!
//! An order that waits for something else than those before it, such as a bank, is not made faster by refusing others. Four rules keep it from
//! closing the shop: orders that are older than any queue do not count; the fastest quarter of the decisions says how long the
//! queue is; a wait that fewer orders at once do not shorten is accepted as the usual one; and the limit is never less than what is decided
//! in the longest wait: after a standstill all that has waited is decided in a moment.

use std::collections::VecDeque;
use std::time::Duration;

use primitives::Timestamp;

use super::CancelReason;
use super::saga::State;

/// What the limit begins with, also after a moment in which no order waited.
const LIMIT_AT_START: f64 = 256.0;
const GROWTH: f64 = 1.5;
/// Of how many observations the least wait is taken for the one without a queue.
const OBSERVATIONS: usize = 30;
/// An order that is older than the longest tolerable wait, times this, waits for something else than the queue.
const OLD_AFTER_WAITS: u32 = 4;
/// For so long nothing may be decided before that is taken for an outage: partitions stand still while their consumer restarts.
const STANDSTILL_MAX: Duration = Duration::from_secs(12);
const RETRY_MIN: Duration = Duration::from_secs(1);
const RETRY_MAX: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// So many may always wait, however long the wait is: enough to observe it.
    pub free: u64,
    /// Never more that wait for their decision, for whatever. Their deadlines bound how long they do, so this cannot shut the shop for good.
    pub max: u64,
    /// How long an order may queue behind others.
    pub wait: Duration,
}

/// An order that was decided by an answer, and not by a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecidedOrder {
    pub accepted: Timestamp,
    pub decided: Timestamp,
}

/// What has happened since the last observation.
#[derive(Debug, Clone, Copy)]
pub struct Observation<'a> {
    pub now: Timestamp,
    /// How many orders wait for their decision now, without those that were accepted before [`AdmissionControl::queue_since`].
    pub queueing: u64,
    /// Those that this process has made.
    pub decisions: &'a [DecidedOrder],
    /// Other processes have finished orders.
    pub others_decide: bool,
    pub refused: u64,
}

#[derive(Debug)]
pub struct AdmissionControl {
    settings: Admission,
    limit: f64,
    observed_at: Option<Timestamp>,
    /// Waits of orders that were accepted earlier say nothing of the present limit.
    judged_since: Timestamp,
    /// Since when orders wait and none is decided.
    silent_since: Option<Timestamp>,
    /// The last ones, of which the least is the wait without a queue.
    waits: VecDeque<Duration>,
    retry_after: Duration,
}

/// Whether an order that has moved so is decided now. One whose deadline has passed is not, nor one that its buyer has cancelled: it had no answer.
#[must_use]
pub fn is_decision(before: &State, after: &State) -> bool {
    let is_open = |reason: CancelReason| reason.is_timeout() || reason == CancelReason::CancelledByBuyer;
    let has_no_answer = matches!(after, State::Compensating(undoing) if is_open(undoing.reason));
    is_undecided(before) && !is_undecided(after) && !has_no_answer
}

/// Its seats are claimed, and whether it gets them is open.
#[must_use]
pub fn is_undecided(state: &State) -> bool {
    matches!(state, State::Authorizing | State::Confirming)
}

impl AdmissionControl {
    #[must_use]
    pub fn new(settings: Admission) -> Self {
        Self {
            settings,
            limit: LIMIT_AT_START,
            observed_at: None,
            judged_since: Timestamp::from_micros(0),
            silent_since: None,
            waits: VecDeque::with_capacity(OBSERVATIONS),
            retry_after: RETRY_MIN,
        }
    }

    /// Whether one more order is admitted beside so many that queue, and so many that wait for their decision however long.
    #[must_use]
    pub fn has_room(&self, queueing: u64, undecided: u64) -> bool {
        undecided < self.settings.max && (queueing < self.settings.free || (queueing as f64) < self.limit)
    }

    /// When an order that is refused now should be tried again: when what is before it is decided, and so are those that were refused with it.
    #[must_use]
    pub fn retry_after(&self) -> Duration {
        self.retry_after
    }

    /// Orders that were accepted earlier wait for something else than the queue.
    #[must_use]
    pub fn queue_since(&self, now: Timestamp) -> Timestamp {
        now.minus(self.tolerable() * OLD_AFTER_WAITS)
    }

    /// To be called about once a second.
    pub fn observe(&mut self, seen: &Observation<'_>) {
        if self.observed_at.is_some_and(|before| seen.now < before) {
            // The clock was set back: what was to be judged later would never be.
            self.judged_since = Timestamp::from_micros(0);
            self.silent_since = None;
        }
        match self.wait(seen.decisions) {
            // The first ones after a standstill have waited for its end, and what has waited with them is being decided.
            Some(_) if self.silent_since.take().is_some() => {}
            Some(wait) => self.judge(wait, seen),
            None => self.judge_silence(seen),
        }
        if seen.queueing == 0 && seen.refused == 0 {
            self.limit = self.limit.max(LIMIT_AT_START);
        }
        self.set_retry_after(seen);
        self.observed_at = Some(seen.now);
    }

    fn judge(&mut self, wait: Duration, seen: &Observation<'_>) {
        if self.waits.len() >= OBSERVATIONS {
            self.waits.pop_front();
        }
        self.waits.push_back(wait);
        let (tolerable, free) = (self.tolerable(), self.settings.free as f64);
        if wait <= tolerable {
            let is_short = wait <= tolerable.saturating_sub(self.settings.wait / 2);
            let is_in_use = seen.queueing as f64 * 2.0 >= self.limit;
            let may_grow = is_in_use || self.limit < LIMIT_AT_START;
            self.limit *= if is_short && may_grow { GROWTH } else { 1.0 };
            self.limit = self.limit.min(free.max(self.settings.max as f64));
        } else if seen.queueing as f64 > free && self.limit > free {
            // By Little's law: so many fewer wait so much shorter, and so many can be decided within that wait.
            let share = tolerable.as_secs_f64() / wait.as_secs_f64();
            let decided_meanwhile = self.rate(seen) * tolerable.as_secs_f64();
            let fewer = (self.limit.min(seen.queueing as f64) * share).max(decided_meanwhile);
            self.limit = self.limit.min(fewer).max(free);
            self.judged_since = seen.now;
        } else {
            // There are few of them, and they wait as long as ever: that is no queue.
            self.waits.clear();
            self.waits.push_back(wait);
        }
    }

    /// Nothing says how long the queue is. If that goes on, nothing is decided at all, and only the free ones are let through, which notice the end
    /// of it.
    fn judge_silence(&mut self, seen: &Observation<'_>) {
        if seen.queueing == 0 || seen.others_decide || !seen.decisions.is_empty() {
            self.silent_since = None;
            return;
        }
        let since = *self.silent_since.get_or_insert(seen.now);
        if seen.now.since(since) >= self.tolerable().saturating_mul(OLD_AFTER_WAITS).max(STANDSTILL_MAX) {
            self.limit = (self.limit / 2.0).max(self.settings.free as f64);
        }
    }

    fn set_retry_after(&mut self, seen: &Observation<'_>) {
        let rate = self.rate(seen);
        let queue = self.waits.back().copied().unwrap_or_default();
        let after = if rate > 0.0 {
            queue
                + RETRY_MAX.min(Duration::try_from_secs_f64(seen.refused as f64 / rate).unwrap_or(RETRY_MAX))
        } else {
            self.tolerable() * OLD_AFTER_WAITS
        };
        self.retry_after = after.clamp(RETRY_MIN, RETRY_MAX);
    }

    /// How many orders this process decides a second.
    fn rate(&self, seen: &Observation<'_>) -> f64 {
        let elapsed = self.observed_at.map_or(RETRY_MIN, |at| seen.now.since(at)).as_secs_f64();
        seen.decisions.len() as f64 / elapsed.max(0.001)
    }

    /// The longest wait that is not too long.
    fn tolerable(&self) -> Duration {
        self.waits.iter().min().copied().unwrap_or_default().saturating_add(self.settings.wait)
    }

    /// How long the fastest quarter took, of what the present limit has let in.
    fn wait(&self, decisions: &[DecidedOrder]) -> Option<Duration> {
        let judged = decisions.iter().filter(|decision| decision.accepted >= self.judged_since);
        let mut waits: Vec<Duration> =
            judged.map(|decision| decision.decided.since(decision.accepted)).collect();
        waits.sort_unstable();
        waits.get(waits.len() / 4).copied()
    }
}

#[cfg(test)]
#[path = "admission_tests.rs"]
mod tests;
