//! `/api/queue` and `/api/v1/queue`: the second tier of the two-tier design. Its clients name an event and are known by who they are; a ticket they
//! have none.

mod bodies;
pub(super) mod operate;
pub(super) mod visit;

use actix_web::Scope;
use actix_web::web::{self, Data};
use server::Endpoint;

use crate::app::WaitingRooms;

pub(super) fn scope(path: &str, rooms: &Data<WaitingRooms>) -> Scope {
    web::scope(path)
        .app_data(rooms.clone())
        .service(Endpoint::new("/check/{eventId}").post(visit::check))
        .service(Endpoint::new("/status/{eventId}").get(visit::status))
        .service(Endpoint::new("/heartbeat/{eventId}").post(visit::heartbeat))
        .service(Endpoint::new("/leave/{eventId}").post(visit::leave))
        .service(Endpoint::new("/admin/{eventId}").get(operate::show))
        .service(Endpoint::new("/admin/clear/{eventId}").post(operate::clear))
        .service(Endpoint::new("/admin/threshold/{eventId}").post(operate::threshold))
}
