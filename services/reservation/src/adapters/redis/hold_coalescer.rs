//! Coalesces concurrent holds of one event into one call: what a call costs beside the seats themselves is paid once for all of them.
//!
//! While a call for an event is in flight the next holds gather, and are sent together when it has returned. There is no batching delay: a
//! hold that finds no call in flight is sent at once, alone. Each buyer gets an answer of its own. A call serves many buyers, so it
//! belongs to no buyer's trace, and continues when one of them hangs up.

use std::collections::HashMap;
use std::sync::Arc;

use lifecycle::Tasks;
use parking_lot::Mutex;
use primitives::{EventId, HoldId, failpoint};
use tokio::sync::oneshot;
use tokio::time::timeout;
use uuid::Uuid;

use super::codec::{Answer, digest, micros, owner, short};
use super::script_runner::{Fault, ROUNDS_MAX, ScriptCall, ScriptRunner};
use crate::domain::Blocked;
use crate::ports::{HoldError, HoldRequest, HoldSeats, Reservation, Unavailable};

/// How many holds share a call at most: a script blocks all other callers for as long as it runs.
const HOLDS_PER_CALL_MAX: usize = 32;

#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("more entries of the event are waiting to be published than are allowed")]
    OutboxFull,
    #[error("the call was aborted")]
    Aborted,
}

pub(super) struct HoldCoalescer {
    runner: Arc<ScriptRunner>,
    queues: Queues<Waiting>,
    tasks: Tasks,
    /// While this many entries of an event's outbox are waiting to be published, no seat of it is held.
    outbox_max: u64,
}

struct Waiting {
    /// The buyer's part of a call.
    part: ScriptCall,
    answer: oneshot::Sender<Result<Answer, Unavailable>>,
}

impl HoldCoalescer {
    pub(super) fn new(runner: Arc<ScriptRunner>, tasks: Tasks, outbox_max: u64) -> Arc<Self> {
        Arc::new(Self { runner, queues: Queues::default(), tasks, outbox_max })
    }

    pub(super) async fn hold(self: &Arc<Self>, command: HoldSeats) -> Result<Reservation, HoldError> {
        let event = command.request.event;
        let mut older = Vec::new();
        failpoint!("hold.before_commit");
        for _ in 0..ROUNDS_MAX {
            let part = self.part(&command).more(&older);
            let mut answer = self.join(event, part).await?;
            if answer.word != "MORE" {
                failpoint!("hold.after_commit");
                return read_answer(answer, command);
            }
            // The seats of an older hold under the same key.
            older = answer.seats()?;
        }
        Err(Unavailable::new(Fault::TooManyRounds).into())
    }

    fn part(&self, command: &HoldSeats) -> ScriptCall {
        let HoldSeats { request, hold, seats_per_user_max, trace_id, traceparent } = command;
        let HoldRequest { event, seats, owner: holder, life, key } = request;
        let call = self.runner.call_on(&self.runner.scripts.hold, *event).seats(seats);
        let receipt = key.as_ref().map(|key| call.keys.receipt(key));
        let fingerprint = key.as_ref().map(|key| digest([&key.scope, &key.key, &key.fingerprint]));
        call.others(receipt).args([
            seats.len().to_string(),
            short(hold.as_uuid()),
            owner(holder),
            micros(*life),
            seats_per_user_max.to_string(),
            fingerprint.unwrap_or_default(),
            trace_id.clone(),
            traceparent.clone().unwrap_or_default(),
        ])
    }

