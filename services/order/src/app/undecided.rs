//! Whose orders wait for their decision. No one caller, and no one address with many names, may take all the room that there is.
//!
//! Counted by this process, of the orders that it has accepted. An order has ended when this process has decided it, when another one has
//! published that it did, or when its seats cannot be pinned any more.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use primitives::{Credentials, GuestId, OrderId, Timestamp, UserId};

/// `Retry-After` of a refusal: most orders are decided within a second.
pub const UNDECIDED_RETRY_AFTER: Duration = Duration::from_secs(2);

/// How many orders may wait for their decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndecidedLimits {
    /// Of one user or one session of a guest, or of all callers without either at one address.
    pub per_caller: usize,
    /// Of all callers at one address, whatever they call themselves.
    pub per_address: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooManyUndecided;

#[derive(Debug)]
pub(super) struct UndecidedOrders {
    /// None: nothing is limited.
    limits: Option<UndecidedLimits>,
    /// No order waits for longer.
    longest: Duration,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    orders: HashMap<OrderId, Counted>,
    by_age: VecDeque<(Timestamp, OrderId)>,
    of_each: HashMap<CountedBy, usize>,
    /// How many orders belong to guests.
    of_guests: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum CountedBy {
    User(UserId),
    Guest(GuestId),
    Address(GuestId),
}

/// By whom an order is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Counted {
    caller: CountedBy,
    address: CountedBy,
    is_guest: bool,
}

/// An order that is being placed; dropped without `keep`, it was not.
#[derive(Debug)]
pub(super) struct PlacedOrder {
    order: OrderId,
    undecided: Option<Arc<UndecidedOrders>>,
}

impl UndecidedOrders {
    pub(super) fn new(limits: Option<UndecidedLimits>, longest: Duration) -> Arc<Self> {
        Arc::new(Self { limits, longest, waiting: Mutex::default() })
    }

    /// How much less room there is for this caller than for others: guests have half of it together, because they can be any number of
    /// callers.
    pub(super) fn reserved_from(&self, caller: &Credentials) -> u64 {
        let is_guest = self.limits.is_some() && caller.owner().is_guest();
        if is_guest { self.waiting.lock().of_guests } else { 0 }
    }

    pub(super) fn admit(
        self: &Arc<Self>,
        order: OrderId,
        caller: &Credentials,
        address: GuestId,
        now: Timestamp,
    ) -> Result<PlacedOrder, TooManyUndecided> {
        let Some(limits) = self.limits else { return Ok(PlacedOrder { order, undecided: None }) };
        let is_guest = caller.owner().is_guest();
        let caller = caller.user.clone().map_or(CountedBy::Guest(address), CountedBy::User);
        let counted = Counted { caller, address: CountedBy::Address(address), is_guest };
        let mut waiting = self.waiting.lock();
        waiting.forget_before(now.minus(self.longest));
        if waiting.orders.contains_key(&order) {
            return Ok(PlacedOrder { order, undecided: None });
        }
        if waiting.count(&counted.caller) >= limits.per_caller
            || waiting.count(&counted.address) >= limits.per_address
        {
            return Err(TooManyUndecided);
        }
        waiting.add(order, counted, now);
        Ok(PlacedOrder { order, undecided: Some(self.clone()) })
    }

    pub(super) fn ended(&self, order: OrderId) {
        self.waiting.lock().remove(order);
    }
}

impl Waiting {
    fn count(&self, one: &CountedBy) -> usize {
        self.of_each.get(one).copied().unwrap_or(0)
    }

    fn add(&mut self, order: OrderId, counted: Counted, now: Timestamp) {
        self.of_guests += u64::from(counted.is_guest);
        for one in [&counted.caller, &counted.address] {
            *self.of_each.entry(one.clone()).or_default() += 1;
        }
        self.by_age.push_back((now, order));
        self.orders.insert(order, counted);
    }

    fn remove(&mut self, order: OrderId) {
        let Some(counted) = self.orders.remove(&order) else { return };
        self.of_guests -= u64::from(counted.is_guest);
        for one in [counted.caller, counted.address] {
            let count = self.count(&one).saturating_sub(1);
            if count == 0 {
                self.of_each.remove(&one);
            } else {
                self.of_each.insert(one, count);
            }
        }
    }

    /// Also forgets the age of orders that have ended.
    fn forget_before(&mut self, earliest: Timestamp) {
        while let Some((since, order)) = self.by_age.front().copied()
            && (since < earliest || !self.orders.contains_key(&order))
        {
            self.by_age.pop_front();
            self.remove(order);
        }
    }
}

impl PlacedOrder {
    /// It was accepted, and is counted until it ends.
    pub(super) fn keep(mut self) {
        self.undecided = None;
    }
}

impl Drop for PlacedOrder {
    fn drop(&mut self) {
        if let Some(undecided) = &self.undecided {
            undecided.ended(self.order);
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn order(number: u128) -> OrderId {
        OrderId::from_uuid(Uuid::from_u128(number))
    }

    fn caller(user: Option<&str>) -> Credentials {
        Credentials { user: user.and_then(UserId::parse), was_guest: None, token: None, open: false }
    }

    fn at(second: u64) -> Timestamp {
        Timestamp::from_micros(1_000_000_000).plus(Duration::from_secs(second))
    }

    fn undecided(per_caller: usize, per_address: usize) -> Arc<UndecidedOrders> {
        UndecidedOrders::new(Some(UndecidedLimits { per_caller, per_address }), Duration::from_secs(90))
    }

    #[test]
    fn a_caller_and_an_address_have_a_limit_each() {
        let undecided = undecided(2, 3);
        let place = |number, user, address, second| {
            let placed = undecided.admit(order(number), &caller(user), GuestId(address), at(second));
            placed.map(PlacedOrder::keep).is_ok()
        };
        assert!(place(1, Some("mina"), 1, 0) && place(2, Some("mina"), 2, 0));
        assert!(!place(3, Some("mina"), 3, 0), "a third order of mina");
        assert!(place(4, None, 1, 0) && place(5, None, 1, 0));
        assert!(!place(6, Some("joon"), 1, 0), "a fourth order from one address");
        undecided.ended(order(1));
        assert!(place(7, Some("mina"), 3, 0));
        assert!(!place(8, None, 1, 90), "nothing is too old yet");
        assert!(place(8, None, 1, 91), "no order waits for so long");
    }

    #[test]
    fn an_order_that_was_not_placed_is_not_counted_and_one_is_counted_once() {
        let undecided = undecided(1, 1);
        let admit = |number| undecided.admit(order(number), &caller(None), GuestId(1), at(0));
        drop(admit(1).unwrap());
        admit(2).unwrap().keep();
        drop(admit(2).unwrap());
        assert_eq!(admit(3).unwrap_err(), TooManyUndecided);
        assert_eq!(undecided.reserved_from(&caller(None)), 1);
        assert_eq!(undecided.reserved_from(&caller(Some("mina"))), 0);
        assert_eq!(undecided.reserved_from(&caller(Some("g:7"))), 1, "a name for the asking");
    }

    #[test]
    fn what_has_ended_leaves_nothing() {
        let undecided = undecided(8, 8);
        for number in 0..1_000 {
            undecided.admit(order(number), &caller(None), GuestId(1), at(0)).unwrap().keep();
            undecided.ended(order(number));
        }
        let waiting = undecided.waiting.lock();
        assert!(waiting.orders.is_empty() && waiting.of_each.is_empty() && waiting.by_age.len() <= 1);
        assert_eq!(waiting.of_guests, 0);
    }
}
