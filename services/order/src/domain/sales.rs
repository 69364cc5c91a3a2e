//! What the seat store needs to know of sales: when it lost its data and is rebuilt, and when it checks its own.

use primitives::{HoldId, HoldOwner, OrderId, SeatId, TierName, Timestamp};

/// A row of the sale ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerRow {
    pub seat: SeatId,
    pub order: OrderId,
}

/// The stage of an order that may still become a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderStage {
    /// The seats are pinned.
    Authorizing,
    /// A confirm was sent: whether it was carried out or not, the seats are the order's.
    Confirming,
}

/// An order that may still become a sale. One that is confirmed is in the ledger, and one that is being undone has no claim to its seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderWay {
    pub order: OrderId,
    pub seats: Vec<SeatId>,
    pub holds: Vec<HoldId>,
    pub owner: HoldOwner,
    pub stage: OrderStage,
    pub created: Timestamp,
}

/// Everything that has to be in a seat store of this epoch, of one snapshot of the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalesSnapshot {
    pub epoch: u64,
    pub sold: Vec<LedgerRow>,
    pub under_way: Vec<UnderWay>,
    /// Of those seats that are bought at one of several prices.
    pub tiers: Vec<(SeatId, TierName)>,
}

/// Everything that is sold, and which of some orders have ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    pub sold: Vec<LedgerRow>,
    pub ended: Vec<OrderId>,
}
