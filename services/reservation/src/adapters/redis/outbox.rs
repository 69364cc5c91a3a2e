//! The outbox over the events' streams: what the scripts have put there is published by the instance that holds the event's lease, and deleted
//! when the broker has it.
//!
//! The instance that ran a script wakes its own relay. If another instance holds the event's lease at that moment, that one is about to look
//! again anyway: a lease lasts from a batch to the next look that finds nothing. The sweep finds what a dead instance leaves behind.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bus::{BusError, Message, Outbox};
use futures::future::join_all;
use parking_lot::Mutex;
use primitives::{MessageId, Timestamp};
use redis::Value;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::codec::{KeyScope, text};
use super::outbox_entry::{Entry, read};
use super::script_runner::ScriptRunner;
use crate::ports::Unavailable;

/// For streams that no instance was woken for, because the one that wrote them died.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
/// How many streams are read at once.
const STREAMS_AT_ONCE: usize = 16;
const ENTRIES_PER_CALL: usize = 500;

pub(super) struct StreamOutbox {
    runner: Arc<ScriptRunner>,
    /// Distinguishes this process from others that want the same lease.
    name: String,
    lease: Duration,
    grew: Notify,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The streams that may have something to publish.
    woken: BTreeSet<KeyScope>,
    swept_at: Option<Instant>,
    /// The entry of each message that was handed out and is not marked yet.
    in_flight: HashMap<MessageId, Arc<InFlight>>,
    /// Rotates the streams, so that a busy event does not delay others.
    rotation: usize,
}

/// An entry whose messages were handed out. It is deleted when the last of them is marked.
struct InFlight {
    scope: KeyScope,
    entry: String,
    /// Its id, if it is a reply.
    reply: Option<MessageId>,
}

impl StreamOutbox {
    pub(super) fn new(runner: Arc<ScriptRunner>, name: String, lease: Duration) -> Self {
        Self { runner, name, lease, grew: Notify::new(), state: Mutex::default() }
    }

    pub(super) fn wake(&self, scope: KeyScope) {
        self.state.lock().woken.insert(scope);
        self.grew.notify_one();
    }

