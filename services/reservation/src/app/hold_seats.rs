//! A buyer holds seats for a short while, and gives them back.

use primitives::{Credentials, EventId, SeatId};

use super::reservations::Reservations;
use crate::metrics;
use crate::ports::{HoldError, HoldRequest, HoldSeats, ReleaseHold, Reservation, SeatError};

impl Reservations {
    pub async fn hold(&self, request: HoldRequest) -> Result<Reservation, HoldError> {
        let began = tokio::time::Instant::now();
        let command = HoldSeats {
            request,
            hold: self.ids.hold_id(self.clock.now()),
            seats_per_user_max: self.limits.seats_per_user_max,
            trace_id: telemetry::current_trace_id(),
            traceparent: telemetry::current_traceparent(),
        };
        let outcome = self.store.hold(command).await;
        metrics::hold_answered(&outcome, began.elapsed());
        outcome
    }

    /// One seat; the others of the same hold stay held.
    pub async fn release_hold(
        &self,
        event: EventId,
        seat: SeatId,
        caller: Credentials,
    ) -> Result<(), SeatError> {
        let traceparent = telemetry::current_traceparent();
        self.store.release_hold(ReleaseHold { event, seat, caller, traceparent }).await
    }
}
