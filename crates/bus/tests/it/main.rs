//! One suite for every bus, and what the two loops promise on top of it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bus_contract;
mod consume;
mod embedded_bus;
mod outbox_contract;
mod relay;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bus::adapters::sqlite::{Retention, SqliteBus};
use bus::{Bus, Message};
use contracts::topics::Topic;
use primitives::{MessageId, SystemClock, Timestamp};
use tempfile::TempDir;
use uuid::Uuid;

const SOON: Duration = Duration::from_secs(30);

/// A bus that tests can end and begin again on what it has kept.
#[async_trait]
trait Engine: Send {
    fn bus(&self) -> Arc<dyn Bus>;

    /// Another process opens what this one leaves behind.
    async fn reopen(self) -> Self;
}

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

/// Message `number` with this key; the number is its payload too.
fn message(topic: Topic, key: &str, number: u128) -> Message {
    Message {
        id: MessageId::from_uuid(Uuid::from_u128(number)),
        topic,
        key: key.to_owned(),
        occurred_at: Timestamp::from_micros(1),
        payload: number.to_string(),
        traceparent: None,
    }
}

fn number(message: &Message) -> u128 {
    message.payload.parse().unwrap()
}
