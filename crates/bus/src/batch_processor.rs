//! One attempt at a batch, or at one message alone.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use metrics::histogram;
use primitives::{Cause, error_chain};
use tokio::time::timeout;
use tracing::{Instrument, Span};

use crate::handler::{HandleError, Handler, Incoming};
use crate::message::Undecodable;
use crate::parked_keys::ParkedKeys;
use crate::ports::{Bus, BusError, Delivery};

/// A handler that takes longer is cancelled and retried: it would block its key in silence.
const HANDLE_ALONE_WITHIN: Duration = Duration::from_secs(30);
/// With several messages it is cancelled sooner, and they are tried alone: one of them may hang, and the others would wait for it. Longer
/// than a handler waits for anything outside.
const HANDLE_TOGETHER_WITHIN: Duration = Duration::from_secs(10);

/// Shared by all partitions of one consumer.
pub(crate) struct BatchProcessor {
    pub(crate) group: &'static str,
    pub(crate) handler: Arc<dyn Handler>,
    pub(crate) parked: Arc<ParkedKeys>,
    pub(crate) bus: Arc<dyn Bus>,
}

pub(crate) enum Outcome {
    /// All of it.
    Complete(Completion),
    /// Nothing was tried, since a key of the batch is parked.
    FoundParked,
    /// Any of it may have had its effect.
    Failed(Failure),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Completion {
    Handled,
    Parked,
    Buried,
}

impl Completion {
    /// As the metric labels it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Handled => "done",
            Self::Parked => "parked",
            Self::Buried => "buried",
        }
    }
}

pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    pub(crate) cause: Cause,
    /// What the attempt was made in.
    pub(crate) span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// One of several messages is poison. One alone is complete with that.
    Poison,
    Transient,
    TimedOut,
}

impl BatchProcessor {
    /// With the first messages of a partition the parking is read again: its previous owner may have parked keys of it.
    pub(crate) async fn process(self: Arc<Self>, batch: Vec<Arc<Delivery>>, reads_parking: bool) -> Outcome {
        self.outcome(&batch, reads_parking).await.unwrap_or_else(|error| {
            Outcome::Failed(Failure { kind: FailureKind::Transient, cause: error.into(), span: Span::none() })
        })
    }

    /// Fails where the parking or the dead letters are not available.
    async fn outcome(&self, batch: &[Arc<Delivery>], reads_parking: bool) -> Result<Outcome, BusError> {
        if reads_parking {
            self.parked.refresh().await?;
        }
        if !batch.iter().any(|delivery| self.parked.are_known_to_have(delivery)) {
            return self.handle(batch).await;
        }
        match batch {
            [delivery] if self.parked.still_have(delivery).await? => {
                self.park(delivery, "a message before it with the same key is parked").await
            }
            [_] => self.handle(batch).await,
            _ => Ok(Outcome::FoundParked),
        }
    }

    async fn handle(&self, batch: &[Arc<Delivery>]) -> Result<Outcome, BusError> {
        let incoming = self.incoming(batch);
        let span = incoming.first().map_or_else(Span::none, |first| first.span.clone());
        let failure = |kind, cause| Ok(Outcome::Failed(Failure { kind, cause, span: span.clone() }));
        histogram!("holdfast_bus_batch_messages", "group" => self.group).record(batch.len() as f64);
        match (self.attempt(&incoming).await, batch) {
            (Ok(Ok(())), _) => Ok(Outcome::Complete(Completion::Handled)),
            (Ok(Err(HandleError::Poison(cause))), [delivery]) => {
                self.set_aside(delivery, cause).instrument(span).await
            }
            (Ok(Err(HandleError::Poison(cause))), _) => failure(FailureKind::Poison, cause),
            (Ok(Err(HandleError::Transient(cause))), _) => failure(FailureKind::Transient, cause),
            (Err(TooLong), _) => failure(FailureKind::TimedOut, TooLong.into()),
        }
    }

    async fn attempt(&self, batch: &[Incoming]) -> Result<Result<(), HandleError>, TooLong> {
        let is_alone = batch.len() == 1;
        let within = if is_alone { HANDLE_ALONE_WITHIN } else { HANDLE_TOGETHER_WITHIN };
        let handled = AssertUnwindSafe(self.handler.handle(batch)).catch_unwind();
        let handled = timeout(within, handled).await.map_err(|_| TooLong)?;
        // Otherwise it would take the process with it, now and after every restart.
        Ok(handled.unwrap_or_else(|_panic| Err(HandleError::poison("the handler panicked"))))
    }

    async fn set_aside(&self, delivery: &Delivery, cause: Cause) -> Result<Outcome, BusError> {
        let (group, id, reason) = (self.group, delivery.message.id, error_chain(cause.as_ref()).to_string());
        tracing::error!(group, message = %id, key = delivery.message.key, reason, "a poison message");
        if cause.is::<Undecodable>() {
            // It cannot be decoded, so it is unknown what of its key would have to wait for it.
            self.bus.send_to_dead_letters(delivery, &reason).await?;
            Ok(Outcome::Complete(Completion::Buried))
        } else {
            self.park(delivery, &reason).await
        }
    }

    async fn park(&self, delivery: &Delivery, reason: &str) -> Result<Outcome, BusError> {
        self.parked.park(delivery, reason).await?;
        Ok(Outcome::Complete(Completion::Parked))
    }

    /// Each message in a span of its own trace. Those of several are linked to the one of the batch, and so to each other.
    fn incoming(&self, batch: &[Arc<Delivery>]) -> Vec<Incoming> {
        let together = (batch.len() > 1).then(|| self.batch_span(batch.len()));
        let context = together.and_then(|span| span.in_scope(telemetry::current_traceparent));
        let incoming = |delivery: &Arc<Delivery>| {
            let span = self.span(delivery);
            telemetry::link(&span, context.as_deref());
            Incoming { message: delivery.message.clone(), span }
        };
        batch.iter().map(incoming).collect()
    }

    /// The span that produced the message is the parent, and linked too, for tools that follow links.
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

    fn batch_span(&self, messages: usize) -> Span {
        tracing::info_span!(
            parent: None,
            "process batch",
            otel.kind = "consumer",
            service = self.group,
            messaging.operation.name = "process",
            messaging.consumer.group.name = self.group,
            messaging.batch.message_count = messages,
        )
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the handler took too long")]
struct TooLong;
