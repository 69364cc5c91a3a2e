//! The data folder, opened: one database per service, one for the bus, and a lock that keeps other processes out.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use async_trait::async_trait;
use bus::adapters::sqlite::{Retention, SqliteBus};
use catalog::adapters::sql::SqlEventStore;
use launch::Ground;
use reservation::adapters::sql::SqlSeats;
use server::ReadyCheck;
use sql::{DataDir, Database};

pub(crate) struct Stores {
    pub(crate) folder: DataDir,
    pub(crate) catalog: SqlEventStore,
    pub(crate) seats: Arc<SqlSeats>,
    pub(crate) orders: Database,
    pub(crate) payments: Database,
    pub(crate) bus: SqliteBus,
}

impl Stores {
    pub(crate) async fn open(folder: &Path, ground: &Ground) -> anyhow::Result<Self> {
        let Ground { clock, ids, lifecycle, .. } = ground;
        let folder = DataDir::lock(folder)?;
        let file = |name: &str| folder.file(name);
        let (bus_file, order_file, payment_file) = (file("bus.db"), file("order.db"), file("payment.db"));
        let (catalog_file, seat_file) = (file("catalog.db"), file("reservation.db"));
        // Each waits for its own disk syncs, so together they take as long as one.
        let (bus, orders, payments, catalog, seats) = tokio::join!(
            SqliteBus::open(&bus_file, clock.clone(), Retention::default()),
            Database::open(&order_file, &order::adapters::sql::MIGRATOR),
            Database::open(&payment_file, &payment::adapters::sql::MIGRATOR),
            SqlEventStore::open(&catalog_file),
            SqlSeats::open(&seat_file, clock.clone(), ids.clone(), lifecycle),
        );
        Ok(Self {
            bus: bus.context("bus.db cannot be opened")?,
            orders: orders.context("order.db cannot be opened")?,
            payments: payments.context("payment.db cannot be opened")?,
            catalog: catalog.context("catalog.db cannot be opened")?,
            seats: Arc::new(seats.context("reservation.db cannot be opened")?),
            folder,
        })
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
