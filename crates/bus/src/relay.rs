//! Publishes what was committed. Nothing else publishes: a change and its message commit together, or not at all.
//!
//! Woken by every commit and, as a fallback, by a slow sweep. It takes no input and always reads the outbox, so one path serves
//! the good case and the crash. Publishing and marking are two steps: a crash between them repeats messages, which inboxes
//! deduplicate.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use metrics::{counter, gauge, histogram};
use primitives::{Clock, FailureStreak, MessageId, failpoint};
use tokio::time::{Instant, sleep, timeout};
use tracing::Span;

use crate::message::Message;
use crate::ports::{BusError, Outbox, Publisher};
use crate::retry::RETRIES;

const BATCH: u32 = 256;
const SWEEP_EVERY: Duration = Duration::from_millis(250);
/// After this long it is unknown whether a batch was published, and it is published again.
const PUBLISH_WITHIN: Duration = Duration::from_secs(8);
/// Sent messages are kept this long, to find out later what happened.
const KEEP_SENT: Duration = Duration::from_secs(24 * 60 * 60);
const PRUNE_EVERY: Duration = Duration::from_secs(10);
const PRUNE_SLICE: u32 = 500;
/// In one run: more than a service sends in ten seconds.
const PRUNE_SLICES_MAX: u32 = 200;

pub struct Relay {
    /// The service whose outbox this is.
    name: &'static str,
    outbox: Arc<dyn Outbox>,
    publisher: Arc<dyn Publisher>,
    clock: Arc<dyn Clock>,
}

/// When to look at the outbox again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    AtOnce,
    AfterCommit,
    After(Duration),
}

impl Relay {
    #[must_use]
    pub fn new(
        name: &'static str,
        outbox: Arc<dyn Outbox>,
        publisher: Arc<dyn Publisher>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { name, outbox, publisher, clock }
    }

    /// Runs until `stop` comes; the batch in progress is sent and marked first.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) {
        let mut stop = std::pin::pin!(stop);
        let mut unmarked = Vec::new();
        let mut failures = FailureStreak::of(self.name, RETRIES);
        let mut prune_at = Instant::now() + PRUNE_EVERY;
        loop {
            let next = match self.send_batch(&mut unmarked).await {
                Ok(next) => {
                    failures.succeeded();
                    next
                }
                Err(error) => self.retry_after(&error, &mut failures).await,
            };
            if prune_at <= Instant::now() {
                self.prune().await;
                prune_at = Instant::now() + PRUNE_EVERY;
            }
            tokio::select! {
                biased;
                () = &mut stop => return self.hand_over().await,
                () = self.wait_for_work(next) => {}
            }
        }
    }

    /// Without this the relays of other processes wait as long as they would for a process that died.
    async fn hand_over(&self) {
        if let Err(error) = self.outbox.hand_over().await {
            tracing::warn!(
                relay = self.name,
                error = &error as &dyn Error,
                "cannot hand over unsent messages"
            );
        }
    }

    /// Sends until nothing waits. Keeps the order: after an error nothing later is sent.
    pub async fn send_all(&self) -> Result<(), BusError> {
        let mut unmarked = Vec::new();
        while self.send_batch(&mut unmarked).await? == Next::AtOnce {}
        Ok(())
    }

    /// Sends and marks one batch. What is published and could not be marked is left in `unmarked`, to be marked before anything
    /// else is read.
    async fn send_batch(&self, unmarked: &mut Vec<MessageId>) -> Result<Next, BusError> {
        self.mark(unmarked).await?;
        let messages = self.outbox.unsent(BATCH).await?;
        // What was committed since has left a signal.
        let next = if messages.len() < BATCH as usize { Next::AfterCommit } else { Next::AtOnce };
        if messages.is_empty() {
            self.report_oldest(Duration::ZERO);
            return Ok(next);
        }
        failpoint!("outbox.before_publish");
        self.publish(&messages).await?;
        failpoint!("outbox.after_publish");
        unmarked.extend(messages.iter().map(|message| message.id));
        self.mark(unmarked).await?;
        failpoint!("outbox.after_mark");
        Ok(next)
    }

    async fn publish(&self, messages: &[Message]) -> Result<(), BusError> {
        let spans: Vec<Span> = messages.iter().filter_map(|message| self.send_span(message)).collect();
        timeout(PUBLISH_WITHIN, self.publisher.publish(messages))
            .await
            .unwrap_or_else(|_| Err(BusError::new("the bus took too long to answer")))?;
        drop(spans);
        let now = self.clock.now();
        let lag = histogram!(format!("holdfast_{}_outbox_lag_seconds", self.name));
        for message in messages {
            lag.record(now.since(message.occurred_at));
        }
        counter!("holdfast_bus_relayed_messages_total", "relay" => self.name)
            .increment(messages.len() as u64);
        Ok(())
    }

    async fn mark(&self, unmarked: &mut Vec<MessageId>) -> Result<(), BusError> {
        if !unmarked.is_empty() {
            self.outbox.mark_sent(unmarked).await?;
            unmarked.clear();
        }
        Ok(())
    }

    async fn retry_after(&self, error: &BusError, failures: &mut FailureStreak) -> Next {
        let pause = failures.failed();
        counter!("holdfast_bus_relay_failures_total", "relay" => self.name).increment(1);
        if pause.is_news {
            let (relay, tries, error) = (self.name, pause.failures, error as &dyn Error);
            tracing::warn!(relay, tries, error, "cannot publish now, will retry");
        }
        if let Ok(Some(oldest)) = self.outbox.oldest_unsent().await {
            self.report_oldest(self.clock.now().since(oldest));
        }
        Next::After(pause.length)
    }

    fn report_oldest(&self, age: Duration) {
        gauge!(format!("holdfast_{}_outbox_oldest_unsent_seconds", self.name)).set(age);
    }

    async fn wait_for_work(&self, next: Next) {
        match next {
            Next::AtOnce => {}
            Next::AfterCommit => {
                let _ = timeout(SWEEP_EVERY, self.outbox.committed()).await;
            }
            Next::After(pause) => sleep(pause).await,
        }
    }

    /// In slices, so that nothing waits long for the writer.
    async fn prune(&self) {
        let before = self.clock.now().minus(KEEP_SENT);
        for _ in 0..PRUNE_SLICES_MAX {
            match self.outbox.prune_sent(before, PRUNE_SLICE).await {
                Ok(deleted) if deleted == u64::from(PRUNE_SLICE) => {}
                Ok(_) => return,
                Err(error) => {
                    let (relay, error) = (self.name, &error as &dyn Error);
                    return tracing::warn!(relay, error, "cannot prune the outbox");
                }
            }
        }
    }

    /// Lasts for as long as the message is being published, where its trace is sampled. The context that the message carries stays that of
    /// its producer.
    fn send_span(&self, message: &Message) -> Option<Span> {
        let traceparent = message.traceparent.as_deref().filter(|context| context.ends_with("-01"))?;
        let span = tracing::info_span!(
            "send",
            otel.name = format!("send {}", message.topic),
            otel.kind = "client",
            service = self.name,
            messaging.operation.name = "send",
            messaging.destination.name = message.topic.name(),
            messaging.message.id = %message.id,
        );
        telemetry::in_trace(&span, Some(traceparent));
        Some(span)
    }
}
