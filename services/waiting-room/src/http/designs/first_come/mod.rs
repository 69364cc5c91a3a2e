//! `/api/v1/queue/enter` and `/stream`: the first-come design. Its clients have one token, which is the ticket of their place, and reserve with it.

mod bodies;
pub(super) mod enter;
pub(super) mod stream;

use server::{Allow, Endpoint, Endpoints, Object};

pub(super) fn added_to(queue: Endpoints) -> Endpoints {
    queue
        .with(Endpoint::new("/enter").post(enter::enter, Allow::Caller))
        .with(Endpoint::new("/stream").get(stream::follow, Allow::Holder(Object::Ticket)))
}
