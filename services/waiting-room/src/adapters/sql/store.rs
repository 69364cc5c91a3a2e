//! The port over memory and file.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use parking_lot::Mutex;
use primitives::{Clock, EventId, Timestamp, VisitorId};
use sql::{Database, DbError};
use tokio::sync::Mutex as AsyncMutex;

use super::cached_line::{CachedLine, Lengths, is_durable};
use super::{controls, load, save};
use crate::domain::{
    AdmissionEntry, CallRefusal, ChangedBy, ControlRecord, Join, JoinIndex, JoinRefusal, JoinedPlace,
    KnownLine, Line, LineChange, Phase, PlaceClaim, PlaceEnd, PlaceNumber, Room, RoomChange, Slot,
    TurnReport,
};
use crate::ports::{
    ClaimError, JoinError, LineStore, LineUnavailable, RECORDS_KEPT, RoomError, ViewAnswer, ViewCursor,
};

/// None: it is to be read from the file, or there is none.
type Place = Arc<AsyncMutex<Option<CachedLine>>>;

/// The commands of one event are executed one after another, those of different events at once. The process has the file to itself.
pub struct SqlLines {
    database: Database,
    clock: Arc<dyn Clock>,
    /// Of each event that has a room, and of those that were asked for since the last pruning.
    lines: Mutex<HashMap<EventId, Place>>,
}

/// Whether the caller relies on what has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Durability {
    BeforeTheAnswer,
    /// The end of the process does not undo it; a power cut may.
    Soon,
}

impl SqlLines {
    #[must_use]
    pub fn new(database: Database, clock: Arc<dyn Clock>) -> Self {
        Self { database, clock, lines: Mutex::default() }
    }

    fn place(&self, event: EventId) -> Place {
        self.lines.lock().entry(event).or_default().clone()
    }

    async fn loaded<'l>(
        &self,
        event: EventId,
        line: &'l mut Option<CachedLine>,
    ) -> Result<Option<&'l mut CachedLine>, DbError> {
        if line.is_none() {
            *line = load::line(&mut *self.database.reader().await?, event, self.clock.now()).await?;
        }
        Ok(line.as_mut())
    }

    /// Decides by the line as it is, makes durable what has changed, and only then lets others see it.
    async fn execute<T>(
        &self,
        event: EventId,
        durability: Durability,
        decide: impl FnOnce(&Line, Timestamp) -> (T, Vec<LineChange>),
    ) -> Result<Option<T>, LineUnavailable> {
        let place = self.place(event);
        let mut guard = place.lock().await;
        let now = self.clock.now();
        let Some(cached) = self.loaded(event, &mut guard).await.map_err(LineUnavailable::new)? else {
            return Ok(None);
        };
        let (answer, changes) = decide(&cached.line, now);
        let durable: Vec<LineChange> =
            changes.iter().filter(|change| is_durable(change, &cached.line)).cloned().collect();
        if !durable.is_empty()
            && let Err(error) = self.write(event, &durable, cached.lengths(), durability).await
        {
            // What is in the file is unknown now: it is read again.
            *guard = None;
            return Err(LineUnavailable::new(error));
        }
        cached.apply(changes, now);
        Ok(Some(answer))
    }

    async fn write(
        &self,
        event: EventId,
        changes: &[LineChange],
        known: Lengths,
        durability: Durability,
    ) -> Result<(), DbError> {
        let mut tx = self.database.begin().await?;
        save::changes(&mut tx, event, changes, known).await?;
        match durability {
            Durability::BeforeTheAnswer => tx.commit().await,
            Durability::Soon => tx.commit_lazily().await,
        }
    }

    /// A room that is opened has none of the places of the one before.
    async fn write_room(
        &self,
        event: EventId,
        room: &Room,
        is_new: bool,
        record: Option<ControlRecord>,
    ) -> Result<(), DbError> {
        let mut tx = self.database.begin().await?;
        if is_new {
            save::remove(&mut tx, event).await?;
        }
        save::put_room(&mut tx, event.get(), room).await?;
        if let Some(record) = record {
            controls::append(&mut tx, event, &record).await?;
        }
        tx.commit().await
    }

    async fn prune_controls(&self, before: Timestamp) -> Result<(), DbError> {
        let mut tx = self.database.begin().await?;
        controls::prune(&mut tx, before).await?;
        tx.commit_lazily().await
    }

    async fn forget_one(&self, event: EventId) -> Result<(), DbError> {
        let place = self.place(event);
        let mut guard = place.lock().await;
        let mut tx = self.database.begin().await?;
        save::remove(&mut tx, event).await?;
        *guard = None;
        tx.commit().await
    }
}

