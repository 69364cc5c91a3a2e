//! The outbox over the events' streams: what a script has put there is published by whoever has the lease of that event, and dropped when the
//! broker has it.
//!
//! Whoever ran a script wakes its own relay. If another instance has the event's lease at that moment, that one is about to look
//! again anyway: a lease lasts from a batch to the look that finds nothing. What a dead instance leaves behind is found by the sweep.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bus::{BusError, Message, Outbox};
use futures::future::join_all;
use parking_lot::{Mutex, MutexGuard};
use primitives::{MessageId, Timestamp};
use redis::Value;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::answer::text;
use super::asking::Asking;
use super::connection::Fault;
use super::entry::{Entry, read};
use super::keys::Place;
use super::script::{ACK, TAKE};

/// For what nobody was woken for: the streams of an instance that died.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
/// How many streams are read at once.
const PLACES_AT_ONCE: usize = 16;
const ENTRIES_A_CALL: usize = 500;

pub(super) struct StreamOutbox {
    asking: Arc<Asking>,
    /// Tells this process from others that want the same lease.
    name: String,
    lease: Duration,
    grew: Notify,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Where there may be something to publish.
    woken: BTreeSet<Place>,
    swept_at: Option<Instant>,
    /// In which entry each message stands that was given out and not marked yet.
    given: HashMap<MessageId, Arc<Given>>,
    /// So that a busy event does not keep others waiting.
    turn: usize,
}

/// An entry whose messages were given out. It is dropped when the last of them is marked.
struct Given {
    place: Place,
    entry: String,
    /// The reply that it is, if it is one.
    reply: Option<MessageId>,
}

impl StreamOutbox {
    pub(super) fn new(asking: Arc<Asking>, name: String, lease: Duration) -> Self {
        Self { asking, name, lease, grew: Notify::new(), state: Mutex::default() }
    }

    pub(super) fn wake(&self, place: Place) {
        self.state().woken.insert(place);
        self.grew.notify_one();
    }

