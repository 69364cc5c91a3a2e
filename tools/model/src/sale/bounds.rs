//! The bounds of what is explored: so many orders for the same seats, so many faults of each kind.

use crate::Rules;

#[derive(Debug, Clone, Copy)]
pub struct SaleModel {
    pub orders: u8,
    pub seats: u32,
    /// How often the seat store may be cut off from its replica, which is then promoted.
    pub failovers: u8,
    /// How many restorations may be in progress at once: the fence is for the second.
    pub rebuilds: usize,
    /// How often the bus may redeliver what the seats have handled already.
    pub replays: u8,
    /// Whether the provider may be slow, decline, and take effect without its response arriving. Otherwise it authorizes at once.
    pub unreliable_provider: bool,
    pub rules: Rules,
    /// Whether it is proven of every state that all orders end once nothing more goes wrong. That takes its time.
    pub liveness: bool,
}

impl SaleModel {
    #[must_use]
    pub const fn of(orders: u8) -> Self {
        Self {
            orders,
            seats: 1,
            failovers: 0,
            rebuilds: 1,
            replays: 0,
            unreliable_provider: true,
            rules: Rules::ALL,
            liveness: false,
        }
    }
}
