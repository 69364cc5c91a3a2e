//! How a line follows what is left of the event and how the services behind it cope: what is read, and what follows from it.

use std::time::Duration;

use primitives::Timestamp;

use super::stock::SeatsLeft;

/// How the orders behind the line cope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderIntake {
    HasRoom,
    /// Too many wait for their decision.
    Full,
    /// The service does not answer.
    Unreachable,
}

/// What the services behind the line have said within the last seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Of nineteen holds in twenty, the slowest; None: nothing was held.
    pub hold_p95: Option<Duration>,
    pub orders: OrderIntake,
}

/// None: not known at the moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reading {
    pub stock: Option<SeatsLeft>,
    pub load: Option<Load>,
}

/// Why fewer are called in a minute than operators allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brake {
    SlowHolds,
    FullOrders,
    /// The services behind the line do not answer.
    Unreachable,
}

/// Why fewer may be in the sale at once than operators allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapReason {
    Stock,
    StockUnknown,
    /// At the present rate no more would be there at once.
    Dwell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steering {
    /// How many may be called in a minute.
    pub rate: u32,
    /// None: it rises, up to what operators allow.
    pub brake: Option<Brake>,
    /// How many may be called or in the sale at once; None: as many as operators allow.
    pub cap: Option<(u32, CapReason)>,
    /// The last step of the rate.
    pub at: Timestamp,
    /// When it was last noted that they are known; None: never. What was never known limits nothing.
    pub stock_at: Option<Timestamp>,
    pub load_at: Option<Timestamp>,
}

impl Steering {
    #[must_use]
    pub fn begin(ceiling: u32, now: Timestamp) -> Self {
        Self { rate: ceiling, brake: None, cap: None, at: now, stock_at: None, load_at: None }
    }
}
