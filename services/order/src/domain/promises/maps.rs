//! The public seat map, compared with the seat store.

use primitives::{EventId, SeatId};

use super::breach::{Breach, Promise};

/// Up to which change a map has come. Positions of a later epoch are later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MapPosition {
    pub epoch: u64,
    pub version: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapView {
    pub position: MapPosition,
    /// By ascending seat id, from seat 1.
    pub statuses: Vec<u8>,
}

/// Compares maps of the same position; others say nothing.
#[must_use]
pub fn of_map(event: EventId, store: &MapView, map: &MapView) -> Option<Breach> {
    if store.position != map.position || store.statuses == map.statuses {
        return None;
    }
    let MapPosition { epoch, version } = store.position;
    let breach = Breach::of(
        Promise::MapsAreTrue,
        format!("the map differs from the seat store, both at {epoch}-{version}"),
    );
    let differs = store.statuses.iter().zip(&map.statuses).position(|(one, other)| one != other);
    let seat = differs.and_then(|index| SeatId::new(i64::try_from(index).ok()? + 1).ok());
    Some(match seat {
        Some(seat) => breach.at(event).seat(seat),
        None => breach.at(event),
    })
}
