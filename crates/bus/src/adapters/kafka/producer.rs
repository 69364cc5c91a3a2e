//! Publishes all messages of this process, through one idempotent client.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use metrics::{counter, gauge, histogram};
use parking_lot::{Mutex, MutexGuard};
use primitives::MessageId;
use rdkafka::client::{ClientContext, OAuthToken};
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{DeliveryResult, OwnedHeaders};
use rdkafka::producer::{BaseRecord, Producer as _, ProducerContext, PurgeConfig, ThreadedProducer};
use rdkafka::{Message as _, Statistics};
use tokio::time::{Instant, timeout};

use super::client_health::ClientHealth;
use super::config::KafkaConfig;
use super::connection_monitor::ConnectionMonitor;
use super::in_flight::{DeliveryReport, InFlight, PendingDelivery};
use super::run_blocking::drop_blocking;
use super::{client_log, client_settings};
use crate::ports::BusError;

/// After this long the outcome is reported as unknown. The client goes on retrying, and a second publish of the same message joins that.
const ACKNOWLEDGED_WITHIN: Duration = Duration::from_secs(5);

/// A record for a topic of the brokers.
pub(crate) struct OutgoingRecord<'a> {
    pub(crate) topic: String,
    pub(crate) id: MessageId,
    pub(crate) key: &'a str,
    /// Absent in a tombstone.
    pub(crate) payload: Option<&'a str>,
    pub(crate) headers: OwnedHeaders,
    pub(crate) at_ms: i64,
}

pub(crate) struct Producer {
    settings: ClientConfig,
    replace_client_after: Duration,
    health: Arc<ClientHealth>,
    in_flight: InFlight,
    /// Locked while a batch is enqueued, so that batches do not interleave. Absent only at the very end.
    client: Mutex<Option<Client>>,
}

type Client = ThreadedProducer<DeliveryReports>;

/// The context of the client.
struct DeliveryReports(Arc<ConnectionMonitor>);

impl Producer {
    pub(crate) fn begin(config: &KafkaConfig, health: &Arc<ClientHealth>) -> Result<Self, BusError> {
        let settings = config.producer_settings()?;
        client_settings::log(&settings, "producer");
        let producer = Self {
            settings,
            replace_client_after: config.replace_client_after,
            health: Arc::clone(health),
            in_flight: InFlight::default(),
            client: Mutex::default(),
        };
        let client = producer.create_client()?;
        *producer.client() = Some(client);
        Ok(producer)
    }

    /// Enqueues all of it in this order, then waits for all acknowledgements.
    pub(crate) async fn publish(&self, batch: Vec<OutgoingRecord<'_>>) -> Result<(), BusError> {
        let begun_at = Instant::now();
        let pending = self.enqueue(batch)?;
        let all = async {
            for pending in pending {
                self.in_flight.acknowledged(pending).await?;
            }
            Ok(())
        };
        match timeout(ACKNOWLEDGED_WITHIN, all).await {
            Ok(Ok(())) => {
                self.note_answer();
                histogram!("holdfast_bus_publish_seconds").record(begun_at.elapsed());
                Ok(())
            }
            Ok(Err(error)) => Err(self.refused(&error)),
            Err(_) => {
                self.replace_if_lost();
                Err(BusError::new("kafka has not acknowledged in time, so the outcome is unknown"))
            }
        }
    }

    fn enqueue(&self, batch: Vec<OutgoingRecord<'_>>) -> Result<Vec<PendingDelivery>, BusError> {
        let enqueued = {
            let client = self.client();
            let client = client.as_ref().ok_or(KafkaError::Canceled).map_err(BusError::new)?;
            let each = batch.into_iter().map(|record| {
                let key = (record.topic.clone(), record.id);
                self.in_flight.deliver(key, |report| send(client, record, report))
            });
            // Stops at the first that is not accepted, so that nothing overtakes it.
            each.collect::<Result<Vec<_>, KafkaError>>()
        };
        enqueued.map_err(|error| self.refused(&error))
    }

    /// Sooner than by the statistics of the client.
    fn note_answer(&self) {
        if !self.health.is_connected()
            && let Some(client) = self.client().as_ref()
        {
            client.context().0.on_answer();
        }
    }

    fn refused(&self, error: &KafkaError) -> BusError {
        self.replace_if_lost();
        let is_full = error.rdkafka_error_code() == Some(RDKafkaErrorCode::QueueFull);
        if is_full {
            BusError::new("the queue of the kafka producer is full")
        } else {
            BusError::new(error.clone())
        }
    }

    /// A client that has lost its sequence numbers, or its brokers, never publishes again, so it is replaced.
    fn replace_if_lost(&self) {
        let mut client = self.client();
        let Some(reason) = client.as_ref().and_then(why_lost) else { return };
        match self.create_client() {
            Ok(fresh) => {
                tracing::warn!(reason, "the kafka producer is lost and is replaced");
                counter!("holdfast_bus_producers_replaced_total").increment(1);
                self.in_flight.clear();
                let lost = client.replace(fresh);
                // It may find its brokers after all, and must not send then what its successor has sent before it.
                lost.iter()
                    .for_each(|lost| lost.purge(PurgeConfig::default().queue().inflight().non_blocking()));
                drop_blocking(lost);
            }
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the kafka producer cannot be replaced"
                );
            }
        }
    }

    fn create_client(&self) -> Result<Client, BusError> {
        let context = DeliveryReports(self.health.monitor(self.replace_client_after));
        self.settings.create_with_context(context).map_err(BusError::new)
    }

    fn client(&self) -> MutexGuard<'_, Option<Client>> {
        self.client.lock()
    }
}

fn why_lost(client: &Client) -> Option<String> {
    let fatal = client.client().fatal_error().map(|(_, reason)| reason);
    fatal.or_else(|| client.context().0.check().err().map(|disconnected| disconnected.0.to_string()))
}

fn send(
    client: &Client,
    outgoing: OutgoingRecord<'_>,
    report: Box<DeliveryReport>,
) -> Result<(), KafkaError> {
    let mut record = BaseRecord::with_opaque_to(&outgoing.topic, report)
        .key(outgoing.key)
        .headers(outgoing.headers)
        .timestamp(outgoing.at_ms);
    record.payload = outgoing.payload;
    client.send(record).map_err(|(error, _)| error)
}

impl ClientContext for DeliveryReports {
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        client_log::forward(level, facility, line);
    }

    fn stats(&self, statistics: Statistics) {
        self.0.on_statistics(&statistics);
        gauge!("holdfast_bus_unacknowledged_messages").set(statistics.msg_cnt as f64);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.0.on_error(&error, reason);
    }

    fn generate_oauth_token(&self, _: Option<&str>) -> Result<OAuthToken, Box<dyn Error>> {
        self.0.token()
    }
}

impl ProducerContext for DeliveryReports {
    type DeliveryOpaque = Box<DeliveryReport>;

    fn delivery(&self, delivered: &DeliveryResult<'_>, report: Self::DeliveryOpaque) {
        match delivered {
            Ok(_) => report.resolve(Ok(())),
            Err((error, record)) => {
                tracing::debug!(
                    topic = record.topic(),
                    error = error as &dyn std::error::Error,
                    "a message was not published"
                );
                report.resolve(Err(error.clone()));
            }
        }
    }
}

impl Drop for Producer {
    /// Closing the client takes up to half a second.
    fn drop(&mut self) {
        drop_blocking(self.client.get_mut().take());
    }
}
