//! What a seat becomes when its store has lost data: the store's own record against the records of the sales. And which seats of a working
//! store differ from the ledger.

use std::collections::{HashMap, HashSet};

use primitives::{HoldId, HoldOwner, OrderId, SeatId, TierName, Timestamp};

use super::multi_seat::Change;
use super::seat::{Hold, Pin, Seat, Status};

/// What the sales records say about one seat.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SaleState {
    /// In the ledger, or about to be.
    Sold { order: OrderId, tier: Option<TierName> },
    /// An order is being paid for it.
    Pinned { order: OrderId, hold: HoldId, owner: HoldOwner, until: Timestamp, tier: Option<TierName> },
}

impl SaleState {
    /// At which of several prices it is bought.
    #[must_use]
    pub fn tier(&self) -> Option<&TierName> {
        match self {
            Self::Sold { tier, .. } | Self::Pinned { tier, .. } => tier.as_ref(),
        }
    }
}

/// The seat as it has to be when the event opens again. Lapsed holds are not restored. A record that names an order which the sales do not know as sold
/// is worthless, because `sale` covers every unfinished order. An unknown pin is the exception: its order may have been placed since, and
/// the pin lapses by itself.
#[must_use]
pub fn restored(record: &Seat, sale: Option<&SaleState>, now: Timestamp) -> Seat {
    match sale {
        Some(SaleState::Sold { order, .. }) => Seat::Sold { order: *order },
        // Confirmed meanwhile: a sale supersedes the pin that it came from.
        Some(SaleState::Pinned { order, .. }) if *record == (Seat::Sold { order: *order }) => record.clone(),
        Some(SaleState::Pinned { order, hold, owner, until, tier }) => match record.at(now) {
            Seat::Pinned(pin) if pin.order == *order => record.clone(),
            Seat::Available | Seat::Held(_) | Seat::Pinned(_) | Seat::Sold { .. } => {
                let over = Timestamp::from_micros(0);
                let hold = Hold { tier: tier.clone(), ..Hold::new(*hold, owner.clone(), over, over) };
                pinned(Pin { order: *order, hold, until: *until }, now)
            }
        },
        None => match record.at(now) {
            Seat::Held(_) | Seat::Pinned(_) => record.clone(),
            Seat::Available | Seat::Sold { .. } => Seat::Available,
        },
    }
}

/// The hold behind such a pin is over, so an unclaim frees the seat.
fn pinned(pin: Pin, now: Timestamp) -> Seat {
    if pin.until <= now { Seat::Available } else { Seat::Pinned(pin) }
}

/// What to change, of the seats that were read before the sales were queried: `Some(order)` where the seat belongs to that order,
/// `None` where it belongs to no one. `ended`: orders that will not change any more.
#[must_use]
pub fn discrepancies(
    seats: &HashMap<SeatId, Seat>,
    sold: &[(SeatId, OrderId)],
    ended: &[OrderId],
) -> Vec<(SeatId, Option<OrderId>)> {
    let ledger: HashMap<SeatId, OrderId> = sold.iter().copied().collect();
    let ended: HashSet<OrderId> = ended.iter().copied().collect();
    let unsold = sold.iter().filter_map(|(seat, order)| {
        let is_sold = seats.get(seat) == Some(&Seat::Sold { order: *order });
        (!is_sold).then_some((*seat, Some(*order)))
    });
    let unfounded = seats.iter().filter_map(|(seat, record)| match record {
        Seat::Sold { order } if ended.contains(order) && !ledger.contains_key(seat) => Some((*seat, None)),
        Seat::Available | Seat::Held(_) | Seat::Pinned(_) | Seat::Sold { .. } => None,
    });
    unsold.chain(unfounded).collect()
}

/// Corrects a seat, if it still belongs to the same owner as when it was read.
#[must_use]
pub fn amend(id: SeatId, record: &Seat, was: &Seat, sold_to: Option<OrderId>) -> Option<Change> {
    if !has_same_owner(record, was) {
        return None;
    }
    let seat = sold_to.map_or(Seat::Available, |order| Seat::Sold { order });
    let publish: &[Status] = match (record.published(), seat.published()) {
        (before, after) if before == after => &[],
        (_, Status::Sold) => &[Status::Sold],
        (_, Status::Available | Status::Held) => &[Status::Available],
    };
    (*record != seat).then_some(Change { id, seat, publish })
}

fn has_same_owner(record: &Seat, was: &Seat) -> bool {
    match (record, was) {
        (Seat::Available, Seat::Available) => true,
        (Seat::Held(one), Seat::Held(other)) => one.id == other.id,
        (Seat::Pinned(one), Seat::Pinned(other)) => one.order == other.order,
        (Seat::Sold { order: one }, Seat::Sold { order: other }) => one == other,
        (Seat::Available | Seat::Held(_) | Seat::Pinned(_) | Seat::Sold { .. }, _) => false,
    }
}