    /// Also where something was found: a lease lasts until a look finds nothing.
    fn look_again_at<'p>(&self, places: impl Iterator<Item = &'p Place>) {
        let mut state = self.state();
        state.woken.extend(places);
        if !state.woken.is_empty() {
            self.grew.notify_one();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// Wakes whatever has something to publish, from time to time.
    async fn sweep(&self) -> Result<(), Fault> {
        let is_due = self.state().swept_at.is_none_or(|at| at.elapsed() >= SWEEP_EVERY);
        if !is_due {
            return Ok(());
        }
        let waiting = self.first_entries().await?;
        let mut state = self.state();
        state.swept_at = Some(Instant::now());
        state.woken.extend(waiting.into_iter().map(|(place, _)| place));
        Ok(())
    }

    /// The first entry of every stream that has one.
    async fn first_entries(&self) -> Result<Vec<(Place, String)>, Fault> {
        let events = self.asking.events.all(&self.asking.redis).await?;
        let places = events.into_iter().map(Place::Event).chain([Place::Nowhere]);
        let asked: Vec<_> = places.map(|place| self.first_entry(place)).collect();
        join_all(asked).await.into_iter().filter_map(Result::transpose).collect()
    }

    async fn first_entry(&self, place: Place) -> Result<Option<(Place, String)>, Fault> {
        let keys = self.asking.keys(place);
        let mut pipeline = redis::pipe();
        pipeline.cmd("XRANGE").arg(keys.named("outbox")).arg("-").arg("+").arg("COUNT").arg(1);
        let (answers, _) = self.asking.redis.ask_all(keys.slot, &pipeline).await?;
        Ok(first_id(answers).map(|entry| (place, entry)))
    }

    /// Where to look, beginning with another one each time.
    fn places(&self) -> Vec<Place> {
        let mut state = self.state();
        let mut places: Vec<Place> = std::mem::take(&mut state.woken).into_iter().collect();
        if !places.is_empty() {
            state.turn = (state.turn + 1) % places.len();
            places.rotate_left(state.turn);
        }
        places
    }

    async fn take(&self, place: Place, limit: usize) -> Result<Vec<Entry>, Fault> {
        let keys = self.asking.keys(place);
        let mut call = self.asking.call(&TAKE, &keys, vec![keys.named("lease")]);
        call.args = vec![self.name.clone(), self.lease.as_millis().to_string(), limit.to_string()];
        let mut answer = self.asking.redis.call(&call).await?;
        let mut entries = Vec::new();
        match answer.word.as_str() {
            "BUSY" => {}
            "TAKEN" => {
                while answer.has_more() {
                    let id = answer.text()?;
                    entries.push(read(place, id, answer.fields()?)?);
                }
            }
            _ => return Err(answer.unexpected()),
        }
        Ok(entries)
    }

    /// Looks at some places at once, and leaves those woken that have something or did not answer.
    async fn take_from(&self, places: &[Place], limit: usize) -> (Vec<Message>, Option<Fault>) {
        let each = (limit / places.len().max(1)).max(1);
        let taken: Vec<_> = places.iter().map(|place| self.take(*place, each)).collect();
        let taken = join_all(taken).await;
        let (mut messages, mut failure) = (Vec::new(), None);
        let mut state = self.state();
        for (place, taken) in places.iter().zip(taken) {
            match taken {
                Ok(entries) if entries.is_empty() => {}
                Ok(entries) => {
                    state.woken.insert(*place);
                    for Entry { id, messages: of_entry, is_reply } in entries {
                        let reply = of_entry.first().filter(|_| is_reply).map(|message| message.id);
                        let given = Arc::new(Given { place: *place, entry: id, reply });
                        state.given.extend(of_entry.iter().map(|message| (message.id, given.clone())));
                        messages.extend(of_entry);
                    }
                }
                Err(fault) => {
                    state.woken.insert(*place);
                    failure = Some(fault);
                }
            }
        }
        (messages, failure)
    }

    async fn drop_entries(&self, place: Place, given: &[Given]) -> Result<(), Fault> {
        let keys = self.asking.keys(place);
        for some in given.chunks(ENTRIES_A_CALL) {
            let entries: Vec<&str> = some.iter().map(|given| given.entry.as_str()).collect();
            let replies: Vec<String> =
                some.iter().filter_map(|given| given.reply.as_ref().map(MessageId::to_string)).collect();
            let mut call = self.asking.call(&ACK, &keys, Vec::new());
            call.args = vec![entries.join(","), replies.join(",")];
            self.asking.redis.call(&call).await?;
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
        let places = self.places();
        let mut groups = places.chunks(PLACES_AT_ONCE);
        for group in &mut groups {
            let (some, fault) = self.take_from(group, limit - messages.len()).await;
            messages.extend(some);
            failure = fault.or(failure);
            if messages.len() >= limit {
                break;
            }
        }
        self.look_again_at(groups.flatten());
        match failure {
            Some(fault) if messages.is_empty() => Err(BusError::new(fault)),
            _ => Ok(messages),
        }
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), BusError> {
        let mut by_place: HashMap<Place, Vec<(MessageId, Given)>> = HashMap::new();
        {
            let mut state = self.state();
            for id in messages {
                // Nothing as long as other messages of the same entry are not marked.
                if let Some(given) = state.given.remove(id).and_then(Arc::into_inner) {
                    by_place.entry(given.place).or_default().push((*id, given));
                }
            }
        }
        for (place, given) in by_place {
            let (last_ids, entries): (Vec<_>, Vec<_>) = given.into_iter().unzip();
            if let Err(fault) = self.drop_entries(place, &entries).await {
                let again = last_ids.into_iter().zip(entries.into_iter().map(Arc::new));
                self.state().given.extend(again);
                return Err(BusError::new(fault));
            }
        }
        Ok(())
    }

    /// Nothing is kept that was sent.
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
