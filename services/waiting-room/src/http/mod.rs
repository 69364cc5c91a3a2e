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
use server::{Action, Allow, Endpoint, Endpoints, EventOrganizations, Limited, Object, RateClass, Routes};
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

pub(crate) fn routes(rooms: Arc<WaitingRooms>, organizations: EventOrganizations) -> Routes {
    let (rooms, organizations) = (web::Data::from(rooms), web::Data::new(organizations));
    Arc::new(move |config| {
        for endpoints in endpoints() {
            let scope = endpoints.into_scope().app_data(rooms.clone());
            config.service(scope.app_data(organizations.clone()));
        }
    })
}

pub(crate) fn endpoints() -> Vec<Endpoints> {
    let holder = Allow::Holder(Object::Place);
    let (reads, steers) = (Allow::Event(Action::ReadLine), Allow::Event(Action::SteerLine));
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
    let room = Endpoint::new("/admin/events/{eventId}").get(admin::show, reads).put(admin::adjust, steers);
    let fail_open = Endpoint::new("/admin/events/{eventId}/fail-open");
    let both = visitors
        .with(room)
        .with(Endpoint::new("/admin/events/{eventId}/open").post(admin::open, steers))
        .with(Endpoint::new("/admin/events/{eventId}/pause").post(admin::pause, steers))
        .with(Endpoint::new("/admin/events/{eventId}/resume").post(admin::resume, steers))
        .with(Endpoint::new("/admin/events/{eventId}/close").post(admin::close, steers))
        .with(Endpoint::new("/admin/events/{eventId}/beacon").post(admin::beacon, steers))
        .with(fail_open.post(fail_open::begin, steers).delete(fail_open::end, steers))
        .with(Endpoint::new("/admin/events/{eventId}/log").get(log::show, reads));
    [vec![both], designs::endpoints()].into_iter().flatten().collect()
}
