//! `POST /api/reservations/{reservationId}/stream-token`

use access::StreamSubject;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contracts::http::stream_token::StreamTokenBody;
use server::{Access, ApiError, ReservationPath, StreamDoor};

use crate::app::Reservations;

/// Issue a token that shows the orders of a reservation over a socket
///
/// For a browser, whose `WebSocket` sends no headers: `/ws?eventId=...&streamToken=` begins by watching the orders that are made of the
/// reservation. It opens such a socket for a minute, and nothing else.
#[utoipa::path(
    post,
    path = "/api/reservations/{reservationId}/stream-token",
    tag = "reservations",
    operation_id = "issueReservationStreamToken",
    params(ReservationPath, Access),
    responses(
        (status = 201, description = "A token, anew with each call.", body = StreamTokenBody),
        (status = 404, description = "RESERVATION_NOT_FOUND, also for another buyer's"),
        (status = 410, description = "HOLD_EXPIRED: it has ended, for the bearer of its token"),
    )
)]
pub(super) async fn issue(
    path: ReservationPath,
    access: Access,
    reservations: Data<Reservations>,
    door: Data<StreamDoor>,
) -> Result<HttpResponse, ApiError> {
    reservations.reservation(path.0, &access.credentials).await?;
    Ok(door.issue(StreamSubject::Hold(path.0)))
}
