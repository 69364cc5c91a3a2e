//! Payment as a process of its own: records in MySQL, messages over Kafka. It calls nobody; order asks it for its books.

use payment::store::MIGRATOR;
use platform::{Records, Standalone};
use settings::Settings;

const PORT: u16 = 8083;

struct Config {
    standalone: Standalone,
    service: payment::Config,
    records: Records,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    platform::run("holdfast-payment", read, work).await
}

fn read(settings: &mut Settings) -> anyhow::Result<Config> {
    Ok(Config {
        standalone: Standalone::read(settings, PORT)?,
        service: payment::Config::read(settings)?,
        records: Records::read(settings, &MIGRATOR)?,
    })
}

async fn work(config: Config) -> anyhow::Result<()> {
    let Config { standalone, service, records } = config;
    let Some(stand) = standalone.begin(Some(&records)).await? else { return Ok(()) };
    let database = records.connect().await?;
    let deps = payment::Deps::in_database(&service, database, stand.bus(), stand.ground.clock.clone());
    stand.serve(payment::build(service, deps)).await
}
