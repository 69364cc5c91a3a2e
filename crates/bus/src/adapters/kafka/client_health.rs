//! How the clients of this process are doing: whether brokers answer, and whether its consumers are polled and members of their groups.

use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::Mutex;
use primitives::Clock;

use super::access::Access;
use super::config::KafkaConfig;
use super::connection_monitor::{ConnectionMonitor, Connections};
use super::consumer_health::ConsumerHealth;
use super::partition_assignment::PartitionAssignment;
use crate::ports::BusError;

pub(crate) struct ClientHealth {
    connections: Arc<Connections>,
    consumers: Mutex<Vec<Weak<PartitionAssignment>>>,
}

impl ClientHealth {
    pub(crate) fn new(config: &KafkaConfig, clock: Arc<dyn Clock>) -> Self {
        let connections = Arc::new(Connections::new(Access::new(config, clock)));
        Self { connections, consumers: Mutex::default() }
    }

    pub(crate) fn access(&self) -> &Access {
        &self.connections.access
    }

    /// Of a client that is about to be created, and that is replaced when it has seen no broker for so long.
    pub(crate) fn monitor(&self, replace_client_after: Duration) -> Arc<ConnectionMonitor> {
        self.connections.monitor(replace_client_after)
    }

    pub(crate) fn add_consumer(&self, consumer: &Arc<PartitionAssignment>) {
        let mut consumers = self.consumers.lock();
        consumers.retain(|consumer| consumer.strong_count() > 0);
        consumers.push(Arc::downgrade(consumer));
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.connections.is_connected()
    }

    pub(crate) fn consumers(&self) -> Vec<ConsumerHealth> {
        self.consumers.lock().iter().filter_map(Weak::upgrade).map(|consumer| consumer.health()).collect()
    }

    pub(crate) fn check(&self) -> Result<(), BusError> {
        let is_connected = self.is_connected();
        self.consumers().iter().try_for_each(|consumer| consumer.check(is_connected))
    }
}
