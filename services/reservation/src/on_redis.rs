//! The service composed on a Redis or a Redis Cluster.

use std::sync::Arc;

use contracts::api::OrderApi;
use platform::{Module, Platform, Repeat};
use settings::RotatingSecret;

use crate::adapters::local_meter::LocalMeter;
use crate::adapters::neighbours::{CatalogEvents, OrderSales};
use crate::adapters::redis::{LOOK_AT_MEMORY_EVERY, RedisAnswers, RedisMeter, RedisSeats};
use crate::app::{EventRetention, Reservations, SaleGate};
use crate::composition::module;
use crate::config::Config;

pub use crate::adapters::redis::RedisOptions as Options;

/// A Redis may lose what it has: its seats are rebuilt from what the other services know.
pub(crate) async fn build(
    config: Config,
    options: Options,
    address: &RotatingSecret,
    platform: &Platform,
) -> anyhow::Result<Module> {
    let (ids, tasks) = (platform.ids(), platform.tasks());
    let seats = Arc::new(RedisSeats::connect(&options.at(address)?, ids.clone(), tasks.clone()));
    seats.check_access().await?;
    let orders: Arc<dyn OrderApi> = platform.client()?;
    let sales = Arc::new(OrderSales(orders.clone()));
    let events = Arc::new(CatalogEvents(platform.client()?));
    let reservations = Reservations::new(seats.clone(), platform.clock(), ids, config.limits);
    let events = EventRetention::new(events, platform.clock(), config.event_retention);
    let meter = Arc::new(RedisMeter::new(seats.clone(), LocalMeter::new(platform.clock())));
    let gate = SaleGate::new(platform.client()?, sales.clone(), meter, platform.clock(), platform.secret());
    let reservations = reservations.healed_by(sales, events, tasks).guarded_by(gate).ordering_by(orders);
    let answers = Arc::new(RedisAnswers::new(seats.clone()));
    let module = module(config, Arc::new(reservations), answers, None, platform)?;
    Ok(module.every("memory", LOOK_AT_MEMORY_EVERY, move || look_at_memory(seats.clone())))
}

async fn look_at_memory(seats: Arc<RedisSeats>) -> anyhow::Result<Repeat> {
    seats.look_at_memory().await;
    Ok(Repeat::NextPeriod)
}
