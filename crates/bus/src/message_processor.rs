//! Processes one message until it is done, parked or among the dead letters.

use std::collections::HashSet;
use std::error::Error;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use contracts::topics::Topic;
use futures::FutureExt;
use metrics::{counter, histogram};
use parking_lot::{Mutex, MutexGuard};
use primitives::{Cause, FailureStreak};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, Span};

use crate::handler::{HandleError, Handler, Incoming};
use crate::message::Undecodable;
use crate::ports::{Bus, BusError, Delivery, LogPosition, Parking};
use crate::retry::RETRIES;

/// A handler that takes longer is cancelled and retried: it would block its key in silence.
const HANDLE_WITHIN: Duration = Duration::from_secs(30);

/// Shared by all partitions of one consumer.
pub(crate) struct MessageProcessor {
    group: &'static str,
    handler: Arc<dyn Handler>,
    parking: Arc<dyn Parking>,
    bus: Arc<dyn Bus>,
    /// Nothing is retried once this is cancelled.
    halt: CancellationToken,
    /// A cache of what is parked, so that an ordinary message costs no look at the parking.
    parked: Mutex<HashSet<(Topic, String)>>,
}

pub(crate) enum Completion {
    /// Handled, parked or among the dead letters.
    Done(LogPosition),
    /// The loop was stopped before it succeeded, or another process owns the partition now; it will be delivered again.
    Aborted,
}

impl MessageProcessor {
    pub(crate) async fn new(
        group: &'static str,
        handler: Arc<dyn Handler>,
        parking: Arc<dyn Parking>,
        bus: Arc<dyn Bus>,
        halt: CancellationToken,
    ) -> Result<Self, BusError> {
        let parked = Mutex::new(parking.keys().await?.into_iter().collect());
        Ok(Self { group, handler, parking, bus, halt, parked })
    }

    /// The first message of a partition: its previous owner may have parked keys of it.
    pub(crate) async fn process_first(self: Arc<Self>, delivery: Delivery) -> Completion {
        let Some(parked) = self.read_parking(&delivery).await else { return Completion::Aborted };
        self.known_parked().extend(parked);
        self.process(delivery).await
    }

    pub(crate) async fn process(self: Arc<Self>, delivery: Delivery) -> Completion {
        let started = Instant::now();
        let Some(outcome) = self.outcome(&delivery).await else { return Completion::Aborted };
        let labels = [("group", self.group), ("topic", delivery.message.topic.name()), ("outcome", outcome)];
        counter!("holdfast_bus_handled_messages_total", &labels).increment(1);
        histogram!("holdfast_bus_handle_seconds", "group" => self.group).record(started.elapsed());
        Completion::Done(delivery.position)
    }

