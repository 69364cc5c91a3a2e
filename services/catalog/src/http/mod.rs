//! `/api/events`: the routes of the catalog and their description.

pub mod convert;
pub mod events;
mod layout;
pub mod negotiate;
mod queue_watch;
mod sale_door;
mod sale_watcher;
mod seats;
mod socket;
mod stream;

use std::sync::Arc;

use actix_web::web;
use contracts::http::catalog::{PoolUpdate, SeatBatch, SeatUpdate, StreamPosition};
use server::{Allow, Endpoint, Endpoints, Limited, RateClass, Routes, StreamDoor};
use utoipa::OpenApi as _;

use self::sale_door::SaleDoor;
use crate::app::Catalog;
use crate::ports::Places;

#[derive(utoipa::OpenApi)]
#[openapi(
    paths(events::list, events::show, seats::show, layout::show, stream::follow, socket::open),
    components(schemas(StreamPosition, SeatUpdate, PoolUpdate, SeatBatch))
)]
struct Description;

pub fn openapi() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

pub(crate) fn routes(catalog: Arc<Catalog>, places: Arc<dyn Places>, door: StreamDoor) -> Routes {
    let (catalog, door) = (web::Data::from(catalog), web::Data::new(SaleDoor { streams: door, places }));
    Arc::new(move |config| {
        for endpoints in endpoints() {
            config.service(endpoints.into_scope().app_data(catalog.clone()).app_data(door.clone()));
        }
    })
}

pub(crate) fn endpoints() -> Vec<Endpoints> {
    let limited = Limited::by(RateClass::Read);
    let events = Endpoints::below("/api/events")
        .limited(limited.clone())
        .with(Endpoint::new("").get(events::list, Allow::Anyone))
        .with(Endpoint::new("/{eventId}").get(events::show, Allow::Anyone))
        .with(Endpoint::new("/{eventId}/seats").get(seats::show, Allow::Anyone))
        .with(Endpoint::new("/{eventId}/layout").get(layout::show, Allow::Anyone))
        .with(Endpoint::new("/{eventId}/seats/stream").get(stream::follow, Allow::Caller));
    let socket = Endpoint::new("").get(socket::open, Allow::Caller);
    let sockets = Endpoints::below("/ws").limited(limited).with(socket);
    vec![events, sockets]
}
