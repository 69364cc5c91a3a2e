//! Publishes what was committed. Nothing else publishes: a change and its message commit together, or not at all.
//!
//! Woken by every commit. What this process has committed is handed over to it in memory; what was left out of that, or left behind by
//! another process or an earlier one, it reads from the outbox: at the start, after every error, and by a slow sweep. Publishing and marking
//! are two steps: a crash between them repeats messages, which inboxes deduplicate.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use metrics::{counter, gauge, histogram};
use primitives::{Backoff, Clock, FailureStreak, failpoint};
use tokio::time::{Instant, sleep, timeout};
use tracing::Span;

use crate::message::Message;
use crate::ports::{BusError, Outbox, Publisher};
use crate::sent_marks::SentMarks;

const BATCH: u32 = 256;
/// What waits for the end of an outage leaves within a second of it.
const RETRIES: Backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(1));
/// A signal of a commit may be lost.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// What the hand-over does not have: messages of processes that died, and any that it may have lost.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
/// After this long it is unknown whether a batch was published, and it is published again.
const PUBLISH_WITHIN: Duration = Duration::from_secs(8);
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
        let marks = SentMarks::new(self.name, Arc::clone(&self.outbox));
        tokio::select! {
            () = self.keep_sending(&marks, stop) => {}
            () = marks.keep_marking() => {}
        }
        if let Err(error) = marks.flush().await {
            let (relay, error) = (self.name, &error as &dyn Error);
            tracing::warn!(relay, error, "cannot mark messages as sent, they will be sent again");
        }
        self.hand_over().await;
    }

    async fn keep_sending(&self, marks: &SentMarks, stop: impl Future<Output = ()> + Send) {
        let mut stop = std::pin::pin!(stop);
        let mut failures = FailureStreak::of(self.name, RETRIES);
        let mut sweep_at = Instant::now();
        loop {
            let next = match self.send_batch(marks, &mut sweep_at).await {
                Ok(next) => {
                    failures.succeeded();
                    next
                }
                Err(error) => {
                    // What was taken and not published is in the outbox still.
                    sweep_at = Instant::now();
                    self.retry_after(&error, &mut failures).await
                }
            };
            tokio::select! {
                biased;
                () = &mut stop => return,
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
        let (marks, mut sweep_at) = (SentMarks::new(self.name, Arc::clone(&self.outbox)), Instant::now());
        while self.send_batch(&marks, &mut sweep_at).await? == Next::AtOnce {}
        marks.flush().await
    }

    async fn send_batch(&self, marks: &SentMarks, sweep_at: &mut Instant) -> Result<Next, BusError> {
        if marks.are_too_many() {
            marks.flush().await?;
        }
        let messages = self.next_batch(marks, sweep_at).await?;
        // What was committed since has left a signal.
        let next = if messages.len() < BATCH as usize { Next::AfterCommit } else { Next::AtOnce };
        if !messages.is_empty() {
            failpoint!("outbox.before_publish");
            self.publish(&messages).await?;
            failpoint!("outbox.after_publish");
            marks.add(messages.iter().map(|message| message.id));
        }
        Ok(next)
    }

    async fn next_batch(&self, marks: &SentMarks, sweep_at: &mut Instant) -> Result<Vec<Message>, BusError> {
        if Instant::now() < *sweep_at
            && let Some(messages) = self.outbox.take_committed(BATCH).await?
        {
            return Ok(messages);
        }
        // What is published and not marked would be read again.
        marks.flush().await?;
        let messages = self.outbox.unsent(BATCH).await?;
        if messages.len() < BATCH as usize {
            *sweep_at = Instant::now() + SWEEP_EVERY;
        }
        if messages.is_empty() {
            self.report_oldest(Duration::ZERO);
        }
        Ok(messages)
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
                let _ = timeout(LOOK_EVERY, self.outbox.committed()).await;
            }
            Next::After(pause) => sleep(pause).await,
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
