//! One event's seat map as it follows numbered changes. It never guesses: what it cannot place, it asks to have fetched.

use primitives::SeatId;

use super::{SeatStatus, Statuses};

/// Where a seat map stands. Compared as a pair: a later epoch is later whatever the version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub epoch: u64,
    pub version: u64,
}

impl Position {
    #[must_use]
    pub const fn new(epoch: u64, version: u64) -> Self {
        Self { epoch, version }
    }

    fn leads_to(self, next: Self) -> bool {
        self.epoch == next.epoch && self.version.checked_add(1) == Some(next.version)
    }
}

/// One change of one seat: the position is what the map has reached with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Delta {
    pub position: Position,
    pub seat: SeatId,
    pub status: SeatStatus,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Snapshot {
    pub position: Position,
    pub statuses: Statuses,
}

/// Why a snapshot has to be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchReason {
    /// There is none yet, or changes may have been missed while nobody listened.
    Unseen,
    Gap,
    Epoch,
    /// A change of a seat that the event does not have.
    UnknownSeat,
    /// The snapshot was older than what is known.
    StaleSnapshot,
    /// The snapshot was of another number of seats.
    OtherSeats,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    Applied,
    /// Known already.
    Old,
    /// A fetch is under way; the change is tried again behind it.
    Kept,
    /// Start a fetch. The change is tried again behind it.
    Fetch(FetchReason),
}

/// What a fetched snapshot led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaughtUp {
    /// The map moved in a way that no changes tell: whoever follows has to fetch as well.
    pub replaced: bool,
    /// The changes that had been kept and now fitted, in order.
    pub applied: Vec<Delta>,
    /// Start another fetch.
    pub fetch: Option<FetchReason>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Pending {
    deltas: Vec<Delta>,
    /// The fetch under way may have begun too early: another one has to follow it.
    again: bool,
}

impl Pending {
    fn keep(&mut self, delta: Delta) {
        if self.deltas.len() >= Projection::PENDING_MAX {
            self.deltas.clear();
            self.again = true;
        }
        self.deltas.push(delta);
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Projection {
    seats: u32,
    known: Option<Snapshot>,
    /// There is at most one fetch at a time; this is what waits for it.
    fetching: Option<Pending>,
}

impl Projection {
    /// More changes than this are forgotten while a fetch is under way, at the price of another fetch.
    pub const PENDING_MAX: usize = 16_384;

    #[must_use]
    pub fn new(seats: u32) -> Self {
        Self { seats, known: None, fetching: None }
    }

    /// Nothing until the first snapshot is there.
    #[must_use]
    pub fn known(&self) -> Option<&Snapshot> {
        self.known.as_ref()
    }

    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.known.as_ref().map(|known| known.position)
    }

    /// Says whether to start the first fetch of all.
    pub fn begin(&mut self) -> bool {
        let untouched = self.known.is_none() && self.fetching.is_none();
        untouched && self.distrust()
    }

    /// Changes may have been missed. Says whether to start a fetch; one that is under way is followed by another.
    pub fn distrust(&mut self) -> bool {
        match &mut self.fetching {
            Some(pending) => {
                pending.again = true;
                false
            }
            None => {
                self.fetching = Some(Pending::default());
                true
            }
        }
    }

    /// The seat store is at a position that no changes lead to. A fetch that is under way may have begun before, and is followed by another.
    pub fn begin_anew(&mut self, at: Position) -> Received {
        if self.position() >= Some(at) {
            return Received::Old;
        }
        if self.distrust() { Received::Fetch(FetchReason::Epoch) } else { Received::Kept }
    }

    pub fn receive(&mut self, delta: Delta) -> Received {
        if let Some(pending) = &mut self.fetching {
            pending.keep(delta);
            return Received::Kept;
        }
        match self.apply(delta) {
            Ok(true) => Received::Applied,
            Ok(false) => Received::Old,
            Err(reason) => {
                self.fetching = Some(Pending { deltas: vec![delta], again: false });
                Received::Fetch(reason)
            }
        }
    }

    /// The answer to the fetch under way. A snapshot that nobody asked for changes nothing.
    pub fn fetched(&mut self, snapshot: Snapshot) -> CaughtUp {
        let Some(pending) = self.fetching.take() else {
            return CaughtUp { replaced: false, applied: Vec::new(), fetch: None };
        };
        if let Some(reason) = self.refuse(&snapshot) {
            self.fetching = Some(Pending { deltas: pending.deltas, again: false });
            return CaughtUp { replaced: false, applied: Vec::new(), fetch: Some(reason) };
        }
        let replaced = self.position() != Some(snapshot.position);
        if replaced {
            self.known = Some(snapshot);
        }
        let (applied, left, reason) = self.apply_all(pending.deltas);
        let fetch = reason.or(pending.again.then_some(FetchReason::Unseen));
        self.fetching = fetch.map(|_| Pending { deltas: left, again: false });
        CaughtUp { replaced, applied, fetch }
    }

    fn refuse(&self, snapshot: &Snapshot) -> Option<FetchReason> {
        if snapshot.statuses.seats() != self.seats {
            return Some(FetchReason::OtherSeats);
        }
        (self.position() > Some(snapshot.position)).then_some(FetchReason::StaleSnapshot)
    }

    /// Applies what fits. Returns that, and from the first change that does not fit on everything else.
    fn apply_all(&mut self, deltas: Vec<Delta>) -> (Vec<Delta>, Vec<Delta>, Option<FetchReason>) {
        let mut applied = Vec::new();
        let mut rest = deltas.into_iter();
        while let Some(delta) = rest.next() {
            match self.apply(delta) {
                Ok(true) => applied.push(delta),
                Ok(false) => {}
                Err(reason) => return (applied, std::iter::once(delta).chain(rest).collect(), Some(reason)),
            }
        }
        (applied, Vec::new(), None)
    }

    /// Says whether the change was news.
    fn apply(&mut self, delta: Delta) -> Result<bool, FetchReason> {
        let known = self.known.as_mut().ok_or(FetchReason::Unseen)?;
        if delta.position <= known.position {
            return Ok(false);
        }
        let same_epoch = known.position.epoch == delta.position.epoch;
        if !known.position.leads_to(delta.position) {
            return Err(if same_epoch { FetchReason::Gap } else { FetchReason::Epoch });
        }
        if !known.statuses.set(delta.seat, delta.status) {
            return Err(FetchReason::UnknownSeat);
        }
        known.position = delta.position;
        Ok(true)
    }
}
