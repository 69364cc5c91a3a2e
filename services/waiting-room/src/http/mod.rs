//! `/api/waiting-room`: the routes of the waiting room and their description.

mod admin;
mod admin_bodies;
mod bodies;
mod challenge;
mod claim;
pub mod convert;
mod designs;
mod enter;
mod fail_open;
mod follow;
mod log;
mod log_bodies;
mod place;
mod proof;
mod room;
mod stream;
mod visitor;

use std::sync::Arc;

use actix_web::web;
use server::{Endpoint, Limited, RateClass, Routes};
use utoipa::OpenApi as _;

use crate::app::WaitingRooms;

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    room::list,
    room::show,
    enter::enter,
    challenge::show,
    place::show,
    place::leave,
    place::heartbeat,
    claim::claim,
    proof::show,
    stream::follow,
    admin::show,
    admin::open,
    admin::adjust,
    admin::pause,
    admin::resume,
    admin::close,
    admin::beacon,
    fail_open::begin,
    fail_open::end,
    log::show,
))]
struct Description;

pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut described = Description::openapi();
    described.merge(designs::openapi());
    described
}

pub(crate) fn routes(rooms: Arc<WaitingRooms>) -> Routes {
    let rooms = web::Data::from(rooms);
    Arc::new(move |config| {
        let scope = web::scope("/api/waiting-room")
            .wrap(Limited::by(RateClass::Pass).except("/place/heartbeat"))
            .app_data(rooms.clone())
            .service(Endpoint::new("/events").get(room::list))
            .service(Endpoint::new("/events/{eventId}").get(room::show))
            .service(Endpoint::new("/events/{eventId}/enter").post(enter::enter))
            .service(Endpoint::new("/events/{eventId}/challenge").get(challenge::show))
            .service(Endpoint::new("/place").get(place::show).delete(place::leave))
            .service(Endpoint::new("/place/heartbeat").post(place::heartbeat))
            .service(Endpoint::new("/place/claim").post(claim::claim))
            .service(Endpoint::new("/place/proof").get(proof::show))
            .service(Endpoint::new("/place/stream").get(stream::follow))
            .service(Endpoint::new("/admin/events/{eventId}").get(admin::show).put(admin::adjust))
            .service(Endpoint::new("/admin/events/{eventId}/open").post(admin::open))
            .service(Endpoint::new("/admin/events/{eventId}/pause").post(admin::pause))
            .service(Endpoint::new("/admin/events/{eventId}/resume").post(admin::resume))
            .service(Endpoint::new("/admin/events/{eventId}/close").post(admin::close))
            .service(Endpoint::new("/admin/events/{eventId}/beacon").post(admin::beacon))
            .service(
                Endpoint::new("/admin/events/{eventId}/fail-open")
                    .post(fail_open::begin)
                    .delete(fail_open::end),
            )
            .service(Endpoint::new("/admin/events/{eventId}/log").get(log::show));
        config.service(scope);
        designs::routes(config, &rooms);
    })
}
