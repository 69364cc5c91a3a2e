//! One message, worked on until it is done or parked.

use std::collections::HashSet;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use contracts::topics::Topic;
use metrics::{counter, histogram};
use tokio::time::{Instant, sleep};
use tracing::Instrument;

use crate::{BusError, Delivery, HandleError, Handler, Parking, Position};

const FIRST_RETRY: Duration = Duration::from_millis(50);
const LAST_RETRY: Duration = Duration::from_secs(5);

/// What all lanes of one consumer share.
pub(crate) struct Worker {
    group: &'static str,
    handler: Arc<dyn Handler>,
    parking: Arc<dyn Parking>,
    /// The keys in the parking, so that a message in good order costs no look there.
    parked: Mutex<HashSet<(Topic, String)>>,
}

impl Worker {
    pub(crate) async fn new(
        group: &'static str,
        handler: Arc<dyn Handler>,
        parking: Arc<dyn Parking>,
    ) -> Result<Self, BusError> {
        let parked = Mutex::new(parking.keys().await?.into_iter().collect());
        Ok(Self { group, handler, parking, parked })
    }

    /// Returns when the message is done for good: handled, or parked.
    pub(crate) async fn work(self: Arc<Self>, delivery: Delivery) -> Position {
        let (position, message) = (delivery.position, &delivery.message);
        let span = tracing::info_span!(
            "process",
            otel.name = format!("process {}", message.topic),
            otel.kind = "consumer",
            messaging.destination.name = message.topic.name(),
            messaging.message.id = %message.id,
            messaging.consumer.group.name = self.group,
            messaging.partition = position.partition,
            messaging.offset = position.offset,
        );
        // The message that was made is the parent, as it is worked on alone; whoever sent it on is none of ours.
        telemetry::in_trace(&span, message.traceparent.as_deref());
        let started = Instant::now();
        self.settle(&delivery).instrument(span).await;
        histogram!("holdfast_bus_handle_seconds", "group" => self.group).record(started.elapsed());
        position
    }

    async fn settle(&self, delivery: &Delivery) {
        if self.is_parked(delivery) {
            return self.park(delivery, "a message before it with the same key is parked").await;
        }
        let mut pause = FIRST_RETRY;
        loop {
            let error = match self.handler.handle(&delivery.message).await {
                Ok(()) => return,
                Err(error) => error,
            };
            if let Some(reason) = self.poison(delivery, error) {
                return self.park(delivery, &reason).await;
            }
            sleep(spread(pause, delivery)).await;
            pause = (pause * 2).min(LAST_RETRY);
        }
    }

    /// Why the message has to be parked; nothing when it should be tried again.
    fn poison(&self, delivery: &Delivery, error: HandleError) -> Option<String> {
        let (group, message) = (self.group, &delivery.message);
        let cause = &error as &dyn Error;
        match &error {
            HandleError::Transient(_) => {
                counter!("holdfast_bus_retried_messages_total", "group" => group).increment(1);
                tracing::warn!(group, message = %message.id, error = cause, "cannot work on the message now, will try again");
                None
            }
            HandleError::Poison(why) => {
                tracing::error!(group, message = %message.id, key = message.key, error = cause, "parked a message");
                Some(why.to_string())
            }
        }
    }

    fn is_parked(&self, delivery: &Delivery) -> bool {
        let parked = self.parked.lock().unwrap_or_else(PoisonError::into_inner);
        !parked.is_empty() && parked.contains(&(delivery.message.topic, delivery.message.key.clone()))
    }

    /// Does not give up: a message that is neither done nor parked would be lost.
    async fn park(&self, delivery: &Delivery, reason: &str) {
        let key = (delivery.message.topic, delivery.message.key.clone());
        self.parked.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        counter!("holdfast_bus_parked_messages_total", "group" => self.group).increment(1);
        while let Err(error) = self.parking.park(delivery, reason).await {
            tracing::warn!(group = self.group, error = &error as &dyn Error, "cannot park, will try again");
            sleep(spread(LAST_RETRY, delivery)).await;
        }
    }
}

/// Between half of the pause and all of it, different for each message, so that not everybody comes back at once.
fn spread(pause: Duration, delivery: &Delivery) -> Duration {
    let [.., last] = *delivery.message.id.as_uuid().as_bytes();
    pause / 2 + pause * u32::from(last) / 512
}
