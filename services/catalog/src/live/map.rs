//! The live seat map of one event. The follower writes, readers hold no lock for longer than a look.

use bytes::Bytes;
use parking_lot::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio::sync::watch;

use super::batches::Batches;
use super::cursor::{Cursor, Greeting, LastSeen, Mode};
use super::frames;
use super::plan::SeatPlan;
use super::ring::{Behind, Ring};
use super::snapshots::Snapshots;
use crate::domain::{CaughtUp, Delta, Position, Projection, Received, SeatStatus, Snapshot};
use crate::metrics;

#[derive(Debug)]
struct Inner {
    projection: Projection,
    ring: Ring,
    /// Up to where batches tell at present.
    ticked: Option<Position>,
}

#[derive(Debug)]
pub struct LiveMap {
    plan: SeatPlan,
    inner: RwLock<Inner>,
    batches: Batches,
    pub(super) snapshots: Snapshots,
    /// Wakes readers of single changes.
    changed: watch::Sender<Option<Position>>,
    /// Wakes readers of batches.
    ticks: watch::Sender<Option<Position>>,
}

impl LiveMap {
    /// Keeps `ring_changes` changes for readers that are behind, or come back.
    #[must_use]
    pub fn new(plan: SeatPlan, ring_changes: usize) -> Self {
        let projection = Projection::new(plan.layout().capacity());
        let inner = Inner { projection, ring: Ring::new(ring_changes), ticked: None };
        Self {
            plan,
            inner: RwLock::new(inner),
            batches: Batches::default(),
            snapshots: Snapshots::default(),
            changed: watch::Sender::new(None),
            ticks: watch::Sender::new(None),
        }
    }

    #[must_use]
    pub fn plan(&self) -> &SeatPlan {
        &self.plan
    }

    /// Nothing until the first snapshot is there.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.read_inner().projection.position()
    }

    /// How many seats can be bought at present.
    #[must_use]
    pub fn available(&self) -> Option<u32> {
        self.read_inner().projection.known().map(|known| known.statuses.count(SeatStatus::Available))
    }

    #[must_use]
    pub fn snapshot(&self) -> Option<Snapshot> {
        self.read_inner().projection.known().cloned()
    }

    /// How many recent changes are kept.
    #[must_use]
    pub fn changes_kept(&self) -> usize {
        self.read_inner().ring.len()
    }

    // What the follower says.

    /// See [`Projection::begin`].
    pub fn begin(&self) -> bool {
        self.write_inner().projection.begin()
    }

    /// See [`Projection::distrust`].
    pub fn distrust(&self) -> bool {
        self.write_inner().projection.distrust()
    }

    /// See [`Projection::begin_anew`].
    pub fn begin_anew(&self, at: Position) -> Received {
        self.write_inner().projection.begin_anew(at)
    }

    pub fn receive(&self, delta: Delta) -> Received {
        let received = {
            let mut inner = self.write_inner();
            let received = inner.projection.receive(delta);
            if received == Received::Applied {
                inner.ring.push(delta, frames::update(&delta));
            }
            received
        };
        if received == Received::Applied {
            self.changed.send_replace(Some(delta.position));
        }
        received
    }

    pub fn fetched(&self, snapshot: Snapshot) -> CaughtUp {
        let (caught_up, position) = {
            let mut inner = self.write_inner();
            let start = snapshot.position;
            let caught_up = inner.projection.fetched(snapshot);
            if caught_up.replaced {
                inner.ring.restart(start);
            }
            for delta in &caught_up.applied {
                inner.ring.push(*delta, frames::update(delta));
            }
            (caught_up, inner.projection.position())
        };
        self.changed.send_replace(position);
        if caught_up.replaced {
            self.ticks.send_replace(position);
        }
        caught_up
    }

    /// Lets batches tell everything up to now.
    pub fn tick(&self) {
        let position = {
            let mut inner = self.write_inner();
            inner.ticked = inner.projection.position();
            inner.ticked
        };
        self.ticks.send_replace(position);
    }

    // What readers ask.

    /// Takes a reader on. Nothing until the first snapshot is there.
    #[must_use]
    pub fn join(&self, mode: Mode, last_seen: LastSeen) -> Option<Cursor> {
        let inner = self.read_inner();
        let now = inner.projection.position()?;
        let cursor = match last_seen {
            LastSeen::Nothing => Cursor { mode, at: now, greeting: Some(Greeting::Init) },
            LastSeen::At(position) => match inner.ring.next_after(position) {
                Ok(_) => Cursor { mode, at: position, greeting: None },
                Err(behind) => resync(mode, now, behind.as_str()),
            },
            LastSeen::Unreadable => resync(mode, now, "unreadable"),
        };
        Some(cursor)
    }

    /// The next frame for this reader, nothing when it has everything.
    #[must_use]
    pub fn read(&self, cursor: &mut Cursor) -> Option<Bytes> {
        let inner = self.read_inner();
        if cursor.greeting.is_none() {
            let next = match cursor.mode {
                Mode::Single => next_change(&inner, cursor),
                Mode::Batch => self.next_batch(&inner, cursor),
            };
            match next {
                Ok(frame) => return frame,
                Err(behind) => *cursor = resync(cursor.mode, cursor.at, behind.as_str()),
            }
        }
        let greeting = cursor.greeting.take()?;
        cursor.at = inner.projection.position()?;
        Some(frames::greeting(greeting, self.plan.event(), cursor.at))
    }

    /// Changes whenever there may be something new to read in this mode.
    #[must_use]
    pub fn wake(&self, mode: Mode) -> watch::Receiver<Option<Position>> {
        match mode {
            Mode::Single => self.changed.subscribe(),
            Mode::Batch => self.ticks.subscribe(),
        }
    }

    fn next_batch(&self, inner: &Inner, cursor: &mut Cursor) -> Result<Option<Bytes>, Behind> {
        // Asked also when there is nothing to tell: a reader whose place is gone has to hear of it.
        inner.ring.next_after(cursor.at)?;
        let from = cursor.at;
        let Some(to) = inner.ticked.filter(|ticked| *ticked > from) else { return Ok(None) };
        let frame = self.batches.get_or_make(from, to, || {
            inner.ring.between(from, to).map(|deltas| frames::batch(from, to, deltas))
        })?;
        cursor.at = to;
        Ok(Some(frame))
    }

    fn read_inner(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner.read()
    }

    fn write_inner(&self) -> RwLockWriteGuard<'_, Inner> {
        self.inner.write()
    }
}

fn next_change(inner: &Inner, cursor: &mut Cursor) -> Result<Option<Bytes>, Behind> {
    let next = inner.ring.next_after(cursor.at)?;
    Ok(next.map(|(delta, frame)| {
        cursor.at = delta.position;
        frame.clone()
    }))
}

fn resync(mode: Mode, at: Position, reason: &'static str) -> Cursor {
    metrics::resynced(reason);
    Cursor { mode, at, greeting: Some(Greeting::Resync) }
}
