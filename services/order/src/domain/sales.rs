//! What whoever keeps the seats has to know of sales: when it lost everything, and when it wants to know whether it is right.

use primitives::{HoldId, HoldOwner, OrderId, SeatId, Timestamp};

/// A row of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sale {
    pub seat: SeatId,
    pub order: OrderId,
}

/// How far an order has come that may still become a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The seats are pinned.
    Authorizing,
    /// A confirm was sent: whether it has been carried out or not, the seats are the order's.
    Confirming,
}

/// An order that may still become a sale. One that is confirmed is in the ledger, and one that is being undone has nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderWay {
    pub order: OrderId,
    pub seats: Vec<SeatId>,
    pub holds: Vec<HoldId>,
    pub owner: HoldOwner,
    pub stage: Stage,
    pub created: Timestamp,
}

/// Of one snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sales {
    pub sold: Vec<Sale>,
    pub under_way: Vec<UnderWay>,
}

/// What has become of some orders, beside everything that is sold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    pub sold: Vec<Sale>,
    /// Those of the orders asked for that have come to their end.
    pub ended: Vec<OrderId>,
}
