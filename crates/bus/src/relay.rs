//! Publishes what was committed. Nothing else publishes: a change and its message commit together, or not at all.
//!
//! Woken by every commit and, behind that, by a slow sweep. It takes no input and always asks the outbox, so one path serves
//! the good case and the crash. Publishing and marking are two steps: a crash between them repeats messages, and inboxes
//! absorb that.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use metrics::{counter, gauge, histogram};
use primitives::{Clock, FailureStreak, MessageId, failpoint};
use tokio::time::{Instant, sleep, timeout};
use tracing::Span;

use crate::retry::RETRIES;
use crate::{BusError, Message, Outbox, Publisher};

const BATCH: u32 = 256;
const SWEEP_EVERY: Duration = Duration::from_millis(250);
/// After this long it is unknown whether a batch was published, and it is published again.
const PUBLISH_WITHIN: Duration = Duration::from_secs(8);
/// Sent messages are kept this long, for whoever has to find out what happened.
const KEEP_SENT: Duration = Duration::from_secs(24 * 60 * 60);
const CLEAN_EVERY: Duration = Duration::from_secs(10);
const CLEAN_SLICE: u32 = 500;
/// In one go: more than a service sends in ten seconds.
const CLEAN_SLICES_MAX: u32 = 200;

pub struct Relay {
    /// The service whose outbox this is.
    name: &'static str,
    outbox: Arc<dyn Outbox>,
    publisher: Arc<dyn Publisher>,
    clock: Arc<dyn Clock>,
}

/// What comes before the next turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    None,
    UntilCommit,
    For(Duration),
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

    /// Works until `stop` comes; the batch at hand is sent and marked first.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) {
        let mut stop = std::pin::pin!(stop);
        let mut unmarked = Vec::new();
        let mut trouble = FailureStreak::of(self.name, RETRIES);
        let mut clean_at = Instant::now() + CLEAN_EVERY;
        loop {
            let rest = match self.turn(&mut unmarked).await {
                Ok(rest) => {
                    trouble.succeeded();
                    rest
                }
                Err(error) => self.fall_behind(&error, &mut trouble).await,
            };
            if clean_at <= Instant::now() {
                self.clean().await;
                clean_at = Instant::now() + CLEAN_EVERY;
            }
            tokio::select! {
                biased;
                () = &mut stop => return self.hand_over().await,
                () = self.rest(rest) => {}
            }
        }
    }

    /// Without it others wait for as long as they would for a process that died.
    async fn hand_over(&self) {
        if let Err(error) = self.outbox.hand_over().await {
            tracing::warn!(relay = self.name, error = &error as &dyn Error, "cannot hand over what waits");
        }
    }

    /// Sends until nothing waits. Keeps the order: after an error nothing later is sent.
    pub async fn send_all(&self) -> Result<(), BusError> {
        let mut unmarked = Vec::new();
        while self.turn(&mut unmarked).await? == Rest::None {}
        Ok(())
    }

    /// Sends and marks one batch. What is published and could not be marked is left in `unmarked`, to be marked before anything
    /// else is read.
    async fn turn(&self, unmarked: &mut Vec<MessageId>) -> Result<Rest, BusError> {
        self.mark(unmarked).await?;
        let messages = self.outbox.unsent(BATCH).await?;
        // Whatever was committed since has told so.
        let rest = if messages.len() < BATCH as usize { Rest::UntilCommit } else { Rest::None };
        if messages.is_empty() {
            self.report_oldest(Duration::ZERO);
            return Ok(rest);
        }
        failpoint!("outbox.before_publish");
        self.publish(&messages).await?;
        failpoint!("outbox.after_publish");
        unmarked.extend(messages.iter().map(|message| message.id));
        self.mark(unmarked).await?;
        failpoint!("outbox.after_mark");
        Ok(rest)
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

    async fn fall_behind(&self, error: &BusError, trouble: &mut FailureStreak) -> Rest {
        let pause = trouble.failed();
        counter!("holdfast_bus_relay_failures_total", "relay" => self.name).increment(1);
        if pause.is_news {
            let (relay, tries, error) = (self.name, pause.failures, error as &dyn Error);
            tracing::warn!(relay, tries, error, "cannot relay now, will try again");
        }
        if let Ok(Some(oldest)) = self.outbox.oldest_unsent().await {
            self.report_oldest(self.clock.now().since(oldest));
        }
        Rest::For(pause.length)
    }

    fn report_oldest(&self, age: Duration) {
        gauge!(format!("holdfast_{}_outbox_oldest_unsent_seconds", self.name)).set(age);
    }

    async fn rest(&self, rest: Rest) {
        match rest {
            Rest::None => {}
            Rest::UntilCommit => {
                let _ = timeout(SWEEP_EVERY, self.outbox.committed()).await;
            }
            Rest::For(pause) => sleep(pause).await,
        }
    }

    /// Forgets old messages in slices, so that nobody waits long for the writer.
    async fn clean(&self) {
        let before = self.clock.now().minus(KEEP_SENT);
        for _ in 0..CLEAN_SLICES_MAX {
            match self.outbox.prune_sent(before, CLEAN_SLICE).await {
                Ok(forgotten) if forgotten == u64::from(CLEAN_SLICE) => {}
                Ok(_) => return,
                Err(error) => {
                    let (relay, error) = (self.name, &error as &dyn Error);
                    return tracing::warn!(relay, error, "cannot clean the outbox");
                }
            }
        }
    }

    /// Lasts for as long as the message is on its way, where its trace is kept. The context that the message carries stays that of
    /// its making.
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
