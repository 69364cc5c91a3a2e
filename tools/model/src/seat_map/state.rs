//! The store with its whole history, the topic, and one map that reads it.

use catalog::domain::{Delta, MapPosition, Projection, SeatStatus, Snapshot, Statuses};
use primitives::SeatId;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MapState {
    /// The store at each of its positions, the present one last. After a failover the lost ones are gone from here.
    pub history: Vec<Snapshot>,
    /// What the former primary published and the new one does not have.
    pub lost: Vec<Snapshot>,
    pub topic: Vec<MapMessage>,
    /// The next message that the map reads.
    pub reads: usize,
    pub map: Projection,
    pub fetch: Fetch,
    pub changes: u8,
    pub losses: u8,
    pub replays: u8,
    pub failovers: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MapMessage {
    Change(Delta),
    EpochBegan(MapPosition),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Fetch {
    Idle,
    /// Requested; the store has not read it yet.
    Asked,
    /// On its way back.
    Answered(Snapshot),
}

impl MapState {
    pub(super) fn of(seats: u32) -> Self {
        let first = Snapshot { position: MapPosition::new(1, 0), statuses: Statuses::all_available(seats) };
        let mut map = Projection::new(seats);
        let fetch = if map.begin_first_fetch() { Fetch::Asked } else { Fetch::Idle };
        Self {
            history: vec![first],
            lost: Vec::new(),
            topic: Vec::new(),
            reads: 0,
            map,
            fetch,
            changes: 0,
            losses: 0,
            replays: 0,
            failovers: 0,
        }
    }

    /// The store as it is.
    pub(super) fn store(&self) -> Option<&Snapshot> {
        self.history.last()
    }

    pub(super) fn seats(&self) -> impl Iterator<Item = SeatId> {
        let seats = self.store().map_or(0, |store| store.statuses.seats());
        (1..=seats).filter_map(|seat| SeatId::new(i64::from(seat)).ok())
    }

    /// Everything is read, and nothing is being fetched.
    pub(super) fn is_quiet(&self) -> bool {
        self.reads == self.topic.len() && self.fetch == Fetch::Idle
    }
}

/// Seats go from free to held to sold, and round again: any change will do.
pub(super) fn after(status: SeatStatus) -> SeatStatus {
    match status {
        SeatStatus::Available => SeatStatus::Held,
        SeatStatus::Held => SeatStatus::Sold,
        SeatStatus::Sold => SeatStatus::Available,
    }
}
