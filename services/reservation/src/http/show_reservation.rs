//! `GET /api/reservations/{reservationId}`

use actix_web::web::{Data, Json};
use contracts::http::reservation::ReservationDetailsBody;
use server::{Access, ApiError, ReservationPath};

use super::convert;
use crate::app::Reservations;

/// A reservation as it is now
///
/// For its owner alone: the identity that made it, or the bearer of its token. What is sold is no part of it any more; its order has it.
#[utoipa::path(
    get,
    path = "/api/reservations/{reservationId}",
    tag = "reservations",
    operation_id = "getReservation",
    params(ReservationPath, Access),
    responses(
        (status = 200, description = "Its seats, what they cost, and when it ends.", body = ReservationDetailsBody),
        (status = 404, description = "RESERVATION_NOT_FOUND, also for another buyer's"),
        (status = 410, description = "HOLD_EXPIRED: it has ended, for the bearer of its token"),
    )
)]
pub(super) async fn show(
    path: ReservationPath,
    access: Access,
    reservations: Data<Reservations>,
) -> Result<Json<ReservationDetailsBody>, ApiError> {
    let details = reservations.reservation(path.0, &access.credentials).await?;
    Ok(Json(convert::details_body(details)))
}
