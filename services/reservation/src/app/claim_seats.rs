//! An order pins the seats that its buyer holds, or lets go of them again.

use primitives::{Credentials, EventId, OrderId, SeatId};

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
        let command = ClaimSeats { event, order, seats, pin: self.limits.pin, caller: caller.clone() };
        self.store.claim(command).await
    }

    /// Whatever the order pinned goes back to the holds that it came from. Safe to repeat.
    pub async fn unclaim(&self, event: EventId, order: OrderId) -> Result<(), Unavailable> {
        let traceparent = telemetry::current_traceparent();
        self.store.unclaim(UnclaimOrder { event, order, traceparent }).await
    }
}
