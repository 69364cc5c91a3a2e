//! Publishes what was committed. Nothing else publishes: a change and its message commit together, or not at all.
//!
//! Woken by every commit and, behind that, by a slow sweep. It takes no input and always asks the outbox, so one path serves
//! the good case and the crash. Publishing and marking are two steps: a crash between them repeats messages, and inboxes
//! absorb that.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use metrics::{gauge, histogram};
use primitives::{Clock, failpoint};
use tokio::time::{Instant, sleep, timeout};
use tracing::{Instrument, Span};

use crate::{BusError, Message, Outbox, Publisher};

const BATCH: u32 = 256;
const SWEEP_EVERY: Duration = Duration::from_millis(250);
const RETRY_AFTER: Duration = Duration::from_millis(200);
/// Sent messages are kept this long, for whoever has to find out what happened.
const KEEP_SENT: Duration = Duration::from_secs(24 * 60 * 60);
const CLEAN_EVERY: Duration = Duration::from_secs(60);
const CLEAN_SLICE: u32 = 500;

pub struct Relay {
    /// The service whose outbox this is: a label of metrics.
    name: &'static str,
    outbox: Arc<dyn Outbox>,
    publisher: Arc<dyn Publisher>,
    clock: Arc<dyn Clock>,
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

    /// Works until `stop` comes; a message at hand is sent and marked first.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) {
        let mut stop = std::pin::pin!(stop);
        let mut cleaned = Instant::now();
        loop {
            if let Err(error) = self.send_all().await {
                tracing::warn!(
                    relay = self.name,
                    error = &error as &dyn Error,
                    "cannot relay now, will try again"
                );
                sleep(RETRY_AFTER).await;
            }
            if cleaned.elapsed() >= CLEAN_EVERY {
                cleaned = Instant::now();
                self.clean().await;
            }
            tokio::select! {
                () = &mut stop => break,
                _ = timeout(SWEEP_EVERY, self.outbox.committed()) => {}
            }
        }
    }

    /// Sends until nothing waits. Keeps the order: after an error nothing later is sent.
    pub async fn send_all(&self) -> Result<(), BusError> {
        loop {
            let messages = self.outbox.unsent(BATCH).await?;
            if messages.is_empty() {
                gauge!("holdfast_outbox_oldest_unsent_seconds", "relay" => self.name).set(0.0);
                return Ok(());
            }
            failpoint!("outbox.before_publish");
            let spans: Vec<Span> = messages.iter().map(send_span).collect();
            let batch = tracing::debug_span!("relay", relay = self.name, messages = messages.len());
            self.publish(&messages).instrument(batch).await?;
            drop(spans);
            failpoint!("outbox.after_publish");
            let ids: Vec<_> = messages.iter().map(|message| message.id).collect();
            self.outbox.mark_sent(&ids).await?;
            failpoint!("outbox.after_mark");
        }
    }

    async fn publish(&self, messages: &[Message]) -> Result<(), BusError> {
        let published = self.publisher.publish(messages).await;
        if published.is_err()
            && let Some(oldest) = self.outbox.oldest_unsent().await?
        {
            let age = self.clock.now().since(oldest);
            gauge!("holdfast_outbox_oldest_unsent_seconds", "relay" => self.name).set(age.as_secs_f64());
        }
        published?;
        let now = self.clock.now();
        for message in messages {
            histogram!("holdfast_outbox_lag_seconds", "relay" => self.name)
                .record(now.since(message.occurred_at));
        }
        Ok(())
    }

    /// Forgets old messages in slices, so that nobody waits long for the writer.
    async fn clean(&self) {
        let before = self.clock.now().minus(KEEP_SENT);
        loop {
            match self.outbox.forget_sent(before, CLEAN_SLICE).await {
                Ok(forgotten) if forgotten == u64::from(CLEAN_SLICE) => {}
                Ok(_) => return,
                Err(error) => {
                    return tracing::warn!(
                        relay = self.name,
                        error = &error as &dyn Error,
                        "cannot clean the outbox"
                    );
                }
            }
        }
    }
}

/// Lasts for as long as the message is on its way. The context that the message carries stays that of its making.
fn send_span(message: &Message) -> Span {
    let span = tracing::info_span!(
        "send",
        otel.name = format!("send {}", message.topic),
        otel.kind = "client",
        messaging.destination.name = message.topic.name(),
        messaging.message.id = %message.id,
    );
    telemetry::in_trace(&span, message.traceparent.as_deref());
    span
}
