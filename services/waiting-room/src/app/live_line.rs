//! The line of an event as this instance knows it: what is read, however many visitors ask.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use primitives::Timestamp;

use crate::domain::{
    CallRate, Draw, Interval, JoinIndex, KnownLine, LineView, NumberSet, Phase, PlaceNumber, PlaceState,
    Room, SessionId, Slot, SlotState, shuffled_list,
};
use crate::ports::{ViewCursor, ViewUpdate};

/// How long it is said that a session has ended: several times the interval at which it is asked.
const ENDED_SHOWN: Duration = Duration::from_secs(10);
/// What is known is younger than this, so no more can have joined since than did before in as long.
const JOINS_COUNTED_FOR: Duration = Duration::from_secs(1);
/// So many more, because a rush may have begun just then.
const JOINS_MORE: u32 = 64;

#[derive(Debug, Clone)]
pub struct LiveLine {
    pub view: LineView,
    version: u64,
    /// What the draw has made of each index, from 0.
    drawn: Arc<[u32]>,
    rate: CallRate,
    /// How many had joined a second ago, and two seconds ago at most.
    joined: [(Timestamp, u32); 2],
    /// The sessions that have ended of late, and when that was seen.
    ended: VecDeque<(SessionId, Timestamp)>,
    /// When it was known to be so.
    pub as_of: Timestamp,
}

impl LiveLine {
    pub(super) fn of(update: ViewUpdate, now: Timestamp) -> Self {
        let rate = CallRate::since(now, update.room.serving);
        let joined = [(now, update.room.issued); 2];
        let (view, drawn) = (LineView::of(update.room.clone()), Arc::from([]));
        let mut line = Self { view, version: 0, drawn, rate, joined, ended: VecDeque::new(), as_of: now };
        line.apply(update, now);
        line
    }

    pub(super) fn cursor(&self) -> ViewCursor {
        let Room { epoch, restored_at, .. } = self.view.room;
        ViewCursor { epoch, version: self.version, gone: self.view.gone.len(), restored_at }
    }

    /// What is missing in a store that has lost it.
    pub(super) fn known(&self) -> KnownLine {
        let [_, (_, before)] = self.joined;
        let joined = self.view.room.issued.saturating_sub(before);
        let joined_since_max = joined.saturating_mul(2).saturating_add(JOINS_MORE);
        KnownLine { view: self.view.clone(), version: self.version, joined_since_max }
    }

    /// Whether the store has gone back to an earlier state of the line or to an earlier room, or another instance has put the line together again:
    /// then this one adds what it knew.
    pub(super) fn knows_more_than(&self, update: &ViewUpdate) -> bool {
        let (known, found) = (&self.view.room, &update.room);
        match found.epoch.cmp(&known.epoch) {
            Ordering::Less => true,
            Ordering::Equal => update.version < self.version || found.restored_at != known.restored_at,
            Ordering::Greater => false,
        }
    }

    /// Whether the store may have removed it, because it has been closed for long.
    pub(super) fn is_forgotten(&self, kept: Duration, now: Timestamp) -> bool {
        self.view.room.closed_at.is_some_and(|closed_at| now.since(closed_at) >= kept)
    }

    /// Of the same epoch.
    pub(super) fn apply(&mut self, update: ViewUpdate, now: Timestamp) {
        self.version = update.version;
        let before = std::mem::replace(&mut self.view.slots, update.slots.into_iter().collect());
        self.ended.extend(before.iter().filter_map(|(number, slot)| {
            let session = session_of(slot)?;
            let goes_on = self.view.slots.get(number).and_then(session_of) == Some(session);
            (!goes_on).then_some((session, now))
        }));
        if update.room.restored_at != self.view.room.restored_at {
            self.view.gone = NumberSet::default();
        }
        self.view.returned = update.returned.into_iter().collect();
        update.gone.iter().for_each(|number| self.view.gone.insert(number.0));
        self.view.room = update.room;
        self.is_current(now);
    }

    pub(super) fn is_current(&mut self, now: Timestamp) {
        self.as_of = now;
        while self.ended.front().is_some_and(|(_, since)| now.since(*since) >= ENDED_SHOWN) {
            self.ended.pop_front();
        }
        self.rate = self.rate.noted(now, self.view.room.serving);
        let [last, _] = self.joined;
        if now.since(last.0) >= JOINS_COUNTED_FOR {
            self.joined = [(now, self.view.room.issued), last];
        }
    }

    /// Where the numbers are drawn, and this does not know them yet.
    pub(super) fn missing_draw(&self) -> Option<(u32, [u8; 32])> {
        let Some(Draw { seal: Some(seal), seed: Some(seed), .. }) = &self.view.room.draw else { return None };
        (self.drawn.len() != seal.count as usize).then_some((seal.count, *seed))
    }

    pub(super) fn set_drawn(&mut self, drawn: Vec<u32>) {
        self.drawn = drawn.into();
    }

    #[must_use]
    pub fn room(&self) -> &Room {
        &self.view.room
    }

    /// Whether the sale needs a pass.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.view.room.phase != Phase::Closed
    }

    pub fn ended_sessions(&self) -> impl Iterator<Item = SessionId> {
        self.ended.iter().map(|(session, _)| *session)
    }

    /// None before the draw, for those who take part in it.
    #[must_use]
    pub fn number_of(&self, index: JoinIndex) -> Option<PlaceNumber> {
        let drawn = || self.drawn.get(index.0 as usize).map(|place| PlaceNumber(place + 1));
        self.view.number_behind_the_draw(index).or_else(drawn)
    }

    #[must_use]
    pub fn state_of(&self, number: Option<PlaceNumber>) -> PlaceState {
        number.map_or(PlaceState::Registered, |number| self.view.state_of(number))
    }

    pub(super) fn has_ended(&self, index: JoinIndex) -> bool {
        self.state_of(self.number_of(index)) == PlaceState::Ended
    }

    #[must_use]
    pub fn calls_per_minute(&self) -> u32 {
        let room = &self.view.room;
        self.rate.per_minute(self.as_of, room.serving, room.rate())
    }

    #[must_use]
    pub fn interval(&self, ahead: u32, number: PlaceNumber) -> Interval {
        Interval::of(ahead, self.calls_per_minute(), number.0)
    }
}

fn session_of(slot: &Slot) -> Option<SessionId> {
    match slot.state {
        SlotState::Active { session, .. } => Some(session),
        SlotState::Called => None,
    }
}

/// Hashes for each of them: too long for a thread that answers requests.
pub(super) async fn draw(count: u32, seed: [u8; 32]) -> Vec<u32> {
    tokio::task::spawn_blocking(move || shuffled_list(count, &seed)).await.unwrap_or_default()
}
