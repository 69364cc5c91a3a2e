//! A buyer holds seats for a short while, and gives them back.

use primitives::{Credentials, EventId, GuestId, HoldOwner, OverQuota, SeatId};
use tokio::time::Instant;

use super::reservations::Reservations;
use crate::domain::{FreeSeats, Guard, GuestRefusal, SeatLimits};
use crate::metrics;
use crate::ports::{HoldError, HoldRequest, HoldSeats, ReleaseHold, Reservation, SeatError, Wanted};

impl Reservations {
    pub async fn hold(&self, request: HoldRequest) -> Result<Reservation, HoldError> {
        let began = Instant::now();
        let outcome = match self.admit(request.guest) {
            Ok(()) => self.hold_guarded(request).await,
            Err(refused) => Err(refused),
        };
        let took = began.elapsed();
        metrics::hold_answered(&outcome, took);
        if let Some(gate) = self.gate() {
            gate.note_time(took);
        }
        outcome
    }

    pub(super) fn admit(&self, guest: Option<GuestId>) -> Result<(), HoldError> {
        let (Some(rate), Some(guest)) = (&self.hold_rate, guest) else { return Ok(()) };
        let too_fast = |OverQuota { retry_after }| HoldError::Guest(GuestRefusal::TooFast { retry_after });
        rate.admit(guest, Instant::now()).map(drop).map_err(too_fast)
    }

    /// Refuses to leave a single seat where the event does not want it. Only a refusal looks at the other seats of the row: the rule does not apply
    /// where any choice would leave one.
    async fn hold_guarded(&self, request: HoldRequest) -> Result<Reservation, HoldError> {
        let (Some(plans), Wanted::Seats(seats)) = (&self.plans, &request.wanted) else {
            return self.hold_in_store(request, Vec::new()).await;
        };
        let Some(plan) = plans.if_known(request.event).await else {
            return self.hold_in_store(request, Vec::new()).await;
        };
        let guards = plan.guards(seats, self.clock.now());
        let refused = match self.hold_in_store(request.clone(), guards.clone()).await {
            Err(refused @ HoldError::LeavesSingles(_)) => refused,
            outcome => return outcome,
        };
        let free = FreeSeats::of(&self.store.snapshot(request.event).await?.statuses);
        let in_force = plan.guards_in_force(seats, &guards, &free);
        if in_force.len() == guards.len() {
            return Err(refused);
        }
        self.hold_in_store(request, in_force).await
    }

    pub(super) async fn hold_in_store(
        &self,
        request: HoldRequest,
        guards: Vec<Guard>,
    ) -> Result<Reservation, HoldError> {
        let now = self.clock.now();
        let asked = self.sold_out.ask(&request, now)?;
        let traceparent = telemetry::current_traceparent();
        let trace_id = traceparent.as_deref().and_then(telemetry::trace_id_of);
        let (limits, usual) = (self.seat_limits(&request).await, self.limits.seats().per_user);
        let command = HoldSeats {
            hold: self.ids.hold_id(request.event),
            request,
            limits,
            guards,
            trace_id: trace_id.map_or_else(telemetry::current_trace_id, str::to_owned),
            traceparent,
        };
        let answer = self.store.hold(command).await;
        self.sold_out.answered(&asked, &answer);
        match answer {
            Err(HoldError::TooManySeats { max, .. }) if max < usual => Err(HoldError::LimitReached),
            held => held,
        }
    }

    /// Where a buyer may not buy without end, what is bought leaves less to be held.
    async fn seat_limits(&self, request: &HoldRequest) -> SeatLimits {
        let seats = self.limits.seats();
        let HoldOwner::User(user) = &request.owner else { return seats };
        let Some(limit) = self.buyer_limit(request.event).await else { return seats };
        SeatLimits { per_user: seats.per_user.min(self.bought.left(request.event, user, limit)), ..seats }
    }

    /// How much of the event a named buyer may hold and have bought: as it was published, or else as it is set.
    async fn buyer_limit(&self, event: EventId) -> Option<u32> {
        let plan = match &self.plans {
            Some(plans) => plans.if_known(event).await,
            None => None,
        };
        plan.and_then(|plan| plan.buyer_limit()).or(self.limits.buyer_limit)
    }

    /// One seat; the others of the same hold stay held.
    pub async fn release_hold(
        &self,
        event: EventId,
        seat: SeatId,
        caller: Credentials,
    ) -> Result<(), SeatError> {
        let traceparent = telemetry::current_traceparent();
        let released = self.store.release_hold(ReleaseHold { event, seat, caller, traceparent }).await;
        self.sold_out.freed(event);
        released
    }
}
