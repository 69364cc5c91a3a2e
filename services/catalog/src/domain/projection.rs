//! One event's seat map as it follows numbered changes. It never guesses: a change that does not follow has the map fetched again.

use primitives::SeatId;

use super::{SeatStatus, Statuses};

/// Up to which change a seat map has come. Compared as a pair: a later epoch is later whatever the version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MapPosition {
    pub epoch: u64,
    pub version: u64,
}

impl MapPosition {
    #[must_use]
    pub const fn new(epoch: u64, version: u64) -> Self {
        Self { epoch, version }
    }

    fn leads_to(self, next: Self) -> bool {
        self.epoch == next.epoch && self.version.checked_add(1) == Some(next.version)
    }
}

/// One change of one seat, and the position of the map with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Delta {
    pub position: MapPosition,
    pub seat: SeatId,
    pub status: SeatStatus,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Snapshot {
    pub position: MapPosition,
    pub statuses: Statuses,
}

/// Why a snapshot has to be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchReason {
    /// There is none yet, or changes may have been missed.
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

/// What became of changes that came together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeOutcome {
    /// All that were not known already.
    Applied,
    AlreadyKnown,
    /// A fetch is in progress; they are applied after it.
    Buffered,
    /// Start a fetch. They are applied after it, and none before.
    Fetch(FetchReason),
}

/// What a fetched snapshot led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaughtUp {
    /// The map moved in a way that no changes lead to: readers have to fetch it too.
    pub replaced: bool,
    /// The buffered changes that now followed, in order.
    pub applied: Vec<Delta>,
    /// Start another fetch.
    pub fetch: Option<FetchReason>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Pending {
    deltas: Vec<Delta>,
    /// The fetch in progress may have begun too early: another one has to follow it.
    again: bool,
}

impl Pending {
    fn buffer(&mut self, deltas: &[Delta]) {
        if self.deltas.len() + deltas.len() > Projection::PENDING_MAX {
            self.deltas.clear();
            self.again = true;
        }
        self.deltas.extend_from_slice(deltas);
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Projection {
    seats: u32,
    known: Option<Snapshot>,
    /// At most one fetch is in progress; this is what waits for it.
    fetching: Option<Pending>,
}

impl Projection {
    /// When more changes than this come during a fetch they are dropped, at the price of another fetch.
    pub const PENDING_MAX: usize = 16_384;

    #[must_use]
    pub fn new(seats: u32) -> Self {
        Self { seats, known: None, fetching: None }
    }

    /// None until the first snapshot is there.
    #[must_use]
    pub fn known(&self) -> Option<&Snapshot> {
        self.known.as_ref()
    }

    #[must_use]
    pub fn position(&self) -> Option<MapPosition> {
        self.known.as_ref().map(|known| known.position)
    }

    /// Says whether to start the first fetch.
    pub fn begin_first_fetch(&mut self) -> bool {
        let untouched = self.known.is_none() && self.fetching.is_none();
        untouched && self.invalidate()
    }

    /// Changes may have been missed. Says whether to start a fetch; one that is in progress is followed by another.
    pub fn invalidate(&mut self) -> bool {
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

    /// The seat store is at a position that no changes lead to. A fetch in progress may have begun before, and is followed by another.
    pub fn epoch_began(&mut self, at: MapPosition) -> ChangeOutcome {
        if self.position() >= Some(at) {
            return ChangeOutcome::AlreadyKnown;
        }
        if self.invalidate() { ChangeOutcome::Fetch(FetchReason::Epoch) } else { ChangeOutcome::Buffered }
    }

    /// Changes that became visible together, by ascending position. Those that are known already are dropped; of the others all are applied,
    /// or none.
    pub fn receive(&mut self, deltas: &[Delta]) -> ChangeOutcome {
        if let Some(pending) = &mut self.fetching {
            pending.buffer(deltas);
            return ChangeOutcome::Buffered;
        }
        match self.apply(deltas) {
            Ok(true) => ChangeOutcome::Applied,
            Ok(false) => ChangeOutcome::AlreadyKnown,
            Err(reason) => {
                self.fetching = Some(Pending { deltas: deltas.to_vec(), again: false });
                ChangeOutcome::Fetch(reason)
            }
        }
    }

    /// The result of the fetch in progress. Without one, a snapshot changes nothing.
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

    /// Applies changes up to the first one that does not follow. Returns those, and the rest.
    fn apply_all(&mut self, deltas: Vec<Delta>) -> (Vec<Delta>, Vec<Delta>, Option<FetchReason>) {
        let mut applied = Vec::new();
        let mut rest = deltas.into_iter();
        while let Some(delta) = rest.next() {
            match self.apply(&[delta]) {
                Ok(true) => applied.push(delta),
                Ok(false) => {}
                Err(reason) => return (applied, std::iter::once(delta).chain(rest).collect(), Some(reason)),
            }
        }
        (applied, Vec::new(), None)
    }

    /// All that are not known already, or none. False if all of them were.
    fn apply(&mut self, deltas: &[Delta]) -> Result<bool, FetchReason> {
        let known = self.known.as_mut().ok_or(FetchReason::Unseen)?;
        let news = deltas.iter().skip_while(|delta| delta.position <= known.position);
        let mut at = known.position;
        for delta in news.clone() {
            let same_epoch = at.epoch == delta.position.epoch;
            if !at.leads_to(delta.position) {
                return Err(if same_epoch { FetchReason::Gap } else { FetchReason::Epoch });
            }
            if known.statuses.get(delta.seat).is_none() {
                return Err(FetchReason::UnknownSeat);
            }
            at = delta.position;
        }
        let has_news = at != known.position;
        for delta in news {
            known.statuses.set(delta.seat, delta.status);
        }
        known.position = at;
        Ok(has_news)
    }
}
