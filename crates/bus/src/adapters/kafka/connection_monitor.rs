//! Whether the clients of this process see a broker.
//!
//! Where a broker was fenced after a stall and came back, the library may forget its address for good (librdkafka 5301): that client
//! sees no broker ever again, while the others of the process work. So each client is monitored by itself, and one that has
//! seen no broker for long is replaced by another, which connects to the brokers of its settings again. In an outage that changes nothing,
//! and costs nothing that an outage does not cost anyway.

use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use metrics::gauge;
use parking_lot::{Mutex, MutexGuard};
use rdkafka::Statistics;
use rdkafka::client::OAuthToken;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use tokio::time::Instant;

use super::access::Access;
use crate::ports::{BusError, Disconnected};

/// A client reports every two seconds, and only while it is polled. One whose report is older knows nothing of the present.
const REPORTED_WITHIN: Duration = Duration::from_secs(5);

/// Of one client.
pub(crate) struct ConnectionMonitor {
    connections: Arc<Connections>,
    replace_client_after: Duration,
    state: Mutex<State>,
}

#[derive(Clone, Copy)]
struct State {
    /// Absent while a broker answers.
    disconnected_at: Option<Instant>,
    reported_at: Option<Instant>,
}

/// Of all clients of the process.
pub(crate) struct Connections {
    pub(crate) access: Arc<Access>,
    is_connected: AtomicBool,
    monitors: Mutex<Vec<Weak<ConnectionMonitor>>>,
}

impl Connections {
    pub(crate) fn new(access: Arc<Access>) -> Self {
        Self { access, is_connected: AtomicBool::default(), monitors: Mutex::default() }
    }

    /// Of a client that is about to be created, and that is replaced when it has seen no broker for so long.
    pub(crate) fn monitor(self: &Arc<Self>, replace_client_after: Duration) -> Arc<ConnectionMonitor> {
        let state = Mutex::new(State { disconnected_at: Some(Instant::now()), reported_at: None });
        let monitor =
            Arc::new(ConnectionMonitor { connections: Arc::clone(self), replace_client_after, state });
        let mut monitors = self.monitors.lock();
        monitors.retain(|monitor| monitor.strong_count() > 0);
        monitors.push(Arc::downgrade(&monitor));
        monitor
    }

    /// Whether any client sees a broker.
    pub(crate) fn is_connected(&self) -> bool {
        self.is_connected.load(Ordering::Relaxed)
    }

    fn update(&self) {
        let monitors = self.monitors.lock().clone();
        let is_connected = monitors
            .iter()
            .filter_map(Weak::upgrade)
            .any(|monitor| monitor.state().disconnected_at.is_none());
        if self.is_connected.swap(is_connected, Ordering::Relaxed) != is_connected {
            gauge!("holdfast_bus_connected").set(f64::from(u8::from(is_connected)));
            if is_connected {
                tracing::info!("connected to the kafka brokers");
            } else {
                tracing::warn!("no kafka broker answers");
            }
        }
    }
}

impl ConnectionMonitor {
    pub(crate) fn on_statistics(&self, statistics: &Statistics) {
        self.report(statistics.brokers.values().any(|broker| broker.state == "UP"));
    }

    pub(crate) fn on_error(&self, error: &KafkaError, reason: &str) {
        self.connections.access.on_error(error, reason);
        if error.rdkafka_error_code() == Some(RDKafkaErrorCode::AllBrokersDown) {
            self.report(false);
        }
    }

    pub(crate) fn token(&self) -> Result<OAuthToken, Box<dyn Error>> {
        self.connections.access.token()
    }

    pub(crate) fn on_answer(&self) {
        self.report(true);
    }

    fn report(&self, is_connected: bool) {
        {
            let mut state = self.state();
            let now = Some(Instant::now());
            state.reported_at = now;
            state.disconnected_at = if is_connected { None } else { state.disconnected_at.or(now) };
        }
        self.connections.update();
    }

    /// An error once the client is to be replaced.
    pub(crate) fn check(&self) -> Result<(), BusError> {
        let State { disconnected_at, reported_at } = *self.state();
        let is_current = reported_at.is_some_and(|then| then.elapsed() < REPORTED_WITHIN);
        match disconnected_at.map(|then| then.elapsed()) {
            Some(length) if is_current && length > self.replace_client_after => {
                Err(BusError::new(Disconnected(length)))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

#[cfg(test)]
mod tests {
    use primitives::SystemClock;

    use super::super::config::KafkaConfig;
    use super::*;

    fn connections() -> Arc<Connections> {
        Arc::new(Connections::new(Access::new(&KafkaConfig::of("localhost:1"), Arc::new(SystemClock))))
    }

    const REPLACE_AFTER: Duration = Duration::from_secs(30);

    #[tokio::test(start_paused = true)]
    async fn a_client_is_replaced_when_it_has_seen_no_broker_for_long() {
        let connections = connections();
        let (monitor, other) = (connections.monitor(REPLACE_AFTER), connections.monitor(REPLACE_AFTER));
        other.report(true);
        tokio::time::advance(REPLACE_AFTER).await;
        monitor.report(false);
        monitor.check().unwrap();
        tokio::time::advance(Duration::from_millis(1)).await;
        monitor.report(false);
        let error = monitor.check().unwrap_err();
        assert!(error.is_disconnected(), "{error:?}");
        other.check().unwrap();
        tokio::time::advance(REPORTED_WITHIN).await;
        monitor.check().expect("it was not polled lately");

        monitor.report(true);
        monitor.report(false);
        monitor.check().unwrap();
    }

    #[test]
    fn a_process_is_connected_while_one_of_its_clients_is() {
        let connections = connections();
        let (monitor, other) = (connections.monitor(REPLACE_AFTER), connections.monitor(REPLACE_AFTER));
        assert!(!connections.is_connected());
        monitor.report(true);
        other.report(false);
        assert!(connections.is_connected());
        drop(monitor);
        other.report(false);
        assert!(!connections.is_connected());
    }
}
