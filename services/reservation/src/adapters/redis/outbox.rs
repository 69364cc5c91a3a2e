//! The outbox over the events' streams: what the scripts have put there is published by the instance that holds the event's lease, and deleted
//! when the broker has it.
//!
//! The instance that ran a script wakes its own relay. If another instance holds the event's lease at that moment, that one is about to look
//! again anyway: a lease lasts from a batch to the next look that finds nothing. The sweep finds what a dead instance leaves behind. An
//! instance that stops gives its leases back and says so, and for a while the others sweep at every look.
//!
//! A server that does not answer delays its own streams only: they are left to the sweep, and what was published of them is deleted later.

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
use tokio::time::{Instant, timeout};

use super::codec::{KeyScope, Keys, registry, text};
use super::outbox_entry::{Entry, read};
use super::script_runner::ScriptRunner;
use crate::ports::Unavailable;

/// For streams that no instance was woken for, because the one that wrote them died.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
/// How often at least it is looked whether an instance has stopped.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// An instance that stops may write for so long after its relay has ended.
const HANDED_OVER_FOR: Duration = Duration::from_secs(10);
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
    /// Entries whose messages are all marked, until they are deleted. Of one stream nothing is read before that.
    published: HashMap<KeyScope, Vec<InFlight>>,
    /// The streams whose lease this instance has, or had.
    leased: BTreeSet<KeyScope>,
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

/// The streams of one server that have something to publish, each with its first entry.
type FirstEntries = Result<Vec<(KeyScope, String)>, Unavailable>;

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

    /// From time to time, wakes all streams that have something to publish. An error: no server answers.
    async fn sweep(&self) -> Result<(), Unavailable> {
        let is_due = self.state.lock().swept_at.is_none_or(|at| at.elapsed() >= SWEEP_EVERY);
        if !is_due && !self.was_handed_over().await {
            return Ok(());
        }
        let (mut waiting, mut failure, mut answers) = (Vec::new(), None, 0);
        for first in self.first_entries().await? {
            match first {
                Ok(entries) => {
                    answers += 1;
                    waiting.extend(entries);
                }
                Err(error) => failure = Some(error),
            }
        }
        if let Some(error) = failure
            && answers == 0
        {
            return Err(error);
        }
        let mut state = self.state.lock();
        state.swept_at = Some(Instant::now());
        state.woken.extend(waiting.into_iter().map(|(scope, _)| scope));
        Ok(())
    }

    /// The first entry of every stream that has one, by server.
    async fn first_entries(&self) -> Result<Vec<FirstEntries>, Unavailable> {
        let events = self.runner.events().await?;
        let scopes = events.into_iter().map(KeyScope::Event).chain([KeyScope::NoEvent]);
        let first = |keys: &Keys| {
            let mut first = redis::cmd("XRANGE");
            first.arg(keys.named("outbox")).arg("-").arg("+").arg("COUNT").arg(1);
            first
        };
        let groups = self.runner.query_all(scopes, &[], first).await;
        let entries = groups.into_iter().map(|group| {
            let (answers, _) = group.answers?;
            let answers = group.scopes.into_iter().zip(answers);
            Ok(answers.filter_map(|(scope, answer)| Some((scope, first_id(answer)?))).collect())
        });
        Ok(entries.collect())
    }

    /// Whether an instance has stopped in the last seconds. Where that cannot be read, the next sweep finds what it has left.
    async fn was_handed_over(&self) -> bool {
        let registry = registry(&self.runner.prefix);
        let mut exists = redis::pipe();
        exists.cmd("EXISTS").arg(&registry.handed_over);
        let exists = self.runner.pipeline(registry.slot, &exists).await;
        exists.is_ok_and(|(answers, _)| answers.first() == Some(&Value::Int(1)))
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
        self.delete_published(scope).await?;
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

    /// Reads some streams at once. Those that had something stay woken.
    async fn take_from(&self, scopes: &[KeyScope], limit: usize) -> Vec<Message> {
        let each = (limit / scopes.len().max(1)).max(1);
        let queries: Vec<_> = scopes.iter().map(|scope| self.take(*scope, each)).collect();
        let taken = join_all(queries).await;
        let mut messages = Vec::new();
        let mut state = self.state.lock();
        for (scope, taken) in scopes.iter().zip(taken) {
            // One that did not answer is found by the next sweep.
            let Ok(entries) = taken else { continue };
            if entries.is_empty() {
                state.leased.remove(scope);
                continue;
            }
            state.leased.insert(*scope);
            state.woken.insert(*scope);
            for Entry { id, messages: of_entry, is_reply } in entries {
                let reply = of_entry.first().filter(|_| is_reply).map(|message| message.id);
                let entry = Arc::new(InFlight { scope: *scope, entry: id, reply });
                state.in_flight.extend(of_entry.iter().map(|message| (message.id, entry.clone())));
                messages.extend(of_entry);
            }
        }
        messages
    }

    /// What cannot be deleted now stays noted.
    async fn delete_published(&self, scope: KeyScope) -> Result<(), Unavailable> {
        let Some(mut entries) = self.state.lock().published.remove(&scope) else { return Ok(()) };
        while !entries.is_empty() {
            let rest = entries.split_off(entries.len().min(ENTRIES_PER_CALL));
            if let Err(error) = self.delete(scope, &entries).await {
                entries.extend(rest);
                self.state.lock().published.entry(scope).or_default().extend(entries);
                return Err(error);
            }
            entries = rest;
        }
        Ok(())
    }

    async fn delete(&self, scope: KeyScope, entries: &[InFlight]) -> Result<(), Unavailable> {
        let ids: Vec<&str> = entries.iter().map(|entry| entry.entry.as_str()).collect();
        let replies: Vec<String> =
            entries.iter().filter_map(|entry| entry.reply.as_ref().map(MessageId::to_string)).collect();
        let call = self.runner.call(&self.runner.scripts.ack, scope);
        self.runner.run(&call.args([ids.join(","), replies.join(",")])).await?.done()
    }

    async fn give_back(&self, scope: KeyScope) -> Result<(), Unavailable> {
        let call = self.runner.call(&self.runner.scripts.give_back, scope);
        let lease = call.keys.named("lease");
        self.runner.run(&call.others([lease]).args([self.name.clone()])).await?.done()
    }

    async fn announce_hand_over(&self) -> Result<(), Unavailable> {
        let registry = registry(&self.runner.prefix);
        let mut pipeline = redis::pipe();
        pipeline.cmd("SET").arg(&registry.handed_over).arg("").arg("EX").arg(HANDED_OVER_FOR.as_secs());
        self.runner.pipeline(registry.slot, &pipeline).await?;
        Ok(())
    }
}

