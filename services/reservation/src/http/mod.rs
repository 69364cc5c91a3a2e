//! `/api/reservations`: the routes of reservation and their description.

mod best;
mod confirm;
pub mod convert;
mod extend;
mod hold;
mod passes;
pub(crate) mod refusals;
mod release;
mod reservation;
mod wanted;

use std::sync::Arc;

use actix_web::web;
use server::{Endpoint, Routes};
use utoipa::OpenApi as _;

use crate::app::Reservations;

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    hold::hold,
    best::best,
    reservation::show::show,
    reservation::extend::extend,
    reservation::release::release,
    reservation::release::release_seat,
    extend::extend,
    release::release,
    confirm::confirm
))]
struct Description;

pub fn openapi() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

pub(crate) fn routes(reservations: Arc<Reservations>) -> Routes {
    let reservations = web::Data::from(reservations);
    Arc::new(move |config| {
        let scope = web::scope("/api/reservations")
            .app_data(reservations.clone())
            .service(Endpoint::new("").post(hold::hold))
            .service(Endpoint::new("/best").post(best::best))
            .service(
                Endpoint::new("/{reservationId}")
                    .get(reservation::show::show)
                    .delete(reservation::release::release),
            )
            // Before the calls by seat, whose paths are as long.
            .service(Endpoint::new("/{reservationId}/extend").post(reservation::extend::extend))
            .service(
                Endpoint::new("/{reservationId}/seats/{seatId}").delete(reservation::release::release_seat),
            )
            .service(Endpoint::new("/{eventId}/{seatId}/confirm").post(confirm::confirm))
            .service(Endpoint::new("/{eventId}/{seatId}/extend").post(extend::extend))
            .service(Endpoint::new("/{eventId}/{seatId}").delete(release::release));
        config.service(scope);
    })
}