    /// Waits for the next call and its answer, together no longer than for any answer.
    async fn join(self: &Arc<Self>, event: EventId, part: ScriptCall) -> Result<Answer, Unavailable> {
        let (answer, answered) = oneshot::channel();
        if let Some(leader) = self.queues.join(event, Waiting { part, answer }) {
            self.tasks.spawn_for_many(Arc::clone(self).lead(event, leader));
        }
        let after = self.runner.timeout;
        match timeout(after, answered).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(Unavailable::new(Refused::Aborted)),
            Err(_) => Err(Unavailable::new(Fault::Timeout { after })),
        }
    }

    async fn lead(self: Arc<Self>, event: EventId, mut leader: Leader<Waiting>) {
        while let Some(mut waiting) = leader.next() {
            waiting.retain(|one| !one.answer.is_closed());
            if !waiting.is_empty() {
                self.send(event, waiting).await;
            }
        }
    }

    async fn send(&self, event: EventId, waiting: Vec<Waiting>) {
        metrics::histogram!("holdfast_reservation_holds_together").record(waiting.len() as f64);
        let count = [self.outbox_max.to_string(), waiting.len().to_string()];
        let mut call = self.runner.call_on(&self.runner.scripts.hold, event).args(count);
        let mut senders = Vec::with_capacity(waiting.len());
        for Waiting { part, answer } in waiting {
            call.append(part);
            senders.push(answer);
        }
        let answer = self.runner.run_ready(call).await;
        let answer = answer.and_then(|answer| match answer.word.as_str() {
            "HOLDS" => Ok(answer),
            _ => Err(answer.unexpected()),
        });
        match answer {
            Ok(mut answers) => {
                for sender in senders {
                    // A buyer that has hung up meanwhile still has the seats, until the hold lapses.
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

fn read_answer(mut answer: Answer, command: HoldSeats) -> Result<Reservation, HoldError> {
    let HoldSeats { request, hold, seats_per_user_max: max, trace_id, traceparent: _ } = command;
    let HoldRequest { seats, life, .. } = request;
    Err(match answer.word.as_str() {
        "HELD" => {
            let until = answer.time()?;
            return Ok(Reservation { hold, seats, life, until, trace_id, replayed: false });
        }
        "HELD_BEFORE" => return Ok(read_replay(&mut answer)?),
        "KEY_REUSED" => HoldError::KeyReused,
        "UNKNOWN_SEAT" => HoldError::UnknownSeat(answer.seat()?),
        "NOT_OPEN" => HoldError::SaleNotOpen { opens_at: answer.time()? },
        "TOO_MANY" => HoldError::TooManySeats { live: answer.parse()?, max },
        "BLOCKED" => HoldError::Blocked(Blocked::of_hold(answer.conflicts()?)),
        "FULL" => Unavailable::new(Refused::OutboxFull).into(),
        _ => answer.unexpected().into(),
    })
}

fn read_replay(answer: &mut Answer) -> Result<Reservation, Unavailable> {
    let hold = HoldId::from_uuid(answer.parse::<Uuid>()?);
    let (life, until, seats) = (answer.duration()?, answer.time()?, answer.seats()?);
    Ok(Reservation { hold, seats, life, until, trace_id: answer.text()?, replayed: true })
}

/// The queues of all events with a call in flight.
struct Queues<W>(Arc<Mutex<HashMap<EventId, Vec<W>>>>);

/// The duty to send calls for an event until its queue is empty. If it is dropped before that, the queue is dropped with it.
struct Leader<W> {
    queues: Arc<Mutex<HashMap<EventId, Vec<W>>>>,
    event: EventId,
    is_over: bool,
}

impl<W> Default for Queues<W> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<W> Queues<W> {
    /// Some: no call for this event is in flight, so the caller has to lead.
    fn join(&self, event: EventId, one: W) -> Option<Leader<W>> {
        let mut queues = self.0.lock();
        if let Some(queue) = queues.get_mut(&event) {
            queue.push(one);
            return None;
        }
        queues.insert(event, vec![one]);
        Some(Leader { queues: Arc::clone(&self.0), event, is_over: false })
    }
}

impl<W> Leader<W> {
    /// The next call's worth, in order of arrival. None when the queue is empty: the duty is over.
    fn next(&mut self) -> Option<Vec<W>> {
        let mut queues = self.queues.lock();
        let queue = queues.get_mut(&self.event).filter(|_| !self.is_over)?;
        if queue.is_empty() {
            queues.remove(&self.event);
            self.is_over = true;
            return None;
        }
        let count = queue.len().min(HOLDS_PER_CALL_MAX);
        Some(queue.drain(..count).collect())
    }
}

impl<W> Drop for Leader<W> {
    fn drop(&mut self) {
        if !self.is_over {
            self.queues.lock().remove(&self.event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: i64) -> EventId {
        EventId::new(id).unwrap()
    }

    #[test]
    fn the_first_hold_is_sent_at_once_and_the_next_ones_together() {
        let queues = Queues::default();
        let mut leader = queues.join(event(1), 'a').unwrap();
        assert_eq!(leader.next(), Some(vec!['a']));
        assert!(queues.join(event(1), 'b').is_none());
        assert!(queues.join(event(1), 'c').is_none());
        assert!(queues.join(event(2), 'z').is_some(), "events do not wait for each other");
        assert_eq!(leader.next(), Some(vec!['b', 'c']));
        assert_eq!(leader.next(), None);
        assert_eq!(leader.next(), None);
        let mut successor = queues.join(event(1), 'd').unwrap();
        drop(leader);
        assert_eq!(successor.next(), Some(vec!['d']), "a leader whose duty is over ends no other's");
    }

    #[test]
    fn a_call_has_a_maximum_of_holds() {
        let queues = Queues::default();
        let mut leader = queues.join(event(1), 0).unwrap();
        for number in 1..=HOLDS_PER_CALL_MAX {
            assert!(queues.join(event(1), number).is_none());
        }
        assert_eq!(leader.next().unwrap(), (0..HOLDS_PER_CALL_MAX).collect::<Vec<_>>());
        assert_eq!(leader.next(), Some(vec![HOLDS_PER_CALL_MAX]));
    }

    #[test]
    fn after_a_leader_was_dropped_the_next_hold_leads() {
        let queues = Queues::default();
        let leader = queues.join(event(1), 'a').unwrap();
        assert!(queues.join(event(1), 'b').is_none());
        drop(leader);
        let mut successor = queues.join(event(1), 'c').unwrap();
        assert_eq!(successor.next(), Some(vec!['c']), "the waiting ones were dropped, and notice it");
    }
}
