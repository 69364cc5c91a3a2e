//! The catalog as a process of its own: records in MySQL, messages over Kafka, its neighbour over HTTP.

use std::sync::Arc;

use catalog::adapters::neighbours::SeatSource;
use catalog::app::Catalog;
use catalog::store::{EventStore, MIGRATOR};
use platform::{Neighbour, Records, Standalone};
use settings::Settings;

const PORT: u16 = 8080;

struct Config {
    standalone: Standalone,
    service: catalog::Config,
    records: Records,
    reservation: Neighbour,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    platform::run("holdfast-catalog", read, work).await
}

fn read(settings: &mut Settings) -> anyhow::Result<Config> {
    Ok(Config {
        standalone: Standalone::read(settings, PORT)?,
        service: catalog::Config::read(settings)?,
        records: Records::read(settings, &MIGRATOR)?,
        reservation: Neighbour::reservation(settings)?,
    })
}

async fn work(config: Config) -> anyhow::Result<()> {
    let Config { standalone, service, records, reservation } = config;
    let Some(stand) = standalone.begin(Some(&records)).await? else { return Ok(()) };
    let clock = stand.ground.clock.clone();
    let reservations = Arc::new(SeatSource(stand.client(&reservation, catalog::NAME)?));
    let store = EventStore::new(records.connect().await?);
    let catalog = Arc::new(Catalog::new(&service, store.clone(), reservations, clock));
    let deps = catalog::Deps { catalog, bus: stand.bus(), records: Arc::new(store) };
    stand.serve(catalog::build(service, deps)).await
}
