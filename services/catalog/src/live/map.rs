//! The live seat map of one event. The follower writes; readers hold the lock for no longer than it takes to read one frame.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use flate2::Compression;
use parking_lot::RwLock;
use tokio::sync::watch;

use super::batches::Batches;
use super::cursor::{Cursor, LastSeen, Mode, OpeningFrame};
use super::encoded::gzip;
use super::error::RenderError;
use super::frames;
use super::plan::SeatPlan;
use super::renderings::{Form, Rendering, Renderings, Variant};
use super::ring::{KeptChange, ResumeError, Ring};
use crate::domain::{
    CaughtUp, ChangeOutcome, Delta, MapPosition, PoolCount, Projection, SeatStatus, Snapshot, Stock,
};
use crate::metrics;

/// Speed matters more than size here: the map is compressed for every version that is requested.
const GZIP_LEVEL: Compression = Compression::new(4);

#[derive(Debug)]
struct Inner {
    projection: Projection,
    ring: Ring,
    /// Up to which position batches go at present.
    ticked: Option<MapPosition>,
}

#[derive(Debug)]
pub struct LiveMap {
    plan: SeatPlan,
    inner: RwLock<Inner>,
    batches: Batches,
    renderings: Renderings,
    /// Wakes readers of single changes.
    changed: watch::Sender<Option<MapPosition>>,
    /// Wakes readers of batches.
    ticks: watch::Sender<Option<MapPosition>>,
    is_retired: AtomicBool,
}

impl Inner {
    /// For readers. Changes of a pool have its counts behind all of them: whichever comes last, a reader ends with what is true.
    fn keep<'a>(&mut self, deltas: impl Iterator<Item = &'a Delta>, plan: &SeatPlan) {
        let Self { projection, ring, .. } = self;
        let Some(known) = projection.known() else { return };
        for delta in deltas {
            let pool = plan.pools().count_around(delta.seat, &known.statuses);
            let frame = frames::update(delta, pool.as_ref(), plan);
            ring.push(KeptChange { delta: *delta, pool, frame });
        }
    }
}

impl LiveMap {
    /// Keeps `ring_changes` changes for readers that are behind, or reconnect.
    #[must_use]
    pub fn new(plan: SeatPlan, ring_changes: usize) -> Self {
        let projection = Projection::new(plan.layout().capacity());
        let inner = Inner { projection, ring: Ring::new(ring_changes), ticked: None };
        Self {
            plan,
            inner: RwLock::new(inner),
            batches: Batches::default(),
            renderings: Renderings::default(),
            changed: watch::Sender::new(None),
            ticks: watch::Sender::new(None),
            is_retired: AtomicBool::new(false),
        }
    }

    /// The event is forgotten: no one waits for changes of it any more, and readers are woken to learn that.
    pub fn retire(&self) {
        self.is_retired.store(true, Ordering::Release);
        let position = self.position();
        self.changed.send_replace(position);
        self.ticks.send_replace(position);
    }

    #[must_use]
    pub fn is_retired(&self) -> bool {
        self.is_retired.load(Ordering::Acquire)
    }

    #[must_use]
    pub fn plan(&self) -> &SeatPlan {
        &self.plan
    }

    /// None until the first snapshot is there.
    #[must_use]
    pub fn position(&self) -> Option<MapPosition> {
        self.inner.read().projection.position()
    }

    /// How many seats can be bought at present.
    #[must_use]
    pub fn available(&self) -> Option<u32> {
        self.inner.read().projection.known().map(|known| known.statuses.count(SeatStatus::Available))
    }

    /// How many seats have each status, and as of which position.
    #[must_use]
    pub fn stock(&self) -> Option<(MapPosition, Stock)> {
        self.inner.read().projection.known().map(|known| (known.position, Stock::of(&known.statuses)))
    }

    /// How many units of each standing section have each status, and as of which position.
    #[must_use]
    pub fn pool_counts(&self) -> Option<(MapPosition, Vec<PoolCount>)> {
        let inner = self.inner.read();
        let known = inner.projection.known()?;
        Some((known.position, self.plan.pools().counts(&known.statuses).collect()))
    }

    #[must_use]
    pub fn snapshot(&self) -> Option<Snapshot> {
        self.inner.read().projection.known().cloned()
    }

    /// How many recent changes are kept.
    #[must_use]
    pub fn changes_kept(&self) -> usize {
        self.inner.read().ring.len()
    }

    // For the follower.

    /// See [`Projection::begin_first_fetch`].
    pub fn begin_first_fetch(&self) -> bool {
        self.inner.write().projection.begin_first_fetch()
    }

    /// See [`Projection::invalidate`].
    pub fn invalidate(&self) -> bool {
        self.inner.write().projection.invalidate()
    }

    /// See [`Projection::epoch_began`].
    pub fn epoch_began(&self, at: MapPosition) -> ChangeOutcome {
        self.inner.write().projection.epoch_began(at)
    }

