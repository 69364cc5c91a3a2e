//! `/vwr-api/vwr` and `/api/admin/vwr`: the first tier of the two-tier design. Here both tiers are one line with one number a place, so what admits
//! from the first admits to the sale. A `requestId` is the token of a place.

mod bodies;
pub(super) mod operate;
pub(super) mod visit;

use server::{Action, Allow, Endpoint, Endpoints, Limited, Object, RateClass};

pub(super) fn endpoints() -> [Endpoints; 2] {
    let position = Endpoint::new("/check/{eventId}/{requestId}");
    let visitors = Endpoints::below("/vwr-api/vwr")
        .limited(Limited::by(RateClass::Pass))
        .with(Endpoint::new("/assign/{eventId}").post(visit::assign, Allow::Caller))
        .with(position.get(visit::check, Allow::Holder(Object::Position)))
        .with(Endpoint::new("/status/{eventId}").get(visit::status, Allow::Anyone));
    let (reads, steers) = (Allow::Event(Action::ReadLine), Allow::Event(Action::SteerLine));
    let operators = Endpoints::below("/api/admin/vwr")
        .with(Endpoint::new("/activate/{eventId}").post(operate::activate, steers))
        .with(Endpoint::new("/deactivate/{eventId}").post(operate::deactivate, steers))
        .with(Endpoint::new("/advance/{eventId}").post(operate::advance, steers))
        .with(Endpoint::new("/status/{eventId}").get(operate::show, reads));
    [visitors, operators]
}
