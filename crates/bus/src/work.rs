//! One message, worked on until it is done, parked or buried.

use std::collections::HashSet;
use std::error::Error;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use contracts::topics::Topic;
use futures::FutureExt;
use metrics::{counter, histogram};
use parking_lot::{Mutex, MutexGuard};
use primitives::{Cause, FailureStreak, Pause};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, Span};

use crate::retry::RETRIES;
use crate::{Bus, BusError, Delivery, HandleError, Handler, LogPosition, Parking, Undecodable};

/// A handler that takes longer is given up and tried again: it would hold up its partition in silence.
const HANDLE_WITHIN: Duration = Duration::from_secs(30);

/// What all lanes of one consumer share.
pub(crate) struct Worker {
    group: &'static str,
    handler: Arc<dyn Handler>,
    parking: Arc<dyn Parking>,
    bus: Arc<dyn Bus>,
    /// Nothing is tried again once this is cancelled.
    halt: CancellationToken,
    /// What is known to be parked, so that a message in good order costs no look there.
    parked: Mutex<HashSet<(Topic, String)>>,
}

pub(crate) enum Settled {
    /// Handled, parked or buried.
    Done(LogPosition),
    /// The stop came before it worked, or another process has the partition now; it will come again.
    LeftUndone,
}

impl Worker {
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

    /// The first message of a partition: another process may have parked keys of it.
    pub(crate) async fn begin(self: Arc<Self>, delivery: Delivery) -> Settled {
        let Some(parked) = self.look_at_the_parking(&delivery).await else { return Settled::LeftUndone };
        self.known_parked().extend(parked);
        self.work(delivery).await
    }

    pub(crate) async fn work(self: Arc<Self>, delivery: Delivery) -> Settled {
        let started = Instant::now();
        let Some(outcome) = self.outcome(&delivery).await else { return Settled::LeftUndone };
        let labels = [("group", self.group), ("topic", delivery.message.topic.name()), ("outcome", outcome)];
        counter!("holdfast_bus_handled_messages_total", &labels).increment(1);
        histogram!("holdfast_bus_handle_seconds", "group" => self.group).record(started.elapsed());
        Settled::Done(delivery.position)
    }

    /// What became of it; nothing when the stop came first.
    async fn outcome(&self, delivery: &Delivery) -> Option<&'static str> {
        if self.is_known_to_be_parked(delivery) {
            let key = key_of(delivery);
            if self.look_at_the_parking(delivery).await?.contains(&key) {
                return self.park(delivery, "a message before it with the same key is parked").await;
            }
            // Somebody has released it since.
            self.known_parked().remove(&key);
        }
        self.settle(delivery).await
    }

    fn is_known_to_be_parked(&self, delivery: &Delivery) -> bool {
        let parked = self.known_parked();
        !parked.is_empty() && parked.contains(&key_of(delivery))
    }

    /// Nothing when the stop came first.
    async fn look_at_the_parking(&self, delivery: &Delivery) -> Option<Vec<(Topic, String)>> {
        let mut backoff = FailureStreak::of(delivery.message.id, RETRIES);
        loop {
            match self.parking.keys().await {
                Ok(keys) => return Some(keys),
                Err(error) => {
                    let pause = backoff.failed();
                    self.complain(delivery, &error, pause);
                    self.rest(pause).await?;
                }
            }
        }
    }

    async fn settle(&self, delivery: &Delivery) -> Option<&'static str> {
        let mut backoff = FailureStreak::of(delivery.message.id, RETRIES);
        loop {
            let span = self.span(delivery);
            match self.attempt(delivery).instrument(span.clone()).await {
                Ok(()) => return Some("done"),
                Err(HandleError::Transient(cause)) => {
                    counter!("holdfast_bus_retried_messages_total", "group" => self.group).increment(1);
                    let pause = backoff.failed();
                    span.in_scope(|| self.complain(delivery, cause.as_ref(), pause));
                    self.rest(pause).await?;
                }
                Err(HandleError::Poison(cause)) => {
                    return self.give_up(delivery, cause).instrument(span).await;
                }
            }
        }
    }

    async fn give_up(&self, delivery: &Delivery, cause: Cause) -> Option<&'static str> {
        let (group, id, reason) = (self.group, delivery.message.id, reason(cause.as_ref()));
        tracing::error!(group, message = %id, key = delivery.message.key, reason, "a message can never be worked on");
        if cause.is::<Undecodable>() {
            // Nobody can read it, so nobody can say what of its key has to wait for it.
            self.bury(delivery, &reason).await
        } else {
            self.park(delivery, &reason).await
        }
    }

    async fn attempt(&self, delivery: &Delivery) -> Result<(), HandleError> {
        let handled = AssertUnwindSafe(self.handler.handle(&delivery.message)).catch_unwind();
        match timeout(HANDLE_WITHIN, handled).await {
            Ok(Ok(handled)) => handled,
            // Otherwise it would take the process with it, now and after every restart.
            Ok(Err(_panic)) => Err(HandleError::poison("the handler panicked")),
            Err(_) => Err(HandleError::transient("the handler took too long")),
        }
    }

    /// The message that was made is the parent, since it is worked on alone, and linked too, for those who look for links.
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
        let mut backoff = FailureStreak::of(delivery.message.id, RETRIES);
        while let Err(error) = self.parking.park(delivery, reason).await {
            let pause = backoff.failed();
            self.complain(delivery, &error, pause);
            self.rest(pause).await?;
        }
        self.known_parked().insert(key_of(delivery));
        Some("parked")
    }

    async fn bury(&self, delivery: &Delivery, reason: &str) -> Option<&'static str> {
        let mut backoff = FailureStreak::of(delivery.message.id, RETRIES);
        while let Err(error) = self.bus.send_to_dead_letters(delivery, reason).await {
            let pause = backoff.failed();
            self.complain(delivery, &error, pause);
            self.rest(pause).await?;
        }
        Some("buried")
    }

    fn complain(&self, delivery: &Delivery, error: &(dyn Error + 'static), pause: Pause) {
        if pause.is_news {
            let (group, id, tries) = (self.group, delivery.message.id, pause.failures);
            tracing::warn!(group, message = %id, error, tries, "cannot work on a message now, will try again");
        }
    }

    /// Nothing when the stop comes first.
    async fn rest(&self, pause: Pause) -> Option<()> {
        tokio::select! {
            () = self.halt.cancelled() => None,
            () = sleep(pause.length) => Some(()),
        }
    }
}

fn key_of(delivery: &Delivery) -> (Topic, String) {
    (delivery.message.topic, delivery.message.key.clone())
}

/// The whole chain of causes in one line, for whoever looks at the message later.
fn reason(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
