//! Coalesces concurrent commands about one event into one call: what a call costs beside the seats themselves is paid once for all of them.
//!
//! While a call for an event is in flight the next commands gather, and are sent together when it has returned. There is no batching delay: a
//! command that finds no call in flight is sent at once, alone. Each caller gets an answer of its own. A call serves many callers, so it
//! belongs to no caller's trace, and continues when one of them hangs up.

use std::sync::Arc;

use lifecycle::Tasks;
use primitives::{Coalescer, EventId, Joined, Leader, SeatId};
use redis_nodes::CallFault;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::codec::Answer;
use super::script_runner::{ScriptCall, ScriptRunner};
use crate::metrics;
use crate::ports::Unavailable;

/// How many commands share a call at most: a script blocks all other callers for as long as it runs.
const COMMANDS_PER_CALL_MAX: usize = 32;
/// How many commands about one event may wait for the next calls.
const WAITING_MAX: usize = 8_192;

#[derive(Debug, thiserror::Error)]
#[error("the call was aborted")]
struct Aborted;

pub(super) struct CommandCoalescer {
    runner: Arc<ScriptRunner>,
    queues: Coalescer<EventId, Waiting>,
    tasks: Tasks,
    /// While this many entries of an event's outbox are waiting to be published, no seat of it is held.
    outbox_max: u64,
}

/// The command's name in `commands.lua`.
#[derive(Debug, Clone, Copy)]
pub(super) enum CommandName {
    Hold,
    HoldSome,
    Claim,
    Confirm,
    Release,
}

struct Waiting {
    /// The command's part of a call.
    part: ScriptCall,
    answer: oneshot::Sender<Result<Answer, Unavailable>>,
}

impl CommandName {
    fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "HOLD",
            Self::HoldSome => "HOLD_SOME",
            Self::Claim => "CLAIM",
            Self::Confirm => "CONFIRM",
            Self::Release => "RELEASE",
        }
    }
}

impl CommandCoalescer {
    pub(super) fn new(runner: Arc<ScriptRunner>, tasks: Tasks, outbox_max: u64) -> Arc<Self> {
        let queues = Coalescer::new(COMMANDS_PER_CALL_MAX, WAITING_MAX);
        Arc::new(Self { runner, queues, tasks, outbox_max })
    }

    /// A command without its own arguments.
    pub(super) fn command(
        &self,
        name: CommandName,
        event: EventId,
        seats: &[SeatId],
        traceparent: Option<&str>,
    ) -> ScriptCall {
        let call = self.runner.call_on(&self.runner.scripts.commands, event).seats(seats);
        let traceparent = traceparent.unwrap_or_default().to_owned();
        call.args([name.as_str().to_owned(), seats.len().to_string(), traceparent])
    }

    /// Waits for the next call and the command's part of its answer, together no longer than for any answer.
    pub(super) async fn execute(
        self: &Arc<Self>,
        event: EventId,
        part: ScriptCall,
    ) -> Result<Answer, Unavailable> {
        let (answer, answered) = oneshot::channel();
        let joined = self.queues.join(event, Waiting { part, answer }).map_err(Unavailable::new)?;
        if let Joined::Leads(leader, own) = joined {
            self.tasks.spawn_for_many(Arc::clone(self).lead(event, leader, own));
        }
        let after = self.runner.timeout;
        match timeout(after, answered).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(Unavailable::new(Aborted)),
            Err(_) => Err(Unavailable::new(CallFault::Timeout { after })),
        }
    }

    async fn lead(self: Arc<Self>, event: EventId, mut leader: Leader<EventId, Waiting>, own: Waiting) {
        let mut next = Some(leader.batch_with(own));
        while let Some(mut waiting) = next {
            waiting.retain(|one| !one.answer.is_closed());
            if !waiting.is_empty() {
                self.send(event, waiting).await;
            }
            next = leader.next_batch();
        }
    }

    async fn send(&self, event: EventId, waiting: Vec<Waiting>) {
        metrics::executed_together(waiting.len());
        let count = [self.outbox_max.to_string(), waiting.len().to_string()];
        let mut call = self.runner.call_on(&self.runner.scripts.commands, event).args(count);
        let mut senders = Vec::with_capacity(waiting.len());
        for Waiting { part, answer } in waiting {
            call.append(part);
            senders.push(answer);
        }
        let answer = self.runner.run_ready(call).await;
        let answer = answer.and_then(|answer| match answer.word.as_str() {
            "ANSWERS" => Ok(answer),
            _ => Err(answer.unexpected()),
        });
        match answer {
            Ok(mut answers) => {
                for sender in senders {
                    // A caller that has hung up meanwhile still has what it asked for: a hold until it lapses.
                    let _ = sender.send(answers.part());
                }
            }
            Err(unavailable) => {
                let each = unavailable.shared();
                for sender in senders {
                    let _ = sender.send(Err(each()));
                }
            }
        }
    }
}
