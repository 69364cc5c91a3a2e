//! What a seat is after its store has lost something: the store's own record against the word of the sales. And what is wrong with a
//! seat that was looked at.

use std::collections::{HashMap, HashSet};

use primitives::{HoldId, HoldOwner, OrderId, SeatId, Timestamp};

use super::party::Change;
use super::seat::{Hold, Pin, Seat, Status};

/// What the sales say of one seat.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Word {
    /// In the ledger, or about to be.
    Sold { order: OrderId },
    /// An order is being paid for it.
    Pinned { order: OrderId, hold: HoldId, owner: HoldOwner, until: Timestamp },
}

/// The seat as it has to be when the event opens again. What has run out is not built up; a record that names an order which the sales
/// do not know as sold is worth nothing, since everything that was under way is in their word. An unknown pin is the exception: its
/// order may have been placed since, and it lapses by itself.
#[must_use]
pub fn restored(record: &Seat, word: Option<&Word>, now: Timestamp) -> Seat {
    match word {
        Some(Word::Sold { order }) => Seat::Sold { order: *order },
        // Confirmed meanwhile: a sale is more than the pin that it came from.
        Some(Word::Pinned { order, .. }) if *record == (Seat::Sold { order: *order }) => record.clone(),
        Some(Word::Pinned { order, hold, owner, until }) => match record.at(now) {
            Seat::Pinned(pin) if pin.order == *order => record.clone(),
            Seat::Available | Seat::Held(_) | Seat::Pinned(_) | Seat::Sold { .. } => {
                pinned(*order, *hold, owner, *until, now)
            }
        },
        None => match record.at(now) {
            Seat::Held(_) | Seat::Pinned(_) => record.clone(),
            Seat::Available | Seat::Sold { .. } => Seat::Available,
        },
    }
}

/// The hold behind it is over: whoever lets go of such a pin frees the seat.
fn pinned(order: OrderId, hold: HoldId, owner: &HoldOwner, until: Timestamp, now: Timestamp) -> Seat {
    if until <= now {
        return Seat::Available;
    }
    let over = Timestamp::from_micros(0);
    let hold = Hold { id: hold, owner: owner.clone(), since: over, until: over, extension: None };
    Seat::Pinned(Pin { order, hold, until })
}

/// What to change, of the seats that were looked at before the sales were asked: `Some(order)` where the seat is that order's,
/// `None` where it is nobody's. `ended`: orders for which nothing will be done any more.
#[must_use]
pub fn wrong(
    looked_at: &HashMap<SeatId, Seat>,
    sold: &[(SeatId, OrderId)],
    ended: &[OrderId],
) -> Vec<(SeatId, Option<OrderId>)> {
    let ledger: HashMap<SeatId, OrderId> = sold.iter().copied().collect();
    let ended: HashSet<OrderId> = ended.iter().copied().collect();
    let unsold = sold.iter().filter_map(|(seat, order)| {
        let is_sold = looked_at.get(seat) == Some(&Seat::Sold { order: *order });
        (!is_sold).then_some((*seat, Some(*order)))
    });
    let unfounded = looked_at.iter().filter_map(|(seat, record)| match record {
        Seat::Sold { order } if ended.contains(order) && !ledger.contains_key(seat) => Some((*seat, None)),
        Seat::Available | Seat::Held(_) | Seat::Pinned(_) | Seat::Sold { .. } => None,
    });
    unsold.chain(unfounded).collect()
}

/// Puts a seat right, if it still belongs to whom it did when it was looked at.
#[must_use]
pub fn amend(id: SeatId, record: &Seat, was: &Seat, sold_to: Option<OrderId>) -> Option<Change> {
    if !is_still(record, was) {
        return None;
    }
    let seat = sold_to.map_or(Seat::Available, |order| Seat::Sold { order });
    let says: &[Status] = match (record.told(), seat.told()) {
        (before, after) if before == after => &[],
        (_, Status::Sold) => &[Status::Sold],
        (_, Status::Available | Status::Held) => &[Status::Available],
    };
    (*record != seat).then_some(Change { id, seat, says })
}

fn is_still(record: &Seat, was: &Seat) -> bool {
    match (record, was) {
        (Seat::Available, Seat::Available) => true,
        (Seat::Held(one), Seat::Held(other)) => one.id == other.id,
        (Seat::Pinned(one), Seat::Pinned(other)) => one.order == other.order,
        (Seat::Sold { order: one }, Seat::Sold { order: other }) => one == other,
        (Seat::Available | Seat::Held(_) | Seat::Pinned(_) | Seat::Sold { .. }, _) => false,
    }
}
