//! How the parts of the service become one module, whatever engine is below its lines.

use std::sync::Arc;
use std::time::Duration;

use contracts::api::WaitingRoomApi;
use platform::{Module, Platform};

use crate::api::GuardedSales;
use crate::app::WaitingRooms;
use crate::config::Config;
use crate::http;
use crate::ports::LineStore;
use crate::workers::readiness::{LineStoreAnswers, RoomsKnown};
use crate::workers::turns;

/// Closed rooms are kept for days, so their removal can wait.
const FORGET_EVERY: Duration = Duration::from_secs(60);

#[must_use]
pub fn module(config: Config, store: Arc<dyn LineStore>, platform: &Platform) -> Module {
    let (clock, ids, tasks) = (platform.clock(), platform.ids(), platform.tasks());
    let rooms = Arc::new(WaitingRooms::new(store, clock, ids, tasks, platform.secret()));
    let (turned, forgotten) = (rooms.clone(), rooms.clone());
    platform
        .module()
        .routes(http::routes(rooms.clone(), config.operators))
        .api::<dyn WaitingRoomApi>(Arc::new(GuardedSales(rooms.clone())))
        .every("turns", config.turn_every, move || turns::take(turned.clone()))
        .every("forgetting", FORGET_EVERY, move || turns::forget(forgotten.clone()))
        .check(RoomsKnown(rooms.clone()))
        .check(LineStoreAnswers(rooms))
}
