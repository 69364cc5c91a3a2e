//! The mock's books. They live as long as the process and hold a bounded number of orders: what is forgotten was settled long
//! ago, and asked about again it is answered as if for the first time.

use std::collections::{HashMap, VecDeque};

use parking_lot::{Mutex, MutexGuard};
use primitives::OrderId;

const ORDERS_MAX: usize = 20_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    SetAside,
    Captured,
    /// Also of what was never set aside: it must not be any more.
    Released,
}

#[derive(Debug, Default)]
pub(super) struct Effects(Mutex<Books>);

#[derive(Debug, Default)]
struct Books {
    by_order: HashMap<OrderId, Effect>,
    oldest_first: VecDeque<OrderId>,
}

impl Effects {
    pub(super) fn of(&self, order: OrderId) -> Option<Effect> {
        self.books().by_order.get(&order).copied()
    }

    /// Changes nothing about an order that is known already. Gives what the books say then.
    pub(super) fn set_aside(&self, order: OrderId) -> Effect {
        *self.books().entry(order)
    }

    pub(super) fn capture(&self, order: OrderId) {
        *self.books().entry(order) = Effect::Captured;
    }

    pub(super) fn release(&self, order: OrderId) {
        *self.books().entry(order) = Effect::Released;
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.0.lock()
    }
}

impl Books {
    fn entry(&mut self, order: OrderId) -> &mut Effect {
        if !self.by_order.contains_key(&order) {
            self.oldest_first.push_back(order);
        }
        if self.oldest_first.len() > ORDERS_MAX
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.by_order.remove(&oldest);
        }
        self.by_order.entry(order).or_insert(Effect::SetAside)
    }
}
