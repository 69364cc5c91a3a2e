//! Orders that could not be advanced cool down before the next attempt, so that a damaged record is reported now and then and not all the
//! time, and an outage of the bus costs one look a second.

use std::collections::HashMap;

use parking_lot::Mutex;
use primitives::OrderId;
use tokio::time::Instant;

/// Beyond this many everything fails, and it is no single order's fault.
const ORDERS_MAX: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Cooldowns(Mutex<HashMap<OrderId, Instant>>);

impl Cooldowns {
    pub(super) fn include(&self, order: OrderId, now: Instant) -> bool {
        self.0.lock().get(&order).is_some_and(|until| now < *until)
    }

    pub(super) fn start(&self, order: OrderId, until: Instant) {
        let mut cooling = self.0.lock();
        if cooling.len() >= ORDERS_MAX {
            cooling.clear();
        }
        cooling.insert(order, until);
    }

    pub(super) fn end(&self, order: OrderId) {
        self.0.lock().remove(&order);
    }
}