    /// See [`Projection::receive`]. Readers see all of these changes, or none.
    pub fn receive(&self, deltas: &[Delta]) -> ChangeOutcome {
        let (outcome, position) = {
            let mut inner = self.inner.write();
            let before = inner.projection.position();
            let outcome = inner.projection.receive(deltas);
            if outcome == ChangeOutcome::Applied {
                inner.keep(deltas.iter().filter(|delta| Some(delta.position) > before), &self.plan);
            }
            (outcome, inner.projection.position())
        };
        if outcome == ChangeOutcome::Applied {
            self.changed.send_replace(position);
        }
        outcome
    }

    pub fn fetched(&self, snapshot: Snapshot) -> CaughtUp {
        let (caught_up, position) = {
            let mut inner = self.inner.write();
            let start = snapshot.position;
            let caught_up = inner.projection.fetched(snapshot);
            if caught_up.replaced {
                inner.ring.restart(start);
            }
            inner.keep(caught_up.applied.iter(), &self.plan);
            (caught_up, inner.projection.position())
        };
        self.changed.send_replace(position);
        if caught_up.replaced {
            self.ticks.send_replace(position);
        }
        caught_up
    }

    /// Lets batches include everything up to now.
    pub fn tick(&self) {
        let position = {
            let mut inner = self.inner.write();
            inner.ticked = inner.projection.position();
            inner.ticked
        };
        self.ticks.send_replace(position);
    }

    // For readers.

    /// Subscribes a reader. None until the first snapshot is there.
    #[must_use]
    pub fn join(&self, mode: Mode, last_seen: LastSeen) -> Option<Cursor> {
        let inner = self.inner.read();
        let now = inner.projection.position()?;
        let cursor = match last_seen {
            LastSeen::Nothing => Cursor { mode, at: now, opening: Some(OpeningFrame::Init) },
            LastSeen::At(position) => match inner.ring.next_after(position) {
                Ok(_) => Cursor { mode, at: position, opening: None },
                Err(error) => resync(mode, now, error.as_str()),
            },
            LastSeen::Unreadable => resync(mode, now, "unreadable"),
        };
        Some(cursor)
    }

    /// The next frame for this reader; none when it has everything.
    #[must_use]
    pub fn read(&self, cursor: &mut Cursor) -> Option<Bytes> {
        let inner = self.inner.read();
        if cursor.opening.is_none() {
            let next = match cursor.mode {
                Mode::Single => next_change(&inner, cursor),
                Mode::Batch => self.next_batch(&inner, cursor),
            };
            match next {
                Ok(frame) => return frame,
                Err(error) => *cursor = resync(cursor.mode, cursor.at, error.as_str()),
            }
        }
        let opening = cursor.opening.take()?;
        cursor.at = inner.projection.position()?;
        Some(frames::opening(opening, self.plan.event(), cursor.at))
    }

    /// The map as of now or later.
    pub async fn rendering(self: Arc<Self>, variant: Variant) -> Result<Rendering, RenderError> {
        let wanted = self.position().ok_or(RenderError::NotReady)?;
        let map = self.clone();
        self.renderings.get_or_render(variant, wanted, move || map.render(variant)).await
    }

    /// Changes whenever there may be something new to read in this mode.
    #[must_use]
    pub fn wake(&self, mode: Mode) -> watch::Receiver<Option<MapPosition>> {
        match mode {
            Mode::Single => self.changed.subscribe(),
            Mode::Batch => self.ticks.subscribe(),
        }
    }

    fn next_batch(&self, inner: &Inner, cursor: &mut Cursor) -> Result<Option<Bytes>, ResumeError> {
        // Also when there is no new batch: a reader that fell out of the ring has to learn of it.
        inner.ring.next_after(cursor.at)?;
        let from = cursor.at;
        let Some(to) = inner.ticked.filter(|ticked| *ticked > from) else { return Ok(None) };
        let frame = self.batches.get_or_make(from, to, || {
            inner.ring.between(from, to).map(|changes| frames::batch(from, to, changes, &self.plan))
        })?;
        cursor.at = to;
        Ok(Some(frame))
    }

    fn render(&self, variant: Variant) -> Result<Rendering, RenderError> {
        let snapshot = self.snapshot().ok_or(RenderError::NotReady)?;
        let plain = match variant.form {
            Form::Json => self.plan.seat_map(&snapshot)?,
            Form::Packed => snapshot.statuses.packed_to(self.plan.layout().seated()),
        };
        let body = if variant.gzip { gzip(&plain, GZIP_LEVEL)? } else { plain.into() };
        let pools = self.plan.packed_pools(&snapshot.statuses);
        Ok(Rendering { position: snapshot.position, pools, body })
    }
}

fn next_change(inner: &Inner, cursor: &mut Cursor) -> Result<Option<Bytes>, ResumeError> {
    let next = inner.ring.next_after(cursor.at)?;
    Ok(next.map(|change| {
        cursor.at = change.delta.position;
        change.frame.clone()
    }))
}

fn resync(mode: Mode, at: MapPosition, reason: &'static str) -> Cursor {
    metrics::resynced(reason);
    Cursor { mode, at, opening: Some(OpeningFrame::Resync) }
}
