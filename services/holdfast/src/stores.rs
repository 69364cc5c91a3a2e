//! What the process stands on: in its data folder one database per service and one for the bus, with a lock that keeps other processes
//! out, and on servers whatever it was told to keep there.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use async_trait::async_trait;
use bus::adapters::kafka::KafkaBus;
use bus::adapters::sqlite::{Retention, SqliteBus};
use bus::{Bus, NoParking, Parking};
use catalog::store::EventStore;
use lifecycle::ReadyCheck;
use platform::ProcessContext;
use reservation::adapters::redis::RedisSeats;
use reservation::adapters::sql::SqlSeats;
use reservation::ports::SeatEngine;
use sql::{DataDir, Database, DbError, ServerConfig};
use sqlx::migrate::Migrator;

use crate::config::Engines;

pub(crate) struct Stores {
    /// None when nothing is kept there.
    pub(crate) folder: Option<DataDir>,
    pub(crate) catalog: EventStore,
    pub(crate) seats: Seats,
    pub(crate) orders: Database,
    pub(crate) payments: Database,
    pub(crate) bus: HouseBus,
}

pub(crate) enum Seats {
    Embedded(Arc<SqlSeats>),
    Redis(Arc<RedisSeats>),
}

#[derive(Clone)]
pub(crate) enum HouseBus {
    Embedded(SqliteBus),
    Kafka(KafkaBus),
}

impl Stores {
    pub(crate) async fn open(
        folder: &Path,
        engines: &Engines,
        ground: &ProcessContext,
    ) -> anyhow::Result<Self> {
        let folder = if engines.are_complete() { None } else { Some(DataDir::lock(folder)?) };
        let place = Place { folder: folder.as_ref(), engines, ground };
        // Each waits for its own disk syncs, so together they take as long as one.
        let (bus, orders, payments, catalog, seats) = tokio::join!(
            place.bus(),
            place.records("order", &order::store::MIGRATOR),
            place.records("payment", &payment::store::MIGRATOR),
            place.records("catalog", &catalog::store::MIGRATOR),
            place.seats(),
        );
        Ok(Self {
            bus: bus?,
            orders: orders?,
            payments: payments?,
            catalog: EventStore::new(catalog?),
            seats: seats?,
            folder,
        })
    }

    /// Of order and payment: reservation, which answers every command, parks nothing.
    pub(crate) async fn release_parked(&self, key: &str) -> anyhow::Result<()> {
        platform::release([&self.orders, &self.payments], key).await
    }
}

struct Place<'a> {
    folder: Option<&'a DataDir>,
    engines: &'a Engines,
    ground: &'a ProcessContext,
}

impl Place<'_> {
    fn file(&self, name: &str) -> anyhow::Result<std::path::PathBuf> {
        let folder = self.folder.ok_or_else(|| anyhow!("there is no data folder for {name}"))?;
        Ok(folder.file(name))
    }

    async fn records(&self, service: &str, schema: &Migrator) -> anyhow::Result<Database> {
        match &self.engines.records {
            Some(server) => connect(server, service, schema).await,
            None => {
                let name = format!("{service}.db");
                let opened = Database::open(&self.file(&name)?, schema).await;
                opened.with_context(|| format!("{name} cannot be opened"))
            }
        }
    }

    async fn seats(&self) -> anyhow::Result<Seats> {
        let ProcessContext { clock, ids, lifecycle, .. } = self.ground;
        if let Some(redis) = &self.engines.redis {
            return Ok(Seats::Redis(Arc::new(RedisSeats::connect(redis, ids.clone(), lifecycle.tasks()))));
        }
        let file = self.file("reservation.db")?;
        let seats = SqlSeats::open(&file, clock.clone(), ids.clone(), lifecycle).await;
        Ok(Seats::Embedded(Arc::new(seats.context("reservation.db cannot be opened")?)))
    }

    async fn bus(&self) -> anyhow::Result<HouseBus> {
        let clock = self.ground.clock.clone();
        if self.engines.brokers.are_given() {
            return Ok(HouseBus::Kafka(self.engines.brokers.connect(clock)?));
        }
        let bus = SqliteBus::open(&self.file("bus.db")?, clock, Retention::default()).await;
        Ok(HouseBus::Embedded(bus.context("bus.db cannot be opened")?))
    }
}

/// Every service has a database of its own, as it has a file of its own.
async fn connect(server: &ServerConfig, service: &str, schema: &Migrator) -> anyhow::Result<Database> {
    let connected: Result<_, DbError> = Database::connect(&server.with_database(service), schema).await;
    connected.with_context(|| format!("the database of {service} cannot be opened"))
}

impl Seats {
    pub(crate) fn store(&self) -> Arc<dyn SeatEngine> {
        match self {
            Self::Embedded(seats) => seats.clone(),
            Self::Redis(seats) => seats.clone(),
        }
    }

    /// A Redis may lose what it has.
    pub(crate) fn may_lose(&self) -> bool {
        matches!(self, Self::Redis(_))
    }

    pub(crate) fn parking(&self, bus: &Arc<dyn Bus>) -> Arc<dyn Parking> {
        match self {
            Self::Embedded(seats) => seats.parking(reservation::NAME),
            Self::Redis(_) => Arc::new(NoParking::new(bus.clone())),
        }
    }
}

impl HouseBus {
    pub(crate) fn shared(&self) -> Arc<dyn Bus> {
        match self {
            Self::Embedded(bus) => Arc::new(bus.clone()),
            Self::Kafka(bus) => Arc::new(bus.clone()),
        }
    }
}

/// `/readyz` asks the bus too.
pub(crate) struct BusAnswers(pub(crate) SqliteBus);

#[async_trait]
impl ReadyCheck for BusAnswers {
    fn name(&self) -> &'static str {
        "bus"
    }

    async fn check(&self) -> Result<(), String> {
        self.0.ping().await.map_err(|error| format!("{:#}", anyhow::Error::from(error)))
    }
}
