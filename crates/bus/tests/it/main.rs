//! One suite for every bus, and what the consumer loop and the relay promise on top of it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod batches;
mod bus_contract;
mod consumer_loop;
mod embedded_bus;
mod hand_over;
#[cfg(feature = "kafka")]
mod kafka_producer;
mod messages;
mod outbox_contract;
mod outbox_janitor;
mod recorder;
mod records;
mod relay;
mod watermarks;

/// The contract on the embedded bus.
mod embedded {
    use crate::Embedded;
    use crate::bus_contract::bus_contract;

    bus_contract!(Embedded);
}

use std::sync::Arc;

use async_trait::async_trait;
use bus::Bus;
use bus::adapters::sqlite::{Retention, SqliteBus};
use primitives::SystemClock;
use tempfile::TempDir;

use crate::messages::{Engine, SOON, message, number};

struct Embedded {
    folder: TempDir,
    bus: SqliteBus,
}

impl Embedded {
    async fn new() -> Self {
        Self::with(Retention::default()).await
    }

    async fn with(retention: Retention) -> Self {
        let folder = TempDir::new().unwrap();
        let bus = open(&folder, retention).await;
        Self { folder, bus }
    }

    async fn reopen_with(self, retention: Retention) -> Self {
        let bus = open(&self.folder, retention).await;
        Self { folder: self.folder, bus }
    }
}

async fn open(folder: &TempDir, retention: Retention) -> SqliteBus {
    SqliteBus::open(&folder.path().join("bus.db"), Arc::new(SystemClock), retention).await.unwrap()
}

#[async_trait]
impl Engine for Embedded {
    fn bus(&self) -> Arc<dyn Bus> {
        Arc::new(self.bus.clone())
    }

    async fn reopen(self) -> Self {
        self.reopen_with(Retention::default()).await
    }
}