#[async_trait]
impl LineStore for SqlLines {
    async fn rooms(&self) -> Result<Vec<EventId>, LineUnavailable> {
        let rooms = async { load::rooms(&mut *self.database.reader().await?).await };
        let rooms = rooms.await.map_err(LineUnavailable::new)?;
        Ok(rooms.into_iter().map(|(event, _)| event).collect())
    }

    async fn change(&self, event: EventId, change: RoomChange, by: ChangedBy) -> Result<Room, RoomError> {
        let place = self.place(event);
        let mut guard = place.lock().await;
        let now = self.clock.now();
        let cached = self.loaded(event, &mut guard).await.map_err(LineUnavailable::new)?;
        let before = cached.as_ref().map(|cached| &cached.line.view.room);
        let room = change.apply_by(&by, before, now)?;
        let record = ControlRecord::of(&change, &by, (before, &room), now);
        let is_new = matches!(change, RoomChange::Open { .. });
        if let Err(error) = self.write_room(event, &room, is_new, record).await {
            *guard = None;
            return Err(LineUnavailable::new(error).into());
        }
        match guard.as_mut().filter(|_| !is_new) {
            Some(cached) => cached.apply(vec![LineChange::Room(Box::new(room.clone()))], now),
            None => *guard = Some(CachedLine::of(room.clone(), now)),
        }
        Ok(room)
    }

    async fn controls(&self, event: EventId, limit: u32) -> Result<Vec<ControlRecord>, LineUnavailable> {
        let read = async { controls::latest(&mut *self.database.reader().await?, event, limit).await };
        read.await.map_err(LineUnavailable::new)
    }

    async fn join(&self, event: EventId, joins: &[Join]) -> Result<Vec<JoinedPlace>, JoinError> {
        let decide = |line: &Line, _| match line.join(joins) {
            Ok((joined, changes)) => (Ok(joined), changes),
            Err(refusal) => (Err(refusal), Vec::new()),
        };
        let joined = self.execute(event, Durability::BeforeTheAnswer, decide).await?;
        Ok(joined.unwrap_or(Err(JoinRefusal::NoRoom))?)
    }

    async fn registered(
        &self,
        event: EventId,
        from: JoinIndex,
        limit: u32,
    ) -> Result<Vec<VisitorId>, LineUnavailable> {
        let rows = async { load::registered(&mut *self.database.reader().await?, event, from, limit).await };
        rows.await.map_err(LineUnavailable::new)
    }

    async fn find(&self, event: EventId, visitor: VisitorId) -> Result<Option<JoinIndex>, LineUnavailable> {
        let place = self.place(event);
        let mut guard = place.lock().await;
        let cached = self.loaded(event, &mut guard).await.map_err(LineUnavailable::new)?;
        Ok(cached.and_then(|cached| cached.line.visitors.get(&visitor).copied()))
    }

    async fn seen(&self, event: EventId, numbers: &[PlaceNumber]) -> Result<(), LineUnavailable> {
        self.execute(event, Durability::Soon, |line, _| ((), line.seen(numbers))).await.map(drop)
    }

    async fn turn(&self, event: EventId) -> Result<TurnReport, LineUnavailable> {
        let report = self.execute(event, Durability::Soon, Line::turn).await?;
        Ok(report.unwrap_or_default())
    }

    async fn claim(&self, event: EventId, claim: &PlaceClaim) -> Result<Slot, ClaimError> {
        let decide = |line: &Line, now| match line.claim(claim, now) {
            Ok((slot, changes)) => (Ok(slot), changes),
            Err(refusal) => (Err(refusal), Vec::new()),
        };
        let slot = self.execute(event, Durability::BeforeTheAnswer, decide).await?;
        Ok(slot.unwrap_or(Err(CallRefusal::NotCalled))?)
    }

