//! What other services ask: orders claim seats, the catalog makes them exist and takes snapshots of them, and whoever compares
//! the books wants to know whose they are.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use contracts::ErrorCode;
use contracts::http::catalog::SeatStatus;
use contracts::http::headers::SEAT_VERSION;
use contracts::internal::packed::pack;
use contracts::internal::reservation::{
    AskSeatRecordsBody, CLAIM, ClaimBody, ClaimedBody, INSTALL, InstallBody, InstalledBody, KNOWN,
    KnownEventsBody, OLDEST_UNSENT, OldestUnsentBody, RECORDS, SEAT_COUNT, SNAPSHOT, SeatRecordBody,
    SeatRecordState, SeatRecordsBody, UNCLAIM, UnclaimBody,
};
use primitives::{EventId, InvalidId, OrderId, SeatId, Timestamp};
use server::{ApiError, Endpoint, EventIdPath, JsonBody, Routes};

use super::convert;
use crate::app::{EventMeta, Reservations};
use crate::domain::{Seat, Status};
use crate::ports::{ClaimError, InstallError, SnapshotError};

pub(crate) fn routes(reservations: Arc<Reservations>) -> Routes {
    let reservations = Data::from(reservations);
    Arc::new(move |config| {
        config
            .app_data(reservations.clone())
            .service(Endpoint::new(CLAIM).post(claim))
            .service(Endpoint::new(UNCLAIM).post(unclaim))
            .service(Endpoint::new(INSTALL).post(install))
            .service(Endpoint::new(SNAPSHOT).get(snapshot))
            .service(Endpoint::new(KNOWN).get(known))
            .service(Endpoint::new(RECORDS).post(records))
            .service(Endpoint::new(OLDEST_UNSENT).get(oldest_unsent));
    })
}

async fn claim(
    body: JsonBody<ClaimBody>,
    reservations: Data<Reservations>,
) -> Result<Json<ClaimedBody>, ApiError> {
    let ClaimBody { event_id, order_id, seat_ids, buyer } = body.0;
    let event = EventId::new(event_id).map_err(|error| unusable(&error))?;
    let seats = seat_ids.into_iter().map(SeatId::new).collect::<Result<_, _>>();
    let seats = seats.map_err(|error| unusable(&error))?;
    let buyer = buyer.credentials().ok_or_else(nobody)?;
    let claimed = reservations.claim(event, OrderId::from_uuid(order_id), seats, &buyer).await?;
    let holds = claimed.holds.iter().map(|hold| *hold.as_uuid()).collect();
    Ok(Json(ClaimedBody { holds, until_us: claimed.until.as_micros() }))
}

async fn unclaim(
    body: JsonBody<UnclaimBody>,
    reservations: Data<Reservations>,
) -> Result<HttpResponse, ApiError> {
    let event = EventId::new(body.0.event_id).map_err(|error| unusable(&error))?;
    let unclaimed = reservations.unclaim(event, OrderId::from_uuid(body.0.order_id)).await;
    unclaimed.map_err(ApiError::unavailable)?;
    Ok(HttpResponse::NoContent().finish())
}

async fn install(
    body: JsonBody<InstallBody>,
    reservations: Data<Reservations>,
) -> Result<Json<InstalledBody>, ApiError> {
    let InstallBody { event_id, seat_count, on_sale_at_us } = body.0;
    let event = EventId::new(event_id).map_err(|error| unusable(&error))?;
    let meta = EventMeta { event, seat_count, on_sale_at: Timestamp::from_micros(on_sale_at_us) };
    Ok(Json(InstalledBody { epoch: reservations.install(meta).await? }))
}

