//! How many seats named buyers have bought, as far as this process knows: what was confirmed while it ran. So a hold that would be refused at the
//! end is refused at the beginning. The ledger of order has the last word, and knows everything.

use std::collections::{HashMap, HashSet, VecDeque};

use parking_lot::Mutex;
use primitives::{EventId, OrderId, UserId};

/// The oldest are forgotten beyond it.
const ORDERS_MAX: usize = 100_000;

type Buyer = (EventId, UserId);

#[derive(Default)]
pub struct BoughtSeats {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    seats: HashMap<Buyer, u32>,
    orders: HashSet<OrderId>,
    by_age: VecDeque<BoughtOrder>,
}

/// An order that was confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoughtOrder {
    pub order: OrderId,
    pub event: EventId,
    pub user: UserId,
    pub seats: u32,
}

impl BoughtSeats {
    /// Repeated, it changes nothing.
    pub fn confirmed(&self, bought: BoughtOrder) {
        let mut known = self.known.lock();
        if known.orders.insert(bought.order) {
            *known.seats.entry(bought.buyer()).or_default() += bought.seats;
            known.by_age.push_back(bought);
            known.forget_beyond(ORDERS_MAX);
        }
    }

    /// How many seats of the event this buyer may hold, who may hold and have bought so many together.
    pub(super) fn left(&self, event: EventId, user: &UserId, limit: u32) -> usize {
        let bought = self.known.lock().seats.get(&(event, user.clone())).copied();
        usize::try_from(limit.saturating_sub(bought.unwrap_or(0))).unwrap_or(usize::MAX)
    }
}

impl Known {
    fn forget_beyond(&mut self, orders: usize) {
        while self.by_age.len() > orders
            && let Some(oldest) = self.by_age.pop_front()
        {
            self.orders.remove(&oldest.order);
            let buyer = oldest.buyer();
            let left = self.seats.get(&buyer).map_or(0, |seats| seats.saturating_sub(oldest.seats));
            if left == 0 {
                self.seats.remove(&buyer);
            } else {
                self.seats.insert(buyer, left);
            }
        }
    }
}

impl BoughtOrder {
    fn buyer(&self) -> Buyer {
        (self.event, self.user.clone())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn bought(order: u128, event: i64, user: &str, seats: u32) -> BoughtOrder {
        BoughtOrder {
            order: OrderId::from_uuid(Uuid::from_u128(order)),
            event: EventId::new(event).unwrap(),
            user: UserId::parse(user).unwrap(),
            seats,
        }
    }

    fn left(bought: &BoughtSeats, event: i64, user: &str) -> usize {
        bought.left(EventId::new(event).unwrap(), &UserId::parse(user).unwrap(), 4)
    }

    #[test]
    fn an_order_counts_once_for_its_buyer_at_its_event() {
        let seats = BoughtSeats::default();
        for _ in 0..3 {
            seats.confirmed(bought(1, 7, "mina", 3));
        }
        assert_eq!((left(&seats, 7, "mina"), left(&seats, 7, "joon"), left(&seats, 8, "mina")), (1, 4, 4));
        seats.confirmed(bought(2, 7, "mina", 3));
        assert_eq!(left(&seats, 7, "mina"), 0);
    }

    #[test]
    fn the_oldest_orders_are_forgotten() {
        let seats = BoughtSeats::default();
        seats.confirmed(bought(1, 7, "mina", 1));
        seats.confirmed(bought(2, 7, "mina", 2));
        seats.confirmed(bought(3, 7, "joon", 1));
        seats.known.lock().forget_beyond(2);
        assert_eq!((left(&seats, 7, "mina"), left(&seats, 7, "joon")), (2, 3));
        seats.known.lock().forget_beyond(0);
        let known = seats.known.lock();
        assert!(known.seats.is_empty() && known.orders.is_empty() && known.by_age.is_empty());
    }
}
