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
use server::{
    Action, Allow, Endpoint, Endpoints, EventOrganizations, KeyedAnswers, Limited, Object, RateClass, Routes,
    StreamDoor,
};
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

pub(crate) fn routes(
    reservations: Arc<Reservations>,
    answers: KeyedAnswers,
    door: StreamDoor,
    organizations: EventOrganizations,
) -> Routes {
    let (door, organizations) = (web::Data::new(door), web::Data::new(organizations));
    let (reservations, answers) = (web::Data::from(reservations), web::Data::new(answers));
    Arc::new(move |config| {
        for endpoints in endpoints() {
            let scope = endpoints.into_scope().app_data(reservations.clone());
            let scope = scope.app_data(answers.clone()).app_data(door.clone());
            config.service(scope.app_data(organizations.clone()));
        }
    })
}

pub(crate) fn endpoints() -> Vec<Endpoints> {
    let (holder, of_seat) = (Allow::Holder(Object::Hold), Allow::Holder(Object::Seat));
    let sells = Allow::Event(Action::SellAtTheBoxOffice);
    let reservation = Endpoint::new("/{reservationId}")
        .get(show_reservation::show, holder)
        .delete(release_reservation::release, holder);
    let one_seat = Endpoint::new("/{reservationId}/seats/{seatId}");
    let reservations = Endpoints::below("/api/reservations")
        .limited(Limited::by(RateClass::Hold).except("/{reservationId}/stream-token"))
        .with(Endpoint::new("").post(hold::hold, Allow::Caller))
        .with(Endpoint::new("/best").post(best::best, Allow::Caller))
        .with(reservation)
        // Before the calls by seat, whose paths are as long.
        .with(Endpoint::new("/{reservationId}/stream-token").post(stream_token::issue, holder))
        .with(Endpoint::new("/{reservationId}/extend").post(extend_reservation::extend, holder))
        .with(one_seat.delete(release_reservation::release_seat, holder))
        .with(Endpoint::new("/{eventId}/{seatId}/confirm").post(confirm::confirm, sells))
        .with(Endpoint::new("/{eventId}/{seatId}/extend").post(extend::extend, of_seat))
        .with(Endpoint::new("/{eventId}/{seatId}").delete(release::release, of_seat));
    let tickets = Endpoints::below("/api/v1/tickets")
        .limited(Limited::by(RateClass::Hold))
        .with(Endpoint::new("/reserve").post(reserve::reserve, Allow::Caller));
    vec![reservations, tickets]
}