/// Packed, because every catalog instance asks for whole arenas, after a start or an outage for all of them at once.
async fn snapshot(path: EventIdPath, reservations: Data<Reservations>) -> Result<HttpResponse, ApiError> {
    let snapshot = reservations.snapshot(path.0).await?;
    let seats = snapshot.statuses.len();
    let statuses = snapshot.statuses.into_iter().map(|status| match status {
        Status::Available => SeatStatus::Available,
        Status::Held => SeatStatus::Held,
        Status::Sold => SeatStatus::Sold,
    });
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header((SEAT_VERSION, format!("{}-{}", snapshot.epoch, snapshot.version)))
        .insert_header((SEAT_COUNT, seats))
        .body(pack(statuses)))
}

async fn known(reservations: Data<Reservations>) -> Result<Json<KnownEventsBody>, ApiError> {
    let events = reservations.known_events().await.map_err(ApiError::unavailable)?;
    Ok(Json(KnownEventsBody { event_ids: events.into_iter().map(EventId::get).collect() }))
}

async fn records(
    body: JsonBody<AskSeatRecordsBody>,
    reservations: Data<Reservations>,
) -> Result<Json<SeatRecordsBody>, ApiError> {
    let AskSeatRecordsBody { event_id, after, limit } = body.0;
    let event = EventId::new(event_id).map_err(|error| unusable(&error))?;
    let after = after.map(SeatId::new).transpose().map_err(|error| unusable(&error))?;
    let records = reservations.records(event, after, limit).await.map_err(ApiError::unavailable)?;
    Ok(Json(SeatRecordsBody { seats: records.into_iter().filter_map(record).collect() }))
}

async fn oldest_unsent(reservations: Data<Reservations>) -> Result<Json<OldestUnsentBody>, ApiError> {
    let oldest = reservations.oldest_unsent().await.map_err(ApiError::unavailable)?;
    Ok(Json(OldestUnsentBody { written_us: oldest.map(Timestamp::as_micros) }))
}

fn record((seat, record): (SeatId, Seat)) -> Option<SeatRecordBody> {
    let state = match record {
        Seat::Available => return None,
        Seat::Held(hold) => SeatRecordState::Held { until_us: hold.until.as_micros() },
        Seat::Pinned(pin) => {
            SeatRecordState::Pinned { order_id: *pin.order.as_uuid(), until_us: pin.until.as_micros() }
        }
        Seat::Sold { order } => SeatRecordState::Sold { order_id: *order.as_uuid() },
    };
    Some(SeatRecordBody { seat_id: seat.get(), state })
}

fn unusable(error: &InvalidId) -> ApiError {
    ApiError::new(ErrorCode::BadRequest, error.to_string())
}

fn nobody() -> ApiError {
    ApiError::new(ErrorCode::BadRequest, "nobody can have this name")
}

fn no_event() -> ApiError {
    ApiError::new(ErrorCode::EventNotFound, "the seat store does not know this event")
}

impl From<ClaimError> for ApiError {
    fn from(error: ClaimError) -> Self {
        match error {
            ClaimError::UnknownEvent => no_event(),
            ClaimError::UnknownSeat(_) => convert::no_such_seat(),
            ClaimError::Blocked(blocked) => convert::in_the_way(&blocked),
            ClaimError::NotYours => Self::new(ErrorCode::NotHoldOwner, "a seat is held by somebody else"),
            ClaimError::Expired => Self::new(ErrorCode::HoldExpired, "a seat is not held any more"),
            ClaimError::HoldRequired => Self::new(ErrorCode::HoldRequired, "a seat is not held"),
            ClaimError::Unavailable(cause) => Self::unavailable(cause),
        }
    }
}

impl From<InstallError> for ApiError {
    fn from(error: InstallError) -> Self {
        match error {
            InstallError::OtherSeatCount { .. } => Self::internal(error),
            InstallError::Unavailable(cause) => Self::unavailable(cause),
        }
    }
}

impl From<SnapshotError> for ApiError {
    fn from(error: SnapshotError) -> Self {
        match error {
            SnapshotError::UnknownEvent => no_event(),
            SnapshotError::Unavailable(cause) => Self::unavailable(cause),
        }
    }
}
