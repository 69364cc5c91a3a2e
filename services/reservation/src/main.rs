//! Reservation as a process of its own: seats in Redis, messages over Kafka, its neighbours over HTTP.

use std::sync::Arc;

use bus::NoParking;
use platform::{Neighbour, Standalone, needed};
use reservation::adapters::neighbours::{CatalogEvents, OrderSales};
use reservation::adapters::redis::{RedisConfig, RedisSeats};
use reservation::app::Reservations;
use settings::Settings;

const PORT: u16 = 8081;

type Config = (Standalone, reservation::Config, Option<RedisConfig>, [Neighbour; 2]);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    platform::run("holdfast-reservation", read, work).await
}

fn read(settings: &mut Settings) -> anyhow::Result<Config> {
    let neighbours = [Neighbour::order(settings)?, Neighbour::catalog(settings)?];
    let service = reservation::Config::read(settings)?;
    Ok((Standalone::read(settings, PORT)?, service, RedisConfig::read(settings)?, neighbours))
}

async fn work((standalone, service, redis, [order, catalog]): Config) -> anyhow::Result<()> {
    // Everything that reservation keeps is in Redis, which has no schema.
    let Some(stand) = standalone.begin(None).await? else { return Ok(()) };
    let redis = needed(redis, "REDIS_URL", "redis://localhost:6379")?;
    let (clock, ids) = (stand.ground.clock.clone(), stand.ground.ids.clone());
    let tasks = stand.ground.lifecycle.tasks();
    let sales = Arc::new(OrderSales(stand.client(&order, reservation::NAME)?));
    let events = Arc::new(CatalogEvents(stand.client(&catalog, reservation::NAME)?));
    let seats = Arc::new(RedisSeats::connect(&redis, ids.clone(), tasks.clone()));
    let reservations = Reservations::new(seats, clock.clone(), ids, service.limits);
    let deps = reservation::Deps {
        reservations: Arc::new(reservations.healed_by(sales, events, tasks)),
        parking: Arc::new(NoParking::new(stand.bus())),
        bus: stand.bus(),
        clock,
    };
    stand.serve(reservation::build(service, deps)).await
}
