//! Which events the sweeper leaves out. For one without a live seat a script in every pass would be wasted: such events are only counted, all of
//! a server in one pipeline, once a second. That is sooner than any hold ends that another instance may have made.

use std::collections::BTreeSet;
use std::time::Duration;

use parking_lot::Mutex;
use primitives::EventId;
use tokio::time::Instant;

use super::codec::{KeyScope, Keys};
use super::script_runner::ScriptRunner;

const COUNT_EVERY: Duration = Duration::from_secs(1);

#[derive(Default)]
pub(super) struct QuietEvents(Mutex<State>);

#[derive(Default)]
struct State {
    quiet: BTreeSet<EventId>,
    counted_at: Option<Instant>,
    /// How many could not be counted.
    unanswered: u32,
}

impl QuietEvents {
    /// Those of all events that have live seats, as far as is known.
    pub(super) async fn awake(&self, all: Vec<EventId>, runner: &ScriptRunner) -> Vec<EventId> {
        if self.is_count_due() {
            self.count(runner).await;
        }
        let mut state = self.0.lock();
        if state.quiet.len() > all.len() {
            state.quiet.retain(|event| all.contains(event));
        }
        all.into_iter().filter(|event| !state.quiet.contains(event)).collect()
    }

    pub(super) fn unanswered(&self) -> u32 {
        self.0.lock().unanswered
    }

    /// Nothing was live.
    pub(super) fn found_quiet(&self, event: EventId) {
        self.0.lock().quiet.insert(event);
    }

    /// A seat of it was changed.
    pub(super) fn wake(&self, event: EventId) {
        self.0.lock().quiet.remove(&event);
    }

    fn is_count_due(&self) -> bool {
        let mut state = self.0.lock();
        let is_due = state.counted_at.is_none_or(|at| at.elapsed() >= COUNT_EVERY);
        if is_due {
            state.counted_at = Some(Instant::now());
        }
        is_due
    }

    async fn count(&self, runner: &ScriptRunner) {
        let quiet: Vec<EventId> = self.0.lock().quiet.iter().copied().collect();
        let live = |keys: &Keys| {
            let mut live = redis::cmd("ZCARD");
            live.arg(keys.named("untils"));
            live
        };
        let scopes = quiet.into_iter().map(KeyScope::Event);
        let (mut unanswered, mut awake) = (0, Vec::new());
        for group in runner.query_all(scopes, &[], live).await {
            match group.answers {
                Ok((counts, _)) => {
                    let counted = group.scopes.into_iter().zip(counts);
                    awake.extend(counted.filter(|(_, count)| *count != redis::Value::Int(0)));
                }
                Err(_) => unanswered += u32::try_from(group.scopes.len()).unwrap_or(u32::MAX),
            }
        }
        let mut state = self.0.lock();
        state.unanswered = unanswered;
        for (scope, _) in awake {
            if let KeyScope::Event(event) = scope {
                state.quiet.remove(&event);
            }
        }
    }
}
