//! How much of an event there is left to buy, and whether it can be bought.

use primitives::Timestamp;

use super::statuses::{SeatStatus, Statuses};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stock {
    pub remaining: u32,
    pub in_hold: u32,
    pub sold: u32,
}

/// As a buyer sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SalePhase {
    NotYet,
    Open,
    /// Nothing can be bought, and nothing that is held can come back.
    Closed,
}

impl Stock {
    #[must_use]
    pub fn of(statuses: &Statuses) -> Self {
        Self {
            remaining: statuses.count(SeatStatus::Available),
            in_hold: statuses.count(SeatStatus::Held),
            sold: statuses.count(SeatStatus::Sold),
        }
    }

    #[must_use]
    pub fn is_gone(self) -> bool {
        self.remaining == 0 && self.in_hold == 0
    }
}

impl SalePhase {
    #[must_use]
    pub fn of(stock: Stock, on_sale_at: Timestamp, now: Timestamp) -> Self {
        if stock.is_gone() {
            Self::Closed
        } else if on_sale_at > now {
            Self::NotYet
        } else {
            Self::Open
        }
    }
}

#[cfg(test)]
mod tests {
    use SeatStatus::{Available, Held, Sold};

    use super::*;

    fn state(seats: &[SeatStatus], now: i64) -> SalePhase {
        let stock = Stock::of(&seats.iter().copied().collect());
        SalePhase::of(stock, Timestamp::from_micros(1_000), Timestamp::from_micros(now))
    }

    #[test]
    fn a_sale_opens_at_its_time_and_closes_with_the_last_seat() {
        assert_eq!(state(&[Available, Held, Sold], 999), SalePhase::NotYet);
        assert_eq!(state(&[Available, Held, Sold], 1_000), SalePhase::Open);
        assert_eq!(state(&[Held, Sold], 1_000), SalePhase::Open, "what is held may come back");
        assert_eq!(state(&[Sold, Sold], 1_000), SalePhase::Closed);
        assert_eq!(state(&[Sold, Sold], 999), SalePhase::Closed, "sold at a box office, before");
    }
}
