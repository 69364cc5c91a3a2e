//! A buyer gives a seat back.

use primitives::{Credentials, EventId, SeatId};

use super::Reservations;
use crate::ports::{ReleaseHold, SeatError};

impl Reservations {
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
