//! The places of one buyer at one event: as many as the buyer may buy, each with room for one seat for ever.

use std::collections::BTreeMap;

use primitives::OrderId;

/// Those that are taken, and by which orders.
pub type TakenPlaces = BTreeMap<u32, OrderId>;

/// As many free places as the order has seats without one; none: there are fewer.
#[must_use]
pub fn free_places(taken: &TakenPlaces, order: OrderId, seats: usize, limit: u32) -> Option<Vec<u32>> {
    let has = taken.values().filter(|owner| **owner == order).count();
    let missing = seats.saturating_sub(has);
    let free = (1..=limit).filter(|place| !taken.contains_key(place));
    let free: Vec<u32> = free.take(missing).collect();
    (free.len() == missing).then_some(free)
}
