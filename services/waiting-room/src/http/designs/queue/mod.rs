//! `/api/queue` and `/api/v1/queue`: the second tier of the two-tier design. Its clients name an event and are known by who they are; a ticket they
//! have none.

mod bodies;
pub(super) mod operate;
pub(super) mod visit;

use server::{Action, Allow, Endpoint, Endpoints};

pub(super) fn below(prefix: &'static str) -> Endpoints {
    let (reads, steers) = (Allow::Event(Action::ReadLine), Allow::Event(Action::SteerLine));
    Endpoints::below(prefix)
        .with(Endpoint::new("/check/{eventId}").post(visit::check, Allow::Visitor))
        .with(Endpoint::new("/status/{eventId}").get(visit::status, Allow::Visitor))
        .with(Endpoint::new("/heartbeat/{eventId}").post(visit::heartbeat, Allow::Visitor))
        .with(Endpoint::new("/leave/{eventId}").post(visit::leave, Allow::Visitor))
        .with(Endpoint::new("/admin/{eventId}").get(operate::show, reads))
        .with(Endpoint::new("/admin/clear/{eventId}").post(operate::clear, steers))
        .with(Endpoint::new("/admin/threshold/{eventId}").post(operate::threshold, steers))
}
