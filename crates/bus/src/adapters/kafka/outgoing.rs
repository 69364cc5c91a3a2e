//! Everything that this process publishes, through one idempotent client.

use std::sync::Arc;
use std::time::Duration;

use metrics::{counter, gauge, histogram};
use parking_lot::{Mutex, MutexGuard};
use primitives::MessageId;
use rdkafka::client::ClientContext;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{DeliveryResult, OwnedHeaders};
use rdkafka::producer::{BaseRecord, Producer as _, ProducerContext, PurgeConfig, ThreadedProducer};
use rdkafka::{Message as _, Statistics};
use tokio::time::{Instant, timeout};

use super::aside::drop_aside;
use super::line::Line;
use super::unacknowledged::{Expected, Receipt, Unacknowledged};
use super::vitals::{Vitals, pass_on, since};
use super::{KafkaConfig, client_settings};
use crate::BusError;

/// After this long the outcome is called unknown. The client goes on trying, and whoever publishes the same again finds that.
const ACKNOWLEDGED_WITHIN: Duration = Duration::from_secs(5);

/// What goes to a topic of the brokers.
pub(crate) struct Outgoing<'a> {
    pub(crate) topic: String,
    pub(crate) id: MessageId,
    pub(crate) key: &'a str,
    /// Absent in a note beside other records.
    pub(crate) payload: Option<&'a str>,
    pub(crate) headers: OwnedHeaders,
    pub(crate) at_ms: i64,
}

pub(crate) struct Publications {
    settings: ClientConfig,
    patience: Duration,
    vitals: Arc<Vitals>,
    unacknowledged: Unacknowledged,
    /// Held while a batch is handed over, so that batches do not mix. Absent only at the very end.
    client: Mutex<Option<Client>>,
}

type Client = ThreadedProducer<Acknowledgements>;

struct Acknowledgements(Arc<Line>);

impl Publications {
    pub(crate) fn begin(config: &KafkaConfig, vitals: &Arc<Vitals>) -> Result<Self, BusError> {
        let settings = client_settings::producer(config)?;
        client_settings::tell(&settings, "producer");
        let publications = Self {
            settings,
            patience: config.replace_client_after,
            vitals: Arc::clone(vitals),
            unacknowledged: Unacknowledged::default(),
            client: Mutex::default(),
        };
        let client = publications.fresh()?;
        *publications.client() = Some(client);
        Ok(publications)
    }

    /// Hands all of it over in this order, then waits for all of it.
    pub(crate) async fn publish(&self, batch: Vec<Outgoing<'_>>) -> Result<(), BusError> {
        let begun_at = Instant::now();
        let expected = self.hand_over(batch)?;
        let all = async {
            for expected in expected {
                self.unacknowledged.settled(expected).await?;
            }
            Ok(())
        };
        match timeout(ACKNOWLEDGED_WITHIN, all).await {
            Ok(Ok(())) => {
                self.tell_that_brokers_answer();
                histogram!("holdfast_bus_publish_seconds").record(since(begun_at));
                Ok(())
            }
            Ok(Err(error)) => Err(self.refused(&error)),
            Err(_) => {
                self.replace_where_it_is_lost();
                Err(BusError::new("kafka has not acknowledged in time, so the outcome is unknown"))
            }
        }
    }

    fn hand_over(&self, batch: Vec<Outgoing<'_>>) -> Result<Vec<Expected>, BusError> {
        let handed_over = {
            let client = self.client();
            let client = client.as_ref().ok_or(KafkaError::Canceled).map_err(BusError::new)?;
            let each = batch.into_iter().map(|outgoing| {
                let parcel = (outgoing.topic.clone(), outgoing.id);
                self.unacknowledged.expect(parcel, |receipt| send(client, outgoing, receipt))
            });
            // Stops at the first that is not taken, so that nothing overtakes it.
            each.collect::<Result<Vec<_>, KafkaError>>()
        };
        handed_over.map_err(|error| self.refused(&error))
    }

    /// Sooner than the client's own report.
    fn tell_that_brokers_answer(&self) {
        if !self.vitals.is_connected()
            && let Some(client) = self.client().as_ref()
        {
            client.context().0.answered();
        }
    }

    fn refused(&self, error: &KafkaError) -> BusError {
        self.replace_where_it_is_lost();
        let is_full = error.rdkafka_error_code() == Some(RDKafkaErrorCode::QueueFull);
        if is_full { BusError::new("too much waits for kafka already") } else { BusError::new(error.clone()) }
    }

    /// A client that has lost the thread of its numbers, or its brokers, never publishes again, so another one takes its place.
    fn replace_where_it_is_lost(&self) {
        let mut client = self.client();
        let Some(reason) = client.as_ref().and_then(why_lost) else { return };
        match self.fresh() {
            Ok(fresh) => {
                tracing::warn!(reason, "the kafka producer is lost, another one takes its place");
                counter!("holdfast_bus_producers_replaced_total").increment(1);
                self.unacknowledged.forget_all();
                let lost = client.replace(fresh);
                // It may find its brokers after all, and must not send then what its successor has sent before it.
                lost.iter()
                    .for_each(|lost| lost.purge(PurgeConfig::default().queue().inflight().non_blocking()));
                drop_aside(lost);
            }
            Err(error) => tracing::error!(error = &error as &dyn std::error::Error, "no kafka producer"),
        }
    }

    fn fresh(&self) -> Result<Client, BusError> {
        let context = Acknowledgements(Line::new(&self.vitals, self.patience));
        self.settings.create_with_context(context).map_err(BusError::new)
    }

    fn client(&self) -> MutexGuard<'_, Option<Client>> {
        self.client.lock()
    }
}

fn why_lost(client: &Client) -> Option<String> {
    let fatal = client.client().fatal_error().map(|(_, reason)| reason);
    fatal.or_else(|| client.context().0.check().err().map(|stranded| stranded.0.to_string()))
}

fn send(client: &Client, outgoing: Outgoing<'_>, receipt: Box<Receipt>) -> Result<(), KafkaError> {
    let mut record = BaseRecord::with_opaque_to(&outgoing.topic, receipt)
        .key(outgoing.key)
        .headers(outgoing.headers)
        .timestamp(outgoing.at_ms);
    record.payload = outgoing.payload;
    client.send(record).map_err(|(error, _)| error)
}

impl ClientContext for Acknowledgements {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        pass_on(level, facility, line);
    }

    fn stats(&self, statistics: Statistics) {
        self.0.look_at(&statistics);
        gauge!("holdfast_bus_unacknowledged_messages").set(statistics.msg_cnt as f64);
    }

    fn error(&self, error: KafkaError, _reason: &str) {
        self.0.heard(&error);
    }
}

impl ProducerContext for Acknowledgements {
    type DeliveryOpaque = Box<Receipt>;

    fn delivery(&self, delivered: &DeliveryResult<'_>, receipt: Self::DeliveryOpaque) {
        match delivered {
            Ok(_) => receipt.is(Ok(())),
            Err((error, record)) => {
                tracing::debug!(
                    topic = record.topic(),
                    error = error as &dyn std::error::Error,
                    "not published"
                );
                receipt.is(Err(error.clone()));
            }
        }
    }
}

impl Drop for Publications {
    /// The client's farewell takes up to half a second.
    fn drop(&mut self) {
        drop_aside(self.client.get_mut().take());
    }
}
