//! The seat store is compared with the ledger from time to time, and corrected where an outage has left it wrong.

use std::collections::HashMap;

use primitives::{EventId, OrderId, SeatId};

use super::rebuild::Rebuilds;
use crate::domain::Seat;
use crate::domain::restore::discrepancies;
use crate::metrics;
use crate::ports::{Amendment, SalesUnavailable, Standing, Unavailable};

/// How many seats are read or changed in one step.
const SEATS_PER_STEP: u32 = 1_000;
/// More seats than any event has, in steps.
const STEPS_MAX: u32 = 10_000;

#[derive(Debug, thiserror::Error)]
pub enum RepairError {
    #[error(transparent)]
    Store(#[from] Unavailable),
    #[error(transparent)]
    Sales(#[from] SalesUnavailable),
}

impl Rebuilds {
    /// Corrects the seats that differ from the ledger, and returns how many. The store is read first and the ledger second, and a seat whose
    /// owner has changed in between is left alone: a sale that completes at this moment is never taken for a wrong one.
    pub async fn repair(&self, event: EventId) -> Result<u32, RepairError> {
        let seats = self.read_all(event).await?;
        let standing = self.standing(event, &seats).await?;
        let amendments: Vec<Amendment> = discrepancies(&seats, &standing.sold, &standing.ended)
            .into_iter()
            .map(|(seat, sold_to)| {
                let was = seats.get(&seat).cloned().unwrap_or(Seat::Available);
                Amendment { seat, was, sold_to }
            })
            .collect();
        let mut amended = 0;
        for some in amendments.chunks(SEATS_PER_STEP as usize) {
            amended += self.recovery.amend(event, some.to_vec()).await?;
        }
        if amended > 0 {
            metrics::repaired(amended);
            tracing::warn!(event_id = %event, seats = amended, "corrected seats that differed from the ledger");
        }
        Ok(amended)
    }

    async fn read_all(&self, event: EventId) -> Result<HashMap<SeatId, Seat>, Unavailable> {
        let (mut seats, mut after) = (HashMap::new(), None);
        for _ in 0..STEPS_MAX {
            let some = self.recovery.records(event, after, SEATS_PER_STEP).await?;
            let Some((last, _)) = some.last() else { break };
            after = Some(*last);
            seats.extend(some);
        }
        Ok(seats)
    }

    /// Most of the time every sale is in the ledger, and then no order has to be looked up.
    async fn standing(
        &self,
        event: EventId,
        seats: &HashMap<SeatId, Seat>,
    ) -> Result<Standing, SalesUnavailable> {
        let ledger = self.sales.standing(event, &[]).await?;
        match unfounded(seats, &ledger.sold) {
            orders if orders.is_empty() => Ok(Standing { sold: ledger.sold, ended: Vec::new() }),
            orders => self.sales.standing(event, &orders).await,
        }
    }
}

/// The orders that have a seat without a row in the ledger.
fn unfounded(seats: &HashMap<SeatId, Seat>, ledger: &[(SeatId, OrderId)]) -> Vec<OrderId> {
    let ledger: HashMap<SeatId, OrderId> = ledger.iter().copied().collect();
    let unfounded = seats.iter().filter_map(|(seat, record)| match record {
        Seat::Sold { order } if !ledger.contains_key(seat) => Some(*order),
        Seat::Available | Seat::Held(_) | Seat::Pinned(_) | Seat::Sold { .. } => None,
    });
    let mut orders: Vec<OrderId> = unfounded.collect();
    orders.sort_unstable();
    orders.dedup();
    orders
}
