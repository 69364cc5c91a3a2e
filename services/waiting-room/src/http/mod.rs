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
use server::{Allow, Endpoint, Endpoints, Limited, Object, RateClass, Routes};
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
        for endpoints in endpoints() {
            config.service(endpoints.into_scope().app_data(rooms.clone()));
        }
    })
}

pub(crate) fn endpoints() -> Vec<Endpoints> {
    let (holder, operator) = (Allow::Holder(Object::Place), Allow::Operator);
    let visitors = Endpoints::below("/api/waiting-room")
        .limited(Limited::by(RateClass::Pass).except("/place/heartbeat"))
        .with(Endpoint::new("/events").get(room::list, Allow::Anyone))
        .with(Endpoint::new("/events/{eventId}").get(room::show, Allow::Anyone))
        .with(Endpoint::new("/events/{eventId}/enter").post(enter::enter, Allow::Visitor))
        .with(Endpoint::new("/events/{eventId}/challenge").get(challenge::show, Allow::Visitor))
        .with(Endpoint::new("/place").get(place::show, holder).delete(place::leave, holder))
        .with(Endpoint::new("/place/heartbeat").post(place::heartbeat, holder))
        .with(Endpoint::new("/place/claim").post(claim::claim, holder))
        .with(Endpoint::new("/place/proof").get(proof::show, holder))
        .with(Endpoint::new("/place/stream").get(stream::follow, Allow::Holder(Object::Ticket)));
    let room =
        Endpoint::new("/admin/events/{eventId}").get(admin::show, operator).put(admin::adjust, operator);
    let fail_open = Endpoint::new("/admin/events/{eventId}/fail-open");
    let both = visitors
        .with(room)
        .with(Endpoint::new("/admin/events/{eventId}/open").post(admin::open, operator))
        .with(Endpoint::new("/admin/events/{eventId}/pause").post(admin::pause, operator))
        .with(Endpoint::new("/admin/events/{eventId}/resume").post(admin::resume, operator))
        .with(Endpoint::new("/admin/events/{eventId}/close").post(admin::close, operator))
        .with(Endpoint::new("/admin/events/{eventId}/beacon").post(admin::beacon, operator))
        .with(fail_open.post(fail_open::begin, operator).delete(fail_open::end, operator))
        .with(Endpoint::new("/admin/events/{eventId}/log").get(log::show, operator));
    [vec![both], designs::endpoints()].into_iter().flatten().collect()
}