    async fn renew(&self, event: EventId, number: PlaceNumber) -> Result<(), LineUnavailable> {
        self.execute(event, Durability::Soon, |line, now| ((), line.renew(number, now))).await.map(drop)
    }

    async fn end(
        &self,
        event: EventId,
        number: PlaceNumber,
        outcome: PlaceEnd,
    ) -> Result<(), LineUnavailable> {
        let decide = |line: &Line, now| ((), line.end(number, outcome, now));
        self.execute(event, Durability::Soon, decide).await.map(drop)
    }

    async fn restore(&self, event: EventId, known: &KnownLine) -> Result<(), LineUnavailable> {
        let place = self.place(event);
        let mut guard = place.lock().await;
        let now = self.clock.now();
        self.loaded(event, &mut guard).await.map_err(LineUnavailable::new)?;
        // Where a write fails, what is in the file is unknown, and is read again.
        let mut cached = match guard.take() {
            Some(cached) if cached.line.view.room.epoch > known.view.room.epoch => {
                *guard = Some(cached);
                return Ok(());
            }
            Some(cached) if cached.line.view.room.epoch == known.view.room.epoch => cached,
            // None, or one of an earlier epoch, which has come back with a backup.
            Some(_) | None => {
                let room = known.room(now);
                self.write_room(event, &room, true, None).await.map_err(LineUnavailable::new)?;
                CachedLine::of(room, now)
            }
        };
        let changes = known.missing_in(&cached.line, now);
        let known_lengths = cached.lengths();
        let written = self.write(event, &changes, known_lengths, Durability::BeforeTheAnswer).await;
        written.map_err(LineUnavailable::new)?;
        cached.restore(changes, known.version, now);
        *guard = Some(cached);
        Ok(())
    }

    async fn recall(
        &self,
        event: EventId,
        tickets: &[(VisitorId, JoinIndex)],
    ) -> Result<(), LineUnavailable> {
        self.execute(event, Durability::Soon, |line, _| ((), line.recall(tickets))).await.map(drop)
    }

    async fn view(&self, event: EventId, since: Option<ViewCursor>) -> Result<ViewAnswer, LineUnavailable> {
        let place = self.place(event);
        let mut guard = place.lock().await;
        let cached = self.loaded(event, &mut guard).await.map_err(LineUnavailable::new)?;
        Ok(cached.map_or(ViewAnswer::NoRoom, |cached| cached.view(since)))
    }

    async fn admissions(&self, event: EventId) -> Result<Vec<AdmissionEntry>, LineUnavailable> {
        let entries = async { load::admissions(&mut *self.database.reader().await?, event).await };
        entries.await.map_err(LineUnavailable::new)
    }

    async fn forget(&self, keep: Duration) -> Result<u32, LineUnavailable> {
        let rooms = async { load::rooms(&mut *self.database.reader().await?).await };
        let rooms = rooms.await.map_err(LineUnavailable::new)?;
        let since = self.clock.now().minus(keep);
        let is_over = |room: &Room| {
            room.phase == Phase::Closed && room.closed_at.is_some_and(|closed_at| closed_at <= since)
        };
        let mut forgotten = 0;
        for (event, _) in rooms.iter().filter(|(_, room)| is_over(room)) {
            self.forget_one(*event).await.map_err(LineUnavailable::new)?;
            forgotten += 1;
        }
        let kept = |event: &EventId, place: &mut Place| {
            rooms.iter().any(|(room, _)| room == event) || Arc::strong_count(place) > 1
        };
        self.lines.lock().retain(kept);
        let old = self.clock.now().minus(RECORDS_KEPT);
        self.prune_controls(old).await.map_err(LineUnavailable::new)?;
        Ok(forgotten)
    }

    async fn check(&self) -> Result<(), LineUnavailable> {
        self.database.ping().await.map_err(LineUnavailable::new)
    }
}
