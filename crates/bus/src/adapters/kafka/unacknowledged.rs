//! What was handed to the client and is not known to be durable.
//!
//! The client never gives up a message, whoever published it does after a while and then publishes it again. The second time it
//! is found here, still on its way or arrived in the meantime, and is not sent twice: an outage leaves no heap of copies.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use primitives::MessageId;
use rdkafka::error::KafkaError;
use tokio::sync::watch;
use tokio::time::Instant;

use super::vitals::since;

/// An outcome that nobody asked for is remembered for so long: its publisher comes back within seconds, if at all.
const REMEMBER: Duration = Duration::from_secs(60);
/// Beyond so many, outcomes that nobody asked for are forgotten.
const REMEMBERED_MAX: usize = 10_000;

/// A message on its way to a topic, by the topic's name.
pub(crate) type Parcel = (String, MessageId);

#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    result: Result<(), KafkaError>,
    known_at: Instant,
}

#[derive(Default)]
pub(crate) struct Unacknowledged(Mutex<Parcels>);

type Parcels = HashMap<Parcel, watch::Receiver<Option<Outcome>>>;

/// Belongs to one sending, and tells everybody who waits for it what became of it.
pub(crate) struct Receipt(watch::Sender<Option<Outcome>>);

impl Receipt {
    pub(crate) fn is(self, result: Result<(), KafkaError>) {
        self.0.send_replace(Some(Outcome { result, known_at: Instant::now() }));
    }
}

/// Waits for what becomes of a message.
pub(crate) struct Expected {
    parcel: Parcel,
    outcome: watch::Receiver<Option<Outcome>>,
}

impl Unacknowledged {
    /// The sending that is under way already, or a new one: then `send` begins it.
    pub(crate) fn expect<E>(
        &self,
        parcel: Parcel,
        send: impl FnOnce(Box<Receipt>) -> Result<(), E>,
    ) -> Result<Expected, E> {
        if let Some(outcome) = self.under_way(&parcel) {
            return Ok(Expected { parcel, outcome });
        }
        let (receipt, outcome) = watch::channel(None);
        send(Box::new(Receipt(receipt)))?;
        let mut parcels = self.parcels();
        if parcels.len() >= REMEMBERED_MAX {
            parcels.retain(|_, outcome| is_useful(outcome) && outcome.borrow().is_none());
        }
        parcels.insert(parcel.clone(), outcome.clone());
        Ok(Expected { parcel, outcome })
    }

    fn under_way(&self, parcel: &Parcel) -> Option<watch::Receiver<Option<Outcome>>> {
        self.parcels().get(parcel).filter(|outcome| is_useful(outcome)).cloned()
    }

    /// Waits until it is durable. An error means that it is not, or that nobody knows.
    pub(crate) async fn settled(&self, expected: Expected) -> Result<(), KafkaError> {
        let Expected { parcel, mut outcome } = expected;
        let result = match outcome.wait_for(Option::is_some).await {
            Ok(outcome) => {
                outcome.as_ref().map_or(Err(KafkaError::Canceled), |outcome| outcome.result.clone())
            }
            Err(_) => Err(KafkaError::Canceled),
        };
        let mut parcels = self.parcels();
        if parcels.get(&parcel).is_some_and(|latest| latest.same_channel(&outcome)) {
            parcels.remove(&parcel);
        }
        result
    }

    /// The client that has them is being replaced: whatever comes again is sent again.
    pub(crate) fn forget_all(&self) {
        self.parcels().clear();
    }

    fn parcels(&self) -> MutexGuard<'_, Parcels> {
        self.0.lock()
    }
}

/// Still on its way, or arrived a moment ago; what failed is to be sent again.
fn is_useful(outcome: &watch::Receiver<Option<Outcome>>) -> bool {
    match outcome.borrow().as_ref() {
        // Without its sender it stays as it is.
        None => outcome.has_changed().is_ok(),
        Some(outcome) => outcome.result.is_ok() && since(outcome.known_at) < REMEMBER,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use futures::FutureExt;
    use rdkafka::error::RDKafkaErrorCode;
    use uuid::Uuid;

    use super::*;

    /// Keeps the receipts of what it was told to send.
    #[derive(Default)]
    struct Post(RefCell<Vec<Receipt>>);

    impl Post {
        fn publish(&self, unacknowledged: &Unacknowledged, number: u128) -> Expected {
            let parcel = ("topic".to_owned(), MessageId::from_uuid(Uuid::from_u128(number)));
            let send = |receipt: Box<Receipt>| -> Result<(), ()> {
                self.0.borrow_mut().push(*receipt);
                Ok(())
            };
            unacknowledged.expect(parcel, send).unwrap()
        }

        fn sent(&self) -> usize {
            self.0.borrow().len()
        }

        fn answer(&self, result: Result<(), KafkaError>) {
            self.0.borrow_mut().pop().unwrap().is(result);
        }
    }

    #[tokio::test]
    async fn what_is_under_way_is_not_sent_again_and_what_has_arrived_is() {
        let (post, unacknowledged) = (Post::default(), Unacknowledged::default());
        let first = post.publish(&unacknowledged, 1);
        let again = post.publish(&unacknowledged, 1);
        assert_eq!(post.sent(), 1);
        post.answer(Ok(()));
        assert!(unacknowledged.settled(first).await.is_ok());
        assert!(unacknowledged.settled(again).await.is_ok());
        drop(post.publish(&unacknowledged, 1));
        assert_eq!(post.sent(), 1, "published on purpose, it is another message");
    }

    #[tokio::test(start_paused = true)]
    async fn what_arrived_after_its_publisher_gave_up_is_found_for_a_while() {
        let (post, unacknowledged) = (Post::default(), Unacknowledged::default());
        drop(post.publish(&unacknowledged, 1));
        post.answer(Ok(()));
        let found = post.publish(&unacknowledged, 1);
        assert_eq!(post.sent(), 0);
        assert!(unacknowledged.settled(found).now_or_never().unwrap().is_ok());

        drop(post.publish(&unacknowledged, 2));
        post.answer(Ok(()));
        tokio::time::advance(REMEMBER).await;
        drop(post.publish(&unacknowledged, 2));
        assert_eq!(post.sent(), 1);
    }

    #[tokio::test]
    async fn what_failed_or_was_dropped_is_sent_again() {
        let (post, unacknowledged) = (Post::default(), Unacknowledged::default());
        drop(post.publish(&unacknowledged, 1));
        post.answer(Err(KafkaError::MessageProduction(RDKafkaErrorCode::PurgeQueue)));
        let again = post.publish(&unacknowledged, 1);
        assert_eq!(post.sent(), 1);
        post.0.borrow_mut().clear();
        assert!(unacknowledged.settled(again).await.is_err());
        drop(post.publish(&unacknowledged, 1));
        assert_eq!(post.sent(), 1);
    }
}
