//! An order pins the seats that its buyer holds, or lets go of them again.

use std::time::Duration;

use primitives::{Credentials, EventId, OrderId, SeatId, rule_is_off};

use super::Reservations;
use crate::ports::{ClaimError, ClaimSeats, Claimed, Unavailable, UnclaimOrder};

impl Reservations {
    /// All seats or none. Safe to repeat with the same order.
    pub async fn claim(
        &self,
        event: EventId,
        order: OrderId,
        seats: Vec<SeatId>,
        caller: &Credentials,
    ) -> Result<Claimed, ClaimError> {
        let pin = if rule_is_off!("pin") { Duration::ZERO } else { self.limits.pin };
        let command = ClaimSeats { event, order, seats, pin, caller: caller.clone() };
        self.store.claim(command).await
    }

    /// Whatever the order pinned goes back to the holds that it came from. Safe to repeat.
    pub async fn unclaim(&self, event: EventId, order: OrderId) -> Result<(), Unavailable> {
        let traceparent = telemetry::current_traceparent();
        self.store.unclaim(UnclaimOrder { event, order, traceparent }).await
    }
}
