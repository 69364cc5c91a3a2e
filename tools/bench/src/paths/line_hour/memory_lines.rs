//! The line of one event in memory, decided by the domain: what is simulated is the service, and not an engine.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use parking_lot::Mutex;
use primitives::{Clock, EventId, FakeClock, VisitorId};
use waiting_room::domain::{
    AdmissionEntry, CallRefusal, ChangedBy, ControlRecord, Join, JoinIndex, JoinRefusal, JoinedPlace,
    KnownLine, Line, LineChange, PlaceClaim, PlaceEnd, PlaceNumber, Room, RoomChange, SeatsLeft, Slot,
    TurnReport,
};
use waiting_room::ports::{
    ClaimError, JoinError, LineStore, LineUnavailable, RoomError, StockSource, StockUnknown, ViewAnswer,
    ViewCursor, ViewUpdate,
};

pub(super) struct MemoryLines {
    event: EventId,
    clock: Arc<FakeClock>,
    kept: Mutex<Option<Kept>>,
}

struct Kept {
    line: Line,
    gone: Vec<PlaceNumber>,
    calls: Calls,
}

/// What the turns have done.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Calls {
    pub(super) called: u64,
    /// Calls that no visitor has answered.
    pub(super) unanswered: u64,
    /// Calls of a visitor who had missed none, and who stood behind one called so before.
    pub(super) inversions: u64,
    /// The highest number of those.
    head: u32,
}

/// What of the line is counted after each turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filled {
    pub(super) called: u32,
    pub(super) active: u32,
    pub(super) cap: u32,
    pub(super) waiting: u32,
    pub(super) calls: Calls,
}

impl Kept {
    fn apply(&mut self, changes: Vec<LineChange>, clock: &FakeClock) {
        for change in changes {
            if let LineChange::Gone(number) = &change {
                self.gone.push(*number);
            }
            self.line.apply(change, clock.now());
        }
    }
}

impl Calls {
    fn note(&mut self, report: &TurnReport, returned: &HashSet<PlaceNumber>) {
        self.called += report.called.len() as u64;
        self.unanswered += u64::from(report.unanswered);
        for number in report.called.iter().filter(|number| !returned.contains(number)) {
            self.inversions += u64::from(number.0 <= self.head);
            self.head = self.head.max(number.0);
        }
    }
}

impl MemoryLines {
    pub(super) fn new(event: EventId, clock: Arc<FakeClock>) -> Self {
        Self { event, clock, kept: Mutex::default() }
    }

    pub(super) fn filled(&self) -> Option<Filled> {
        self.kept.lock().as_ref().map(|kept| {
            let view = &kept.line.view;
            let (called, active) = view.taken();
            Filled { called, active, cap: view.room.cap(), waiting: view.waiting(), calls: kept.calls }
        })
    }

    /// None: the event has no room.
    fn execute<T>(&self, decide: impl FnOnce(&Line) -> (T, Vec<LineChange>)) -> Option<T> {
        let mut kept = self.kept.lock();
        let kept = kept.as_mut()?;
        let (answer, changes) = decide(&kept.line);
        kept.apply(changes, &self.clock);
        Some(answer)
    }
}

#[async_trait]
impl LineStore for MemoryLines {
    async fn rooms(&self) -> Result<Vec<EventId>, LineUnavailable> {
        Ok(self.kept.lock().iter().map(|_| self.event).collect())
    }

    async fn change(&self, _: EventId, change: RoomChange, _: ChangedBy) -> Result<Room, RoomError> {
        let mut kept = self.kept.lock();
        let now = self.clock.now();
        let room = change.apply(kept.as_ref().map(|kept| &kept.line.view.room), now)?;
        match kept.as_mut().filter(|_| !matches!(change, RoomChange::Open { .. })) {
            Some(kept) => kept.apply(vec![LineChange::Room(Box::new(room.clone()))], &self.clock),
            None => {
                let line = Line::of(room.clone(), now);
                *kept = Some(Kept { line, gone: Vec::new(), calls: Calls::default() });
            }
        }
        Ok(room)
    }

    async fn controls(&self, _: EventId, _: u32) -> Result<Vec<ControlRecord>, LineUnavailable> {
        Ok(Vec::new())
    }

