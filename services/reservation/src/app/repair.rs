//! The seat store is compared with the ledger from time to time, and put right where an outage has left it wrong.

use std::collections::HashMap;

use primitives::{EventId, OrderId, SeatId, rule_is_off};

use super::Rebuilds;
use crate::domain::Seat;
use crate::domain::restore::wrong;
use crate::metrics;
use crate::ports::{Amendment, SalesUnavailable, Unavailable};

/// How many seats are read or changed in one step.
const SEATS_A_STEP: u32 = 1_000;
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
    /// Puts right what is wrong, and says how many seats that were. The store is looked at first and the ledger second, and a seat that
    /// has changed hands in between is left alone: a sale that comes true at this moment is never taken for a wrong one.
    pub async fn repair(&self, event: EventId) -> Result<u32, RepairError> {
        if rule_is_off!("repair") {
            return Ok(0);
        }
        let looked_at = self.look_at(event).await?;
        let ledger = self.sales().standing(event, &[]).await?.sold;
        let unfounded = unfounded(&looked_at, &ledger);
        // Most of the time every sale is in the ledger, and nobody has to be asked about orders.
        let standing = match unfounded.is_empty() {
            true => crate::ports::Standing { sold: ledger, ended: Vec::new() },
            false => self.sales().standing(event, &unfounded).await?,
        };
        let wrong = wrong(&looked_at, &standing.sold, &standing.ended);
        let amendments: Vec<Amendment> = wrong
            .into_iter()
            .map(|(seat, sold_to)| {
                let was = looked_at.get(&seat).cloned().unwrap_or(Seat::Available);
                Amendment { seat, was, sold_to }
            })
            .collect();
        let mut amended = 0;
        for some in amendments.chunks(SEATS_A_STEP as usize) {
            amended += self.store().amend(event, some.to_vec()).await?;
        }
        if amended > 0 {
            metrics::repaired(amended);
            tracing::warn!(event_id = %event, seats = amended, "seats were other than the ledger says, and were put right");
        }
        Ok(amended)
    }

    async fn look_at(&self, event: EventId) -> Result<HashMap<SeatId, Seat>, Unavailable> {
        let (mut looked_at, mut after) = (HashMap::new(), None);
        for _ in 0..STEPS_MAX {
            let some = self.store().records(event, after, SEATS_A_STEP).await?;
            let Some((last, _)) = some.last() else { break };
            after = Some(*last);
            looked_at.extend(some);
        }
        Ok(looked_at)
    }
}

/// The orders that have a seat without a row in the ledger.
fn unfounded(looked_at: &HashMap<SeatId, Seat>, ledger: &[(SeatId, OrderId)]) -> Vec<OrderId> {
    let ledger: HashMap<SeatId, OrderId> = ledger.iter().copied().collect();
    let unfounded = looked_at.iter().filter_map(|(seat, record)| match record {
        Seat::Sold { order } if !ledger.contains_key(seat) => Some(*order),
        Seat::Available | Seat::Held(_) | Seat::Pinned(_) | Seat::Sold { .. } => None,
    });
    let mut orders: Vec<OrderId> = unfounded.collect();
    orders.sort_unstable();
    orders.dedup();
    orders
}