#[async_trait]
impl Outbox for StreamOutbox {
    async fn unsent(&self, limit: u32) -> Result<Vec<Message>, BusError> {
        self.sweep().await.map_err(BusError::new)?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut messages = Vec::new();
        let scopes = self.take_woken();
        let mut groups = scopes.chunks(STREAMS_AT_ONCE);
        for group in &mut groups {
            messages.extend(self.take_from(group, limit - messages.len()).await);
            if messages.len() >= limit {
                break;
            }
        }
        self.look_again_at(groups.flatten());
        Ok(messages)
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), BusError> {
        let mut scopes = BTreeSet::new();
        {
            let mut state = self.state.lock();
            for id in messages {
                // None as long as other messages of the same entry are not marked.
                if let Some(entry) = state.in_flight.remove(id).and_then(Arc::into_inner) {
                    scopes.insert(entry.scope);
                    state.published.entry(entry.scope).or_default().push(entry);
                }
            }
        }
        join_all(scopes.into_iter().map(|scope| self.delete_published(scope))).await;
        Ok(())
    }

    /// Messages are deleted when they are marked, so nothing is left to forget.
    async fn prune_sent(&self, _: Timestamp, _: u32) -> Result<u64, BusError> {
        Ok(0)
    }

    async fn oldest_unsent(&self) -> Result<Option<Timestamp>, BusError> {
        let first = self.first_entries().await.map_err(BusError::new)?;
        let first: Vec<_> = first.into_iter().collect::<Result<_, _>>().map_err(BusError::new)?;
        let entries = first.iter().flatten();
        let times = entries.filter_map(|(_, entry)| entry.split('-').next()?.parse::<i64>().ok());
        Ok(times.min().map(|millis| Timestamp::from_micros(millis.saturating_mul(1_000))))
    }

    async fn committed(&self) {
        let _ = timeout(LOOK_EVERY, self.grew.notified()).await;
    }

    async fn hand_over(&self) -> Result<(), BusError> {
        let leased = std::mem::take(&mut self.state.lock().leased);
        let given_back = join_all(leased.into_iter().map(|scope| self.give_back(scope))).await;
        self.announce_hand_over().await.map_err(BusError::new)?;
        given_back.into_iter().collect::<Result<(), _>>().map_err(BusError::new)
    }
}

/// `[[id, fields]]`, or nothing.
fn first_id(answer: Value) -> Option<String> {
    let Value::Array(entries) = answer else { return None };
    let Some(Value::Array(entry)) = entries.into_iter().next() else { return None };
    text(entry.into_iter().next()?)
}
