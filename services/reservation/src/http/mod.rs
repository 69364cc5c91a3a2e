//! `/api/reservations`, and `/api/v1/tickets` of a source design: the routes of reservation and their description.

mod best;
mod confirm;
pub mod convert;
mod extend;
mod extend_reservation;
mod hold;
mod passes;
pub(crate) mod refusals;
mod release;
mod release_reservation;
mod reserve;
mod show_reservation;
mod stream_token;
mod wanted;

use std::sync::Arc;

use actix_web::web;
use server::{Endpoint, KeyedAnswers, Limited, RateClass, Routes, StreamDoor};
use utoipa::OpenApi as _;

use crate::app::Reservations;

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    hold::hold,
    best::best,
    show_reservation::show,
    stream_token::issue,
    extend_reservation::extend,
    release_reservation::release,
    release_reservation::release_seat,
    extend::extend,
    release::release,
    confirm::confirm,
    reserve::reserve
))]
struct Description;

pub fn openapi() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

pub(crate) fn routes(reservations: Arc<Reservations>, answers: KeyedAnswers, door: StreamDoor) -> Routes {
    let door = web::Data::new(door);
    let (reservations, answers) = (web::Data::from(reservations), web::Data::new(answers));
    Arc::new(move |config| {
        let limited = Limited::by(RateClass::Hold).except("/{reservationId}/stream-token");
        let scope = web::scope("/api/reservations")
            .wrap(limited)
            .app_data(reservations.clone())
            .app_data(answers.clone())
            .app_data(door.clone())
            .service(Endpoint::new("").post(hold::hold))
            .service(Endpoint::new("/best").post(best::best))
            .service(
                Endpoint::new("/{reservationId}")
                    .get(show_reservation::show)
                    .delete(release_reservation::release),
            )
            // Before the calls by seat, whose paths are as long.
            .service(Endpoint::new("/{reservationId}/stream-token").post(stream_token::issue))
            .service(Endpoint::new("/{reservationId}/extend").post(extend_reservation::extend))
            .service(
                Endpoint::new("/{reservationId}/seats/{seatId}").delete(release_reservation::release_seat),
            )
            .service(Endpoint::new("/{eventId}/{seatId}/confirm").post(confirm::confirm))
            .service(Endpoint::new("/{eventId}/{seatId}/extend").post(extend::extend))
            .service(Endpoint::new("/{eventId}/{seatId}").delete(release::release));
        config.service(scope);
        reserve::routes(config, &reservations);
    })
}
