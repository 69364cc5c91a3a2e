//! Messages in flight: in the queue of the producer, and not known to be durable.
//!
//! The client never gives up a message; its publisher does after a while, and then publishes it again. The second time it
//! is found here, still in flight or delivered in the meantime, and is not sent twice: an outage leaves no heap of duplicates.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use primitives::MessageId;
use rdkafka::error::KafkaError;
use tokio::sync::watch;
use tokio::time::Instant;

/// A delivery that its publisher did not wait for is kept for so long: the publisher comes back within seconds, if at all.
const KEEP: Duration = Duration::from_secs(60);
/// Beyond so many, deliveries that no publisher waited for are dropped.
const KEPT_MAX: usize = 10_000;

/// A message by the name of its topic and its id.
pub(crate) type RecordKey = (String, MessageId);

#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    result: Result<(), KafkaError>,
    known_at: Instant,
}

#[derive(Default)]
pub(crate) struct InFlight(Mutex<Records>);

type Records = HashMap<RecordKey, watch::Receiver<Option<Outcome>>>;

/// Belongs to one message that was sent, and reports the outcome to all that wait for it.
pub(crate) struct DeliveryReport(watch::Sender<Option<Outcome>>);

impl DeliveryReport {
    pub(crate) fn resolve(self, result: Result<(), KafkaError>) {
        self.0.send_replace(Some(Outcome { result, known_at: Instant::now() }));
    }
}

/// The outcome of a message in flight.
pub(crate) struct PendingDelivery {
    key: RecordKey,
    outcome: watch::Receiver<Option<Outcome>>,
}

impl InFlight {
    /// The delivery that is pending already, or a new one: then `send` starts it.
    pub(crate) fn deliver<E>(
        &self,
        key: RecordKey,
        send: impl FnOnce(Box<DeliveryReport>) -> Result<(), E>,
    ) -> Result<PendingDelivery, E> {
        if let Some(outcome) = self.pending(&key) {
            return Ok(PendingDelivery { key, outcome });
        }
        let (report, outcome) = watch::channel(None);
        send(Box::new(DeliveryReport(report)))?;
        let mut records = self.records();
        if records.len() >= KEPT_MAX {
            records.retain(|_, outcome| is_current(outcome) && outcome.borrow().is_none());
        }
        records.insert(key.clone(), outcome.clone());
        Ok(PendingDelivery { key, outcome })
    }

    fn pending(&self, key: &RecordKey) -> Option<watch::Receiver<Option<Outcome>>> {
        self.records().get(key).filter(|outcome| is_current(outcome)).cloned()
    }

    /// Waits until it is durable. An error means that it is not, or that this is unknown.
    pub(crate) async fn acknowledged(&self, pending: PendingDelivery) -> Result<(), KafkaError> {
        let PendingDelivery { key, mut outcome } = pending;
        let result = match outcome.wait_for(Option::is_some).await {
            Ok(outcome) => {
                outcome.as_ref().map_or(Err(KafkaError::Canceled), |outcome| outcome.result.clone())
            }
            Err(_) => Err(KafkaError::Canceled),
        };
        let mut records = self.records();
        if records.get(&key).is_some_and(|latest| latest.same_channel(&outcome)) {
            records.remove(&key);
        }
        result
    }

    /// The client that has them is being replaced: what is published again is sent again.
    pub(crate) fn clear(&self) {
        self.records().clear();
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        self.0.lock()
    }
}

/// Still in flight, or delivered a moment ago; what failed is to be sent again.
fn is_current(outcome: &watch::Receiver<Option<Outcome>>) -> bool {
    match outcome.borrow().as_ref() {
        // Without its sender it stays as it is.
        None => outcome.has_changed().is_ok(),
        Some(outcome) => outcome.result.is_ok() && outcome.known_at.elapsed() < KEEP,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use futures::FutureExt;
    use rdkafka::error::RDKafkaErrorCode;
    use uuid::Uuid;

    use super::*;

    /// Keeps the delivery reports of what it was asked to send.
    #[derive(Default)]
    struct Client(RefCell<Vec<DeliveryReport>>);

    impl Client {
        fn publish(&self, in_flight: &InFlight, number: u128) -> PendingDelivery {
            let key = ("topic".to_owned(), MessageId::from_uuid(Uuid::from_u128(number)));
            let send = |report: Box<DeliveryReport>| -> Result<(), ()> {
                self.0.borrow_mut().push(*report);
                Ok(())
            };
            in_flight.deliver(key, send).unwrap()
        }

        fn sent(&self) -> usize {
            self.0.borrow().len()
        }

        fn answer(&self, result: Result<(), KafkaError>) {
            self.0.borrow_mut().pop().unwrap().resolve(result);
        }
    }

    #[tokio::test]
    async fn a_message_in_flight_is_not_sent_again_and_a_delivered_one_is() {
        let (client, in_flight) = (Client::default(), InFlight::default());
        let first = client.publish(&in_flight, 1);
        let again = client.publish(&in_flight, 1);
        assert_eq!(client.sent(), 1);
        client.answer(Ok(()));
        assert!(in_flight.acknowledged(first).await.is_ok());
        assert!(in_flight.acknowledged(again).await.is_ok());
        drop(client.publish(&in_flight, 1));
        assert_eq!(client.sent(), 1, "published on purpose, it is another message");
    }

    #[tokio::test(start_paused = true)]
    async fn a_delivery_after_its_publisher_gave_up_is_found_for_a_while() {
        let (client, in_flight) = (Client::default(), InFlight::default());
        drop(client.publish(&in_flight, 1));
        client.answer(Ok(()));
        let found = client.publish(&in_flight, 1);
        assert_eq!(client.sent(), 0);
        assert!(in_flight.acknowledged(found).now_or_never().unwrap().is_ok());

        drop(client.publish(&in_flight, 2));
        client.answer(Ok(()));
        tokio::time::advance(KEEP).await;
        drop(client.publish(&in_flight, 2));
        assert_eq!(client.sent(), 1);
    }

    #[tokio::test]
    async fn a_failed_or_dropped_message_is_sent_again() {
        let (client, in_flight) = (Client::default(), InFlight::default());
        drop(client.publish(&in_flight, 1));
        client.answer(Err(KafkaError::MessageProduction(RDKafkaErrorCode::PurgeQueue)));
        let again = client.publish(&in_flight, 1);
        assert_eq!(client.sent(), 1);
        client.0.borrow_mut().clear();
        assert!(in_flight.acknowledged(again).await.is_err());
        drop(client.publish(&in_flight, 1));
        assert_eq!(client.sent(), 1);
    }
}
