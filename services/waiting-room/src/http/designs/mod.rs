//! The calls that the source designs give a waiting room, for clients that were written for them: their paths and bodies over the use cases and
//! rules that there are. What they send beyond that, such as a position of their own, counts for nothing.

mod caller;
mod first_come;
mod queue;
mod vwr;

use server::{Endpoints, Limited, RateClass};
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::PathItem;

/// The calls of the two-tier design stand at both; the first-come design has the second alone.
const QUEUE: [&str; 2] = ["/api/queue", "/api/v1/queue"];

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    first_come::enter::enter,
    first_come::stream::follow,
    queue::visit::check,
    queue::visit::status,
    queue::visit::heartbeat,
    queue::visit::leave,
    queue::operate::show,
    queue::operate::clear,
    queue::operate::threshold,
    vwr::visit::assign,
    vwr::visit::check,
    vwr::visit::status,
    vwr::operate::activate,
    vwr::operate::deactivate,
    vwr::operate::advance,
    vwr::operate::show,
))]
struct Description;

pub(super) fn openapi() -> OpenApi {
    let mut described = Description::openapi();
    let of_queue: Vec<(String, PathItem)> = described
        .paths
        .paths
        .iter()
        .filter_map(|(path, item)| Some((versioned(path)?, item.clone())))
        .collect();
    described.paths.paths.extend(of_queue.into_iter().map(|(path, item)| (path, renamed(item))));
    described
}

fn versioned(path: &str) -> Option<String> {
    let [plain, versioned] = QUEUE;
    Some(format!("{versioned}{}", path.strip_prefix(plain)?))
}

/// The same operations at another path.
fn renamed(mut item: PathItem) -> PathItem {
    for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
        operation.operation_id = operation.operation_id.as_ref().map(|id| format!("{id}VersionOne"));
    }
    item
}

pub(super) fn endpoints() -> Vec<Endpoints> {
    let [plain, versioned] = QUEUE;
    let limited = Limited::by(RateClass::Pass).except("/heartbeat/{eventId}");
    let queues = [queue::below(plain), first_come::added_to(queue::below(versioned))];
    let queues = queues.into_iter().map(|queue| queue.limited(limited.clone()));
    queues.chain(vwr::endpoints()).collect()
}
