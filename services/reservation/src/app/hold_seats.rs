//! A buyer takes seats for a short while.

use std::time::Duration;

use primitives::{EventId, HoldOwner, SeatId};

use super::Reservations;
use crate::metrics;
use crate::ports::{HoldError, HoldKey, HoldSeats, Reservation};

/// What a buyer asks for, within the limits of a call.
#[derive(Debug, Clone)]
pub struct HoldRequest {
    pub event: EventId,
    pub seats: Vec<SeatId>,
    pub owner: HoldOwner,
    pub life: Duration,
    pub key: Option<HoldKey>,
}

impl Reservations {
    pub async fn hold(&self, request: HoldRequest) -> Result<Reservation, HoldError> {
        let began = tokio::time::Instant::now();
        let HoldRequest { event, seats, owner, life, key } = request;
        let command = HoldSeats {
            event,
            seats,
            owner,
            life,
            seats_per_user_max: self.limits.seats_per_user_max,
            hold: self.ids.hold_id(self.clock.now()),
            key,
            trace_id: telemetry::current_trace_id(),
            traceparent: telemetry::current_traceparent(),
        };
        let outcome = self.store.hold(command).await;
        metrics::hold_answered(&outcome, began.elapsed());
        outcome
    }
}
