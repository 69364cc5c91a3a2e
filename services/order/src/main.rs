//! Order as a process of its own: records in MySQL, messages over Kafka, its neighbours over HTTP.

use std::sync::Arc;

use contracts::api::{CatalogApi, ReservationApi};
use order::adapters::neighbours::{CatalogPrices, NeighbourBooks, ReservedSeats};
use order::domain::OrderSecret;
use order::store::MIGRATOR;
use platform::{Neighbour, Standalone};
use settings::Settings;

const PORT: u16 = 8082;

struct Config {
    standalone: Standalone,
    service: order::Config,
    records: platform::Records,
    reservation: Neighbour,
    catalog: Neighbour,
    payment: Neighbour,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    platform::run("holdfast-order", read, work).await
}

fn read(settings: &mut Settings) -> anyhow::Result<Config> {
    Ok(Config {
        standalone: Standalone::read(settings, PORT)?,
        service: order::Config::read(settings)?,
        records: platform::Records::read(settings, &MIGRATOR)?,
        reservation: Neighbour::reservation(settings)?,
        catalog: Neighbour::catalog(settings)?,
        payment: Neighbour::payment(settings)?,
    })
}

async fn work(config: Config) -> anyhow::Result<()> {
    let Config { standalone, service, records, reservation, catalog, payment } = config;
    let Some(stand) = standalone.begin(Some(&records)).await? else { return Ok(()) };
    let (clock, ids) = (stand.ground.clock.clone(), stand.ground.ids.clone());
    let catalog: Arc<dyn CatalogApi> = stand.client(&catalog, order::NAME)?;
    let reservation: Arc<dyn ReservationApi> = stand.client(&reservation, order::NAME)?;
    let payment = stand.client(&payment, order::NAME)?;
    let deps = order::Deps {
        seats: Arc::new(ReservedSeats(reservation.clone())),
        prices: Arc::new(CatalogPrices(catalog.clone())),
        others: Arc::new(NeighbourBooks { catalog, reservation, payment }),
        database: records.connect().await?,
        bus: stand.bus(),
        secret: OrderSecret::new(stand.secret.expose()),
        tasks: stand.ground.lifecycle.tasks(),
        clock,
        ids,
    };
    stand.serve(order::build(service, deps)).await
}
