//! What reservation answers to other services: orders claim seats, the catalog creates them and takes snapshots, and the comparison of
//! the books reads whose they are.

mod anywhere;

use async_trait::async_trait;
use contracts::ErrorCode;
use contracts::api::reservation::{
    ClaimBody, ClaimedBody, HeldAnywhereBody, HoldAnywhereBody, HoldRecordBody, InstallBody, InstalledBody,
    KnownEventsBody, OldestUnsentBody, SeatRecordBody, SeatRecordState, SeatRecordsBody, SeatRecordsQuery,
    SeatTierBody, UnclaimBody,
};
use contracts::api::{CallError, NoContent, PackedSnapshot, ReservationApi};
use contracts::http::catalog::SeatStatus;
use primitives::{EventId, HoldOwner, OrderId, SeatId, TierName, Timestamp};
use server::ApiError;

use crate::app::{EventMeta, Reservations};
use crate::domain::Seat;
use crate::http::refusals;
use crate::ports::{ClaimError, InstallError, SnapshotError, Unavailable};

#[async_trait]
impl ReservationApi for Reservations {
    async fn claim(&self, body: ClaimBody) -> Result<ClaimedBody, CallError> {
        let event = EventId::new(body.event_id)?;
        let seats = body.seat_ids.into_iter().map(SeatId::new).collect::<Result<_, _>>()?;
        let buyer = body.buyer.credentials().ok_or_else(no_such_name)?;
        let claimed = self.claim(event, OrderId::from_uuid(body.order_id), seats, &buyer).await?;
        let holds = claimed.holds.iter().map(|hold| *hold.as_uuid()).collect();
        let pin_ms = u64::try_from(self.limits().pin.as_millis()).ok();
        let tier =
            |(seat, tier): (SeatId, TierName)| SeatTierBody { seat_id: seat.get(), tier: tier.to_string() };
        let tiers = claimed.tiers.into_iter().map(tier).collect();
        Ok(ClaimedBody { holds, until_us: claimed.until.as_micros(), pin_ms, tiers })
    }

    async fn hold_anywhere(&self, body: HoldAnywhereBody) -> Result<HeldAnywhereBody, CallError> {
        let at = anywhere::address(&body)?;
        let (passes, request) = anywhere::request(body, self.limits())?;
        let event = request.terms.event;
        let session = self.check_pass(event, &passes).await.map_err(ApiError::from)?;
        let held = self.hold_anywhere(request).await.map_err(ApiError::from)?;
        if let Some(reservation) = &held.reservation {
            self.note_hold(event, session, reservation, at);
        }
        Ok(anywhere::body(held))
    }

    async fn unclaim(&self, body: UnclaimBody) -> Result<NoContent, CallError> {
        self.unclaim(EventId::new(body.event_id)?, OrderId::from_uuid(body.order_id)).await?;
        Ok(NoContent)
    }

    async fn install(&self, body: InstallBody) -> Result<InstalledBody, CallError> {
        let InstallBody { event_id, seat_count, on_sale_at_us } = body;
        let on_sale_at = Timestamp::from_micros(on_sale_at_us);
        let epoch =
            self.install(EventMeta { event: EventId::new(event_id)?, seat_count, on_sale_at }).await?;
        Ok(InstalledBody { epoch })
    }

    async fn snapshot(&self, event: EventId) -> Result<PackedSnapshot, CallError> {
        let snapshot = self.snapshot(event).await?;
        let statuses = snapshot.statuses.into_iter().map(SeatStatus::from);
        let packed = PackedSnapshot::pack(snapshot.epoch, snapshot.version, statuses);
        Ok(packed.leaving(snapshot.left_single))
    }

    async fn known_events(&self) -> Result<KnownEventsBody, CallError> {
        let events = self.known_events().await?;
        Ok(KnownEventsBody { event_ids: events.into_iter().map(EventId::get).collect() })
    }

    async fn records(&self, body: SeatRecordsQuery) -> Result<SeatRecordsBody, CallError> {
        let SeatRecordsQuery { event_id, after, limit } = body;
        let after = after.map(SeatId::new).transpose()?;
        let records = self.records(EventId::new(event_id)?, after, limit).await?;
        Ok(SeatRecordsBody { seats: records.into_iter().filter_map(record).collect() })
    }

    async fn oldest_unsent(&self) -> Result<OldestUnsentBody, CallError> {
        let oldest = self.oldest_unsent().await?;
        Ok(OldestUnsentBody { written_us: oldest.map(Timestamp::as_micros) })
    }
}

fn record((seat, record): (SeatId, Seat)) -> Option<SeatRecordBody> {
    let hold = record.hold().map(|hold| HoldRecordBody {
        since_us: hold.since.as_micros(),
        user: match &hold.owner {
            HoldOwner::User(user) => Some(user.as_str().to_owned()),
            HoldOwner::Anonymous => None,
        },
    });
    let state = match record {
        Seat::Available => return None,
        Seat::Held(hold) => SeatRecordState::Held { until_us: hold.until.as_micros() },
        Seat::Pinned(pin) => {
            SeatRecordState::Pinned { order_id: *pin.order.as_uuid(), until_us: pin.until.as_micros() }
        }
        Seat::Sold { order } => SeatRecordState::Sold { order_id: *order.as_uuid() },
    };
    Some(SeatRecordBody { seat_id: seat.get(), hold, state })
}

fn no_such_name() -> CallError {
    CallError::refused(ErrorCode::BadRequest, "nobody can have this name")
}

fn no_event() -> CallError {
    CallError::refused(ErrorCode::EventNotFound, "the seat store does not know this event")
}

impl From<Unavailable> for CallError {
    fn from(error: Unavailable) -> Self {
        Self::unavailable(error)
    }
}

impl From<ClaimError> for CallError {
    fn from(error: ClaimError) -> Self {
        match error {
            ClaimError::UnknownEvent => no_event(),
            ClaimError::UnknownSeat(_) => refusals::no_such_seat().into(),
            ClaimError::Blocked(blocked) => refusals::in_the_way(&blocked).into(),
            ClaimError::NotYours => Self::refused(ErrorCode::NotHoldOwner, "a seat is held by somebody else"),
            ClaimError::Expired => Self::refused(ErrorCode::HoldExpired, "a seat is not held any more"),
            ClaimError::HoldRequired => Self::refused(ErrorCode::HoldRequired, "a seat is not held"),
            ClaimError::Unavailable(error) => error.into(),
        }
    }
}

impl From<InstallError> for CallError {
    fn from(error: InstallError) -> Self {
        match error {
            InstallError::OtherSeatCount { .. } => ApiError::internal(error).into(),
            InstallError::Unavailable(error) => error.into(),
        }
    }
}

impl From<SnapshotError> for CallError {
    fn from(error: SnapshotError) -> Self {
        match error {
            SnapshotError::UnknownEvent => no_event(),
            SnapshotError::Unavailable(error) => error.into(),
        }
    }
}
