//! How the parts of the service become one module, whatever engine is below its lines.

use std::sync::Arc;
use std::time::Duration;

use contracts::api::WaitingRoomApi;
use contracts::topics::Topic;
use platform::{Module, Platform};

use crate::api::GuardedSalesApi;
use crate::app::WaitingRooms;
use crate::config::Config;
use crate::http;
use crate::messages::order_events::OrderEvents;
use crate::ports::{LineStore, StockSource};
use crate::workers::readiness::{LineStoreAnswers, RoomsKnown};
use crate::workers::{demo_room, steering, turns};

/// A line for nothing ends within a second.
const STEER_EVERY: Duration = Duration::from_millis(500);
/// A session that has ended at another instance is known here within this time, and reported at once.
const FOLLOW_EVERY: Duration = Duration::from_millis(50);
/// Closed rooms are kept for days, so their removal can wait.
const FORGET_EVERY: Duration = Duration::from_secs(60);

pub fn module(
    config: Config,
    store: Arc<dyn LineStore>,
    left: Arc<dyn StockSource>,
    platform: &Platform,
) -> anyhow::Result<Module> {
    let (clock, ids, tasks) = (platform.clock(), platform.ids(), platform.tasks());
    let rooms = WaitingRooms::new(store, left, clock, ids, tasks, platform.secret());
    let rooms = Arc::new(rooms.asking_for_work(config.work_bits, platform.secret()));
    let (turned, forgotten, opened) = (rooms.clone(), rooms.clone(), rooms.clone());
    let (steered, followed) = (rooms.clone(), rooms.clone());
    let mut module = platform.module();
    if config.demo {
        module = module.worker("demo-room", move |stop| demo_room::open(opened, stop));
    }
    Ok(module
        .routes(http::routes(rooms.clone(), platform.event_organizations()?))
        .api::<dyn WaitingRoomApi>(Arc::new(GuardedSalesApi(rooms.clone())))
        .follow(Topic::ORDER_EVENTS, OrderEvents(rooms.clone()))
        .every("turns", config.turn_every, move || turns::take(turned.clone()))
        .every("steering", STEER_EVERY, move || steering::steer(steered.clone()))
        .every("following", FOLLOW_EVERY, move || steering::follow(followed.clone()))
        .every("forgetting", FORGET_EVERY, move || turns::forget(forgotten.clone()))
        .check(RoomsKnown(rooms.clone()))
        .check(LineStoreAnswers(rooms)))
}