    /// Streams that had something are looked at again too: a lease lasts until a look finds nothing.
    fn look_again_at<'s>(&self, scopes: impl Iterator<Item = &'s KeyScope>) {
        let mut state = self.state.lock();
        state.woken.extend(scopes);
        if !state.woken.is_empty() {
            self.grew.notify_one();
        }
    }

    /// From time to time, wakes all streams that have something to publish.
    async fn sweep(&self) -> Result<(), Unavailable> {
        let is_due = self.state.lock().swept_at.is_none_or(|at| at.elapsed() >= SWEEP_EVERY);
        if !is_due {
            return Ok(());
        }
        let waiting = self.first_entries().await?;
        let mut state = self.state.lock();
        state.swept_at = Some(Instant::now());
        state.woken.extend(waiting.into_iter().map(|(scope, _)| scope));
        Ok(())
    }

    /// The first entry of every stream that has one.
    async fn first_entries(&self) -> Result<Vec<(KeyScope, String)>, Unavailable> {
        let events = self.runner.events().await?;
        let scopes = events.into_iter().map(KeyScope::Event).chain([KeyScope::NoEvent]);
        let queries: Vec<_> = scopes.map(|scope| self.first_entry(scope)).collect();
        join_all(queries).await.into_iter().filter_map(Result::transpose).collect()
    }

    async fn first_entry(&self, scope: KeyScope) -> Result<Option<(KeyScope, String)>, Unavailable> {
        let keys = self.runner.keys(scope);
        let mut pipeline = redis::pipe();
        pipeline.cmd("XRANGE").arg(keys.named("outbox")).arg("-").arg("+").arg("COUNT").arg(1);
        let (answers, _) = self.runner.pipeline(keys.slot, &pipeline).await?;
        Ok(first_id(answers).map(|entry| (scope, entry)))
    }

    /// The woken streams, beginning with another one each time.
    fn take_woken(&self) -> Vec<KeyScope> {
        let mut state = self.state.lock();
        let mut scopes: Vec<KeyScope> = std::mem::take(&mut state.woken).into_iter().collect();
        if !scopes.is_empty() {
            state.rotation = (state.rotation + 1) % scopes.len();
            scopes.rotate_left(state.rotation);
        }
        scopes
    }

    async fn take(&self, scope: KeyScope, limit: usize) -> Result<Vec<Entry>, Unavailable> {
        let call = self.runner.call(&self.runner.scripts.take, scope);
        let lease = call.keys.named("lease");
        let args = [self.name.clone(), self.lease.as_millis().to_string(), limit.to_string()];
        let mut answer = self.runner.run(&call.others([lease]).args(args)).await?;
        let mut entries = Vec::new();
        match answer.word.as_str() {
            "BUSY" => {}
            "TAKEN" => {
                while answer.has_more() {
                    let id = answer.text()?;
                    entries.push(read(scope, id, answer.fields()?)?);
                }
            }
            _ => return Err(answer.unexpected()),
        }
        Ok(entries)
    }

    /// Reads some streams at once. Those that had something or did not answer stay woken.
    async fn take_from(&self, scopes: &[KeyScope], limit: usize) -> (Vec<Message>, Option<Unavailable>) {
        let each = (limit / scopes.len().max(1)).max(1);
        let queries: Vec<_> = scopes.iter().map(|scope| self.take(*scope, each)).collect();
        let taken = join_all(queries).await;
        let (mut messages, mut failure) = (Vec::new(), None);
        let mut state = self.state.lock();
        for (scope, taken) in scopes.iter().zip(taken) {
            match taken {
                Ok(entries) if entries.is_empty() => {}
                Ok(entries) => {
                    state.woken.insert(*scope);
                    for Entry { id, messages: of_entry, is_reply } in entries {
                        let reply = of_entry.first().filter(|_| is_reply).map(|message| message.id);
                        let entry = Arc::new(InFlight { scope: *scope, entry: id, reply });
                        state.in_flight.extend(of_entry.iter().map(|message| (message.id, entry.clone())));
                        messages.extend(of_entry);
                    }
                }
                Err(error) => {
                    state.woken.insert(*scope);
                    failure = Some(error);
                }
            }
        }
        (messages, failure)
    }

    async fn delete(&self, scope: KeyScope, entries: &[InFlight]) -> Result<(), Unavailable> {
        for some in entries.chunks(ENTRIES_PER_CALL) {
            let ids: Vec<&str> = some.iter().map(|entry| entry.entry.as_str()).collect();
            let replies: Vec<String> =
                some.iter().filter_map(|entry| entry.reply.as_ref().map(MessageId::to_string)).collect();
            let call = self.runner.call(&self.runner.scripts.ack, scope);
            self.runner.run(&call.args([ids.join(","), replies.join(",")])).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Outbox for StreamOutbox {
    async fn unsent(&self, limit: u32) -> Result<Vec<Message>, BusError> {
        self.sweep().await.map_err(BusError::new)?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let (mut messages, mut failure) = (Vec::new(), None);
        let scopes = self.take_woken();
        let mut groups = scopes.chunks(STREAMS_AT_ONCE);
        for group in &mut groups {
            let (some, error) = self.take_from(group, limit - messages.len()).await;
            messages.extend(some);
            failure = error.or(failure);
            if messages.len() >= limit {
                break;
            }
        }
        self.look_again_at(groups.flatten());
        match failure {
            Some(error) if messages.is_empty() => Err(BusError::new(error)),
            _ => Ok(messages),
        }
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), BusError> {
        let mut by_scope: HashMap<KeyScope, Vec<(MessageId, InFlight)>> = HashMap::new();
        {
            let mut state = self.state.lock();
            for id in messages {
                // None as long as other messages of the same entry are not marked.
                if let Some(entry) = state.in_flight.remove(id).and_then(Arc::into_inner) {
                    by_scope.entry(entry.scope).or_default().push((*id, entry));
                }
            }
        }
        for (scope, marked) in by_scope {
            let (last_ids, entries): (Vec<_>, Vec<_>) = marked.into_iter().unzip();
            if let Err(error) = self.delete(scope, &entries).await {
                let again = last_ids.into_iter().zip(entries.into_iter().map(Arc::new));
                self.state.lock().in_flight.extend(again);
                return Err(BusError::new(error));
            }
        }
        Ok(())
    }

    /// Messages are deleted when they are marked, so nothing is left to forget.
    async fn prune_sent(&self, _: Timestamp, _: u32) -> Result<u64, BusError> {
        Ok(0)
    }

    async fn oldest_unsent(&self) -> Result<Option<Timestamp>, BusError> {
        let first = self.first_entries().await.map_err(BusError::new)?;
        let times = first.iter().filter_map(|(_, entry)| entry.split('-').next()?.parse::<i64>().ok());
        Ok(times.min().map(|millis| Timestamp::from_micros(millis.saturating_mul(1_000))))
    }

    async fn committed(&self) {
        self.grew.notified().await;
    }
}

/// `[[[id, fields]]]`, or nothing.
fn first_id(answers: Vec<Value>) -> Option<String> {
    let Some(Value::Array(entries)) = answers.into_iter().next() else { return None };
    let Some(Value::Array(entry)) = entries.into_iter().next() else { return None };
    text(entry.into_iter().next()?)
}
