//! The seats of an event, compared with the ledger and the orders under way.

use std::collections::HashMap;
use std::time::Duration;

use primitives::{EventId, OrderId, SeatId, Timestamp, VisitorId};

use super::breach::{Breach, Promise};
use super::orders::Fate;
use crate::domain::sales::{LedgerRow, UnderWay};

/// Lapsed holds are swept within a second; the rest is clock skew.
const SWEPT_WITHIN: Duration = Duration::from_secs(3);

/// A seat that is anything but available, as the seat store has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatRecord {
    pub seat: SeatId,
    pub state: SeatState,
    /// Of a seat that is held, or pinned out of a hold.
    pub hold: Option<HoldBirth>,
}

/// When a hold was made, and who made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldBirth {
    pub since: Timestamp,
    /// Of a named buyer.
    pub visitor: Option<VisitorId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeatState {
    Held { until: Timestamp },
    Pinned { order: OrderId, until: Timestamp },
    Sold { order: OrderId },
}

/// What the books say of some seats of one event.
#[derive(Debug)]
pub struct SeatsOfEvent<'a> {
    pub event: EventId,
    pub records: &'a [SeatRecord],
    /// By ascending seat.
    pub ledger: &'a [LedgerRow],
    /// Of the orders that the records and the ledger name; those that do not exist are missing.
    pub fates: &'a HashMap<OrderId, Fate>,
    /// The orders whose pins are live.
    pub under_way: &'a [UnderWay],
    pub now: Timestamp,
}

#[must_use]
pub fn of_seats(seats: &SeatsOfEvent<'_>) -> Vec<Breach> {
    let records: HashMap<SeatId, SeatState> =
        seats.records.iter().map(|record| (record.seat, record.state)).collect();
    let ledger: HashMap<SeatId, OrderId> = seats.ledger.iter().map(|sale| (sale.seat, sale.order)).collect();
    let twice = seats.ledger.windows(2).filter_map(|pair| match pair {
        [one, other] if one.seat == other.seat => {
            let what = format!("the ledger has it for {} and for {}", one.order, other.order);
            Some(Breach::of(Promise::NoDoubleSale, what).seat(one.seat))
        }
        _ => None,
    });
    let sold = seats.ledger.iter().filter_map(|row| seats.ledger_row(row, records.get(&row.seat)));
    let kept = seats.records.iter().filter_map(|record| seats.record(record, ledger.get(&record.seat)));
    let under_way = seats.under_way.iter().flat_map(|order| taken_from(order, &records));
    twice.chain(sold).chain(kept).chain(under_way).map(|breach| breach.at(seats.event)).collect()
}

/// A seat that the seat store itself has noted, in the step that held the ones beside it.
#[must_use]
pub fn of_single(event: EventId, left_single: Option<SeatId>) -> Option<Breach> {
    let breach =
        |seat| Breach::of(Promise::NoSeatIsLeftSingle, "a hold left it single, and may not").seat(seat);
    left_single.map(|seat| breach(seat).at(event))
}

impl SeatsOfEvent<'_> {
    fn ledger_row(&self, row: &LedgerRow, record: Option<&SeatState>) -> Option<Breach> {
        let LedgerRow { seat, order } = *row;
        let what = match self.fates.get(&order) {
            Some(Fate::Sold) if record == Some(&SeatState::Sold { order }) => return None,
            Some(Fate::Sold) => format!("sold by the ledger, and the seat store has {record:?}"),
            fate => format!("sold by the ledger to an order that is not confirmed: {fate:?}"),
        };
        Some(Breach::of(Promise::BooksAgree, what).order(order).seat(seat))
    }

    fn record(&self, record: &SeatRecord, sold_to: Option<&OrderId>) -> Option<Breach> {
        let overdue = |until: Timestamp| until.plus(SWEPT_WITHIN) < self.now;
        let breach = match record.state {
            SeatState::Held { until } if overdue(until) => {
                Breach::of(Promise::HoldsLapse, "held for longer than it may be")
            }
            SeatState::Pinned { order, until } if overdue(until) => {
                Breach::of(Promise::HoldsLapse, "pinned for longer than it may be").order(order)
            }
            SeatState::Pinned { order, .. } if self.fates.get(&order) == Some(&Fate::Over) => {
                Breach::of(Promise::HoldsLapse, "pinned for an order that is over").order(order)
            }
            SeatState::Sold { order } if sold_to.is_none() && self.is_decided(order) => {
                Breach::of(Promise::BooksAgree, "sold by the seat store, and the ledger has nothing")
                    .order(order)
            }
            SeatState::Held { .. } | SeatState::Pinned { .. } | SeatState::Sold { .. } => return None,
        };
        Some(breach.seat(record.seat))
    }

    /// Until then the seat store may know of a sale that the ledger does not know yet.
    fn is_decided(&self, order: OrderId) -> bool {
        self.fates.get(&order) != Some(&Fate::UnderWay)
    }
}

/// Seats of an order under way that another order or buyer has.
fn taken_from(order: &UnderWay, records: &HashMap<SeatId, SeatState>) -> Vec<Breach> {
    let taken = |seat: &SeatId| {
        let other = match records.get(seat)? {
            SeatState::Pinned { order: other, .. } | SeatState::Sold { order: other } => {
                (*other != order.order).then(|| format!("the order {other}"))?
            }
            SeatState::Held { .. } => "another buyer".to_owned(),
        };
        let what = format!("an order under way pinned it, and {other} has it");
        Some(Breach::of(Promise::SeatsAreKept, what).order(order.order).seat(*seat))
    };
    order.seats.iter().filter_map(taken).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_that_is_in_the_ledger_twice_is_found_before_anything_else() {
        let seat = SeatId::new(7).unwrap();
        let [one, other] = [1, 2].map(|number| OrderId::from_uuid(uuid::Uuid::from_u128(number)));
        let ledger = [LedgerRow { seat, order: one }, LedgerRow { seat, order: other }];
        let records = [SeatRecord { seat, state: SeatState::Sold { order: one }, hold: None }];
        let fates = HashMap::from([(one, Fate::Sold), (other, Fate::Sold)]);
        let event = EventId::new(1).unwrap();
        let (now, under_way) = (Timestamp::from_micros(0), &[]);
        let found = of_seats(&SeatsOfEvent {
            event,
            records: &records,
            ledger: &ledger,
            fates: &fates,
            under_way,
            now,
        });
        let found: Vec<_> = found.iter().map(|breach| (breach.promise, breach.seat, breach.order)).collect();
        let twice = (Promise::NoDoubleSale, Some(seat), None);
        assert_eq!(found, [twice, (Promise::BooksAgree, Some(seat), Some(other))]);
    }
}
