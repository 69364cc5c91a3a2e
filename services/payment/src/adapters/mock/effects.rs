//! What the mock remembers of each order. It lives as long as the process and is bounded: an evicted order was settled long ago, and a repeated
//! call is handled as if it were the first.

use std::collections::{HashMap, VecDeque};

use parking_lot::{Mutex, MutexGuard};
use primitives::OrderId;

const ORDERS_MAX: usize = 20_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Authorized,
    Captured,
    /// Also of what was never authorized: it can no longer be.
    Released,
    Refunded,
}

#[derive(Debug, Default)]
pub(super) struct Effects(Mutex<Orders>);

#[derive(Debug, Default)]
struct Orders {
    by_order: HashMap<OrderId, Effect>,
    oldest_first: VecDeque<OrderId>,
}

impl Effects {
    pub(super) fn of(&self, order: OrderId) -> Option<Effect> {
        self.orders().by_order.get(&order).copied()
    }

    /// Changes nothing about an order that is known already. Returns its effect then.
    pub(super) fn authorize(&self, order: OrderId) -> Effect {
        *self.orders().entry(order)
    }

    /// What was given back stays given back.
    pub(super) fn capture(&self, order: OrderId) {
        let mut orders = self.orders();
        let effect = orders.entry(order);
        if *effect != Effect::Refunded {
            *effect = Effect::Captured;
        }
    }

    pub(super) fn release(&self, order: OrderId) {
        *self.orders().entry(order) = Effect::Released;
    }

    pub(super) fn refund(&self, order: OrderId) {
        *self.orders().entry(order) = Effect::Refunded;
    }

    fn orders(&self) -> MutexGuard<'_, Orders> {
        self.0.lock()
    }
}

impl Orders {
    fn entry(&mut self, order: OrderId) -> &mut Effect {
        if !self.by_order.contains_key(&order) {
            self.oldest_first.push_back(order);
        }
        if self.oldest_first.len() > ORDERS_MAX
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.by_order.remove(&oldest);
        }
        self.by_order.entry(order).or_insert(Effect::Authorized)
    }
}
