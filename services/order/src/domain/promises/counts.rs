//! What is counted of an event for the public, compared with the seats themselves.

use primitives::{EventId, SeatId};

use super::breach::{Breach, Promise};
use super::maps::{MapPosition, MapView};
use super::seats::{SeatRecord, SeatState};

/// As a map has the statuses.
const AVAILABLE: u8 = 0;
const HELD: u8 = 1;
const SOLD: u8 = 2;

/// How many seats have each status. What is pinned is shown as held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub available: u32,
    pub held: u32,
    pub sold: u32,
}

/// Of one standing section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolStock {
    pub first: SeatId,
    pub last: SeatId,
    pub units: Counts,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicStock {
    pub position: MapPosition,
    /// In the last message about the stock of the event. None: that is of an earlier position.
    pub seats: Option<Counts>,
    pub pools: Vec<PoolStock>,
}

/// The last message about stock, and the seats as of the same position.
#[must_use]
pub fn of_stock(event: EventId, store: &MapView, last: Counts) -> Option<Breach> {
    let count = |status| count(store.statuses.iter().filter(|other| **other == status).count());
    let counted = Counts { available: count(AVAILABLE), held: count(HELD), sold: count(SOLD) };
    (counted != last).then(|| {
        let what = format!("the last message about stock says {last:?}, and the seat store has {counted:?}");
        Breach::of(Promise::StockIsTrue, what).at(event)
    })
}

/// One standing section, and the records of all its units that are not available, as of the same position.
#[must_use]
pub fn of_pool(event: EventId, pool: &PoolStock, records: &[SeatRecord]) -> Option<Breach> {
    let (mut counted, mut pinned) = (Counts::default(), 0);
    for record in records {
        match record.state {
            SeatState::Held { .. } => counted.held += 1,
            SeatState::Pinned { .. } => pinned += 1,
            SeatState::Sold { .. } => counted.sold += 1,
        }
    }
    let capacity = count(pool.last.index() + 1 - pool.first.index());
    counted.available = capacity.saturating_sub(counted.held + pinned + counted.sold);
    counted.held += pinned;
    let shown = pool.units;
    let adds_up = shown.available + shown.held + shown.sold == capacity;
    (shown != counted || !adds_up).then(|| {
        let what =
            format!("a section of {capacity} units is shown as {shown:?}, and {counted:?} are on record");
        Breach::of(Promise::PoolsAddUp, what).at(event).seat(pool.first)
    })
}

fn count(things: usize) -> u32 {
    u32::try_from(things).unwrap_or(u32::MAX)
}
