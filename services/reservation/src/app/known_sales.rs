//! What the waiting room has said last: which sales need a pass, and which passes are worth nothing any more.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use contracts::api::waiting_room::GuardedBody;
use parking_lot::RwLock;
use primitives::{EventId, Timestamp};
use tokio::time::Instant;
use uuid::Uuid;

/// Longer than any pass is valid.
const ENDED_KEPT: Duration = Duration::from_secs(900);

/// Nothing can be said of any sale yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the waiting room has not said yet which sales need a pass")]
pub struct SalesUnknown;

/// While the waiting room does not answer, the sales that needed a pass go on needing one.
#[derive(Default)]
pub(super) struct KnownSales(RwLock<Known>);

#[derive(Default)]
struct Known {
    guarded: HashSet<EventId>,
    /// Where so many a second get in without a pass, and until when.
    open: HashMap<EventId, (u32, Timestamp)>,
    /// Sessions that have ended before their passes, and when that was heard of.
    ended: HashMap<Uuid, Instant>,
    /// None: the waiting room has not answered yet.
    state: Option<u64>,
}

impl KnownSales {
    pub(super) fn note(&self, body: GuardedBody, now: Instant) {
        let events = |ids: Vec<i64>| ids.into_iter().filter_map(|event| EventId::new(event).ok());
        let mut known = self.0.write();
        match body.closed {
            // A room that is in neither list was lost: its sale stays closed to those without a pass.
            Some(closed) => {
                let closed: HashSet<EventId> = events(closed).collect();
                known.guarded.retain(|event| !closed.contains(event));
                known.guarded.extend(events(body.event_ids));
            }
            None => known.guarded = events(body.event_ids).collect(),
        }
        let open = body.open.iter().filter_map(|sale| {
            let until = Timestamp::from_micros(sale.until_us);
            Some((EventId::new(sale.event_id).ok()?, (sale.per_second, until)))
        });
        known.open = open.collect();
        known.state = Some(body.state);
        known.ended.retain(|_, since| now.duration_since(*since) < ENDED_KEPT);
        for session in body.ended {
            known.ended.entry(session).or_insert(now);
        }
    }

    /// For the next question.
    pub(super) fn state(&self) -> Option<u64> {
        self.0.read().state
    }

    pub(super) fn is_guarded(&self, event: EventId) -> Result<bool, SalesUnknown> {
        let known = self.0.read();
        if known.state.is_some() { Ok(known.guarded.contains(&event)) } else { Err(SalesUnknown) }
    }

    pub(super) fn check_known(&self) -> Result<(), SalesUnknown> {
        self.state().map(drop).ok_or(SalesUnknown)
    }

    pub(super) fn guards_any(&self) -> bool {
        !self.0.read().guarded.is_empty()
    }

    pub(super) fn has_ended(&self, session: Uuid) -> bool {
        self.0.read().ended.contains_key(&session)
    }

    /// How many a second get in without a pass. It ends by itself, also where the waiting room is not heard of any more.
    pub(super) fn open_rate(&self, event: EventId, now: Timestamp) -> Option<u32> {
        let (per_second, until) = self.0.read().open.get(&event).copied()?;
        (now < until).then_some(per_second)
    }
}
