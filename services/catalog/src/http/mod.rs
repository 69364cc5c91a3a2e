//! `/api/events`: the routes of the catalog and their description.

pub mod convert;
pub mod events;
mod layout;
pub mod negotiate;
mod sale_watcher;
mod seats;
mod socket;
mod stream;

use std::sync::Arc;

use actix_web::web;
use contracts::http::catalog::{PoolUpdate, SeatBatch, SeatUpdate, StreamPosition};
use server::{Endpoint, Limited, RateClass, Routes, StreamDoor};
use utoipa::OpenApi as _;

use crate::app::Catalog;

#[derive(utoipa::OpenApi)]
#[openapi(
    paths(events::list, events::show, seats::show, layout::show, stream::follow, socket::open),
    components(schemas(StreamPosition, SeatUpdate, PoolUpdate, SeatBatch))
)]
struct Description;

pub fn openapi() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

pub(crate) fn routes(catalog: Arc<Catalog>, door: StreamDoor) -> Routes {
    let (catalog, door) = (web::Data::from(catalog), web::Data::new(door));
    Arc::new(move |config| {
        let scope = web::scope("/api/events")
            .wrap(Limited::by(RateClass::Read))
            .app_data(catalog.clone())
            .service(Endpoint::new("").get(events::list))
            .service(Endpoint::new("/{eventId}").get(events::show))
            .service(Endpoint::new("/{eventId}/seats").get(seats::show))
            .service(Endpoint::new("/{eventId}/layout").get(layout::show))
            .service(Endpoint::new("/{eventId}/seats/stream").get(stream::follow));
        config.service(scope);
        socket::routes(config, &catalog, &door);
    })
}
