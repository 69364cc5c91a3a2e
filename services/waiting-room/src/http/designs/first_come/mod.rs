//! `/api/v1/queue/enter` and `/stream`: the first-come design. Its clients have one token, which is the ticket of their place, and reserve with it.

mod bodies;
pub(super) mod enter;
pub(super) mod stream;

use actix_web::Scope;
use server::Endpoint;

pub(super) fn added_to(scope: Scope) -> Scope {
    scope
        .service(Endpoint::new("/enter").post(enter::enter))
        .service(Endpoint::new("/stream").get(stream::follow))
}
