//! `/vwr-api/vwr` and `/api/admin/vwr`: the first tier of the two-tier design. Here both tiers are one line with one number a place, so what admits
//! from the first admits to the sale. A `requestId` is the token of a place.

mod bodies;
pub(super) mod operate;
pub(super) mod visit;

use actix_web::web::{self, Data, ServiceConfig};
use server::{Endpoint, Limited, RateClass};

use crate::app::WaitingRooms;

pub(super) fn routes(config: &mut ServiceConfig, rooms: &Data<WaitingRooms>) {
    let visitors = web::scope("/vwr-api/vwr").wrap(Limited::by(RateClass::Pass)).app_data(rooms.clone());
    let operators = web::scope("/api/admin/vwr").app_data(rooms.clone());
    config
        .service(
            visitors
                .service(Endpoint::new("/assign/{eventId}").post(visit::assign))
                .service(Endpoint::new("/check/{eventId}/{requestId}").get(visit::check))
                .service(Endpoint::new("/status/{eventId}").get(visit::status)),
        )
        .service(
            operators
                .service(Endpoint::new("/activate/{eventId}").post(operate::activate))
                .service(Endpoint::new("/deactivate/{eventId}").post(operate::deactivate))
                .service(Endpoint::new("/advance/{eventId}").post(operate::advance))
                .service(Endpoint::new("/status/{eventId}").get(operate::show)),
        );
}