    async fn join(&self, _: EventId, joins: &[Join]) -> Result<Vec<JoinedPlace>, JoinError> {
        let joined = self.execute(|line| match line.join(joins) {
            Ok((joined, changes)) => (Ok(joined), changes),
            Err(refusal) => (Err(refusal), Vec::new()),
        });
        Ok(joined.unwrap_or(Err(JoinRefusal::NoRoom))?)
    }

    async fn registered(&self, _: EventId, _: JoinIndex, _: u32) -> Result<Vec<VisitorId>, LineUnavailable> {
        Ok(Vec::new())
    }

    async fn find(&self, _: EventId, visitor: VisitorId) -> Result<Option<JoinIndex>, LineUnavailable> {
        let kept = self.kept.lock();
        Ok(kept.as_ref().and_then(|kept| kept.line.visitors.get(&visitor).copied()))
    }

    async fn seen(&self, _: EventId, numbers: &[PlaceNumber]) -> Result<(), LineUnavailable> {
        self.execute(|line| ((), line.seen(numbers)));
        Ok(())
    }

    async fn turn(&self, _: EventId) -> Result<TurnReport, LineUnavailable> {
        let mut kept = self.kept.lock();
        let Some(kept) = kept.as_mut() else { return Ok(TurnReport::default()) };
        let returned = kept.line.view.returned.iter().copied().collect();
        let (report, changes) = kept.line.turn(self.clock.now());
        kept.apply(changes, &self.clock);
        kept.calls.note(&report, &returned);
        Ok(report)
    }

    async fn claim(&self, _: EventId, claim: &PlaceClaim) -> Result<Slot, ClaimError> {
        let now = self.clock.now();
        let slot = self.execute(|line| match line.claim(claim, now) {
            Ok((slot, changes)) => (Ok(slot), changes),
            Err(refusal) => (Err(refusal), Vec::new()),
        });
        Ok(slot.unwrap_or(Err(CallRefusal::NotCalled))?)
    }

    async fn renew(&self, _: EventId, number: PlaceNumber) -> Result<(), LineUnavailable> {
        let now = self.clock.now();
        self.execute(|line| ((), line.renew(number, now)));
        Ok(())
    }

    async fn end(&self, _: EventId, number: PlaceNumber, outcome: PlaceEnd) -> Result<(), LineUnavailable> {
        let now = self.clock.now();
        self.execute(|line| ((), line.end(number, outcome, now)));
        Ok(())
    }

    async fn admissions(&self, _: EventId) -> Result<Vec<AdmissionEntry>, LineUnavailable> {
        Ok(Vec::new())
    }

    /// Nothing is ever lost here.
    async fn restore(&self, _: EventId, _: &KnownLine) -> Result<(), LineUnavailable> {
        Ok(())
    }

    async fn recall(&self, _: EventId, _: &[(VisitorId, JoinIndex)]) -> Result<(), LineUnavailable> {
        Ok(())
    }

    async fn view(&self, _: EventId, since: Option<ViewCursor>) -> Result<ViewAnswer, LineUnavailable> {
        let kept = self.kept.lock();
        let Some(Kept { line, gone, .. }) = kept.as_ref() else { return Ok(ViewAnswer::NoRoom) };
        let (view, version) = (&line.view, line.version);
        let since = since.filter(|cursor| cursor.epoch == view.room.epoch);
        if since.is_some_and(|cursor| cursor.version == version) {
            return Ok(ViewAnswer::Unchanged);
        }
        let known = since.map_or(0, |cursor| cursor.gone as usize);
        Ok(ViewAnswer::Changed(Box::new(ViewUpdate {
            room: view.room.clone(),
            version,
            slots: view.slots.iter().map(|(number, slot)| (*number, *slot)).collect(),
            returned: view.returned.iter().copied().collect(),
            gone: gone.get(known..).unwrap_or_default().to_vec(),
        })))
    }

    async fn forget(&self, _: Duration) -> Result<u32, LineUnavailable> {
        Ok(0)
    }

    async fn check(&self) -> Result<(), LineUnavailable> {
        Ok(())
    }
}

/// There is more than enough of everything, as far as anyone knows.
pub(super) struct StockUnsaid;

#[async_trait]
impl StockSource for StockUnsaid {
    async fn stock(&self, _: EventId) -> Result<Option<SeatsLeft>, StockUnknown> {
        Ok(None)
    }
}