    /// As the metric labels it; None when the stop came first.
    async fn outcome(&self, delivery: &Delivery) -> Option<&'static str> {
        if self.is_known_to_be_parked(delivery) {
            let key = key_of(delivery);
            if self.read_parking(delivery).await?.contains(&key) {
                return self.park(delivery, "a message before it with the same key is parked").await;
            }
            // It was released since.
            self.known_parked().remove(&key);
        }
        self.handle(delivery).await
    }

    fn is_known_to_be_parked(&self, delivery: &Delivery) -> bool {
        let parked = self.known_parked();
        !parked.is_empty() && parked.contains(&key_of(delivery))
    }

    /// None when the stop came first.
    async fn read_parking(&self, delivery: &Delivery) -> Option<Vec<(Topic, String)>> {
        let mut failures = FailureStreak::of(delivery.message.id, RETRIES);
        loop {
            match self.parking.keys().await {
                Ok(keys) => return Some(keys),
                Err(error) => self.pause_after(&error, delivery, &mut failures).await?,
            }
        }
    }

    async fn handle(&self, delivery: &Delivery) -> Option<&'static str> {
        let mut failures = FailureStreak::of(delivery.message.id, RETRIES);
        loop {
            let span = self.span(delivery);
            let batch = [Incoming { message: delivery.message.clone(), span: span.clone() }];
            match self.attempt(&batch).await {
                Ok(()) => return Some("done"),
                Err(HandleError::Transient(cause)) => {
                    counter!("holdfast_bus_retried_messages_total", "group" => self.group).increment(1);
                    let pause = span.in_scope(|| self.pause_after(cause.as_ref(), delivery, &mut failures));
                    pause.await?;
                }
                Err(HandleError::Poison(cause)) => {
                    return self.set_aside(delivery, cause).instrument(span).await;
                }
            }
        }
    }

    async fn set_aside(&self, delivery: &Delivery, cause: Cause) -> Option<&'static str> {
        let (group, id, reason) = (self.group, delivery.message.id, reason(cause.as_ref()));
        tracing::error!(group, message = %id, key = delivery.message.key, reason, "a poison message");
        if cause.is::<Undecodable>() {
            // It cannot be decoded, so it is unknown what of its key would have to wait for it.
            self.send_to_dead_letters(delivery, &reason).await
        } else {
            self.park(delivery, &reason).await
        }
    }

    async fn attempt(&self, batch: &[Incoming]) -> Result<(), HandleError> {
        let handled = AssertUnwindSafe(self.handler.handle(batch)).catch_unwind();
        match timeout(HANDLE_WITHIN, handled).await {
            Ok(Ok(handled)) => handled,
            // Otherwise it would take the process with it, now and after every restart.
            Ok(Err(_panic)) => Err(HandleError::poison("the handler panicked")),
            Err(_) => Err(HandleError::transient("the handler took too long")),
        }
    }

    /// The span that produced the message is the parent, since messages are processed one by one, and linked too, for tools that follow links.
    fn span(&self, delivery: &Delivery) -> Span {
        let (position, message) = (delivery.position, &delivery.message);
        let span = tracing::info_span!(
            "process",
            otel.name = format!("process {}", message.topic),
            otel.kind = "consumer",
            service = self.group,
            messaging.operation.name = "process",
            messaging.destination.name = message.topic.name(),
            messaging.message.id = %message.id,
            messaging.consumer.group.name = self.group,
            messaging.destination.partition.id = position.partition,
            messaging.offset = position.offset,
        );
        telemetry::in_trace(&span, message.traceparent.as_deref());
        telemetry::link(&span, message.traceparent.as_deref());
        span
    }

    fn known_parked(&self) -> MutexGuard<'_, HashSet<(Topic, String)>> {
        self.parked.lock()
    }

    async fn park(&self, delivery: &Delivery, reason: &str) -> Option<&'static str> {
        let mut failures = FailureStreak::of(delivery.message.id, RETRIES);
        while let Err(error) = self.parking.park(delivery, reason).await {
            self.pause_after(&error, delivery, &mut failures).await?;
        }
        self.known_parked().insert(key_of(delivery));
        Some("parked")
    }

    async fn send_to_dead_letters(&self, delivery: &Delivery, reason: &str) -> Option<&'static str> {
        let mut failures = FailureStreak::of(delivery.message.id, RETRIES);
        while let Err(error) = self.bus.send_to_dead_letters(delivery, reason).await {
            self.pause_after(&error, delivery, &mut failures).await?;
        }
        Some("buried")
    }

    /// Logs the failure, and then waits for the next attempt. None when the stop comes first.
    fn pause_after<'a>(
        &'a self,
        error: &(dyn Error + 'static),
        delivery: &Delivery,
        failures: &mut FailureStreak,
    ) -> impl Future<Output = Option<()>> + use<'a> {
        let pause = failures.failed();
        if pause.is_news {
            let (group, id, tries) = (self.group, delivery.message.id, pause.failures);
            tracing::warn!(group, message = %id, error, tries, "cannot process a message now, will retry");
        }
        async move {
            tokio::select! {
                () = self.halt.cancelled() => None,
                () = sleep(pause.length) => Some(()),
            }
        }
    }
}

fn key_of(delivery: &Delivery) -> (Topic, String) {
    (delivery.message.topic, delivery.message.key.clone())
}

/// The whole chain of causes in one line, to be stored with the message.
fn reason(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
