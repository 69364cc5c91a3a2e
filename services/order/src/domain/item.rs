//! One seat of an order, and what it costs.

use primitives::{SeatId, TierName};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderItem {
    pub seat: SeatId,
    /// The price that it was held at, where there are several.
    pub tier: Option<TierName>,
    /// In the minor unit of the order's currency. None: the order is of an earlier release, which kept only the sum.
    pub price: Option<i64>,
}
