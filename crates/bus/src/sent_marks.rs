//! Marks what was published as sent: a little later and together, so that publishing does not wait for it.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use primitives::{FailureStreak, MessageId, failpoint};
use tokio::sync::{Mutex as Turn, Notify};
use tokio::time::sleep;

use crate::ports::{BusError, Outbox};
use crate::retry::RETRIES;

/// How long a mark waits for others to share its statement. Relays of other processes may wait for it with later messages of the key.
const SHARE_FOR: Duration = Duration::from_millis(10);
/// In one statement.
const MARKS_MAX: usize = 256;
/// With so many unmarked messages nothing more is published until they are marked: a crash would repeat them all.
const UNMARKED_MAX: usize = 4_096;

pub(crate) struct SentMarks {
    relay: &'static str,
    outbox: Arc<dyn Outbox>,
    unmarked: Mutex<Vec<MessageId>>,
    added: Notify,
    /// One statement at a time.
    turn: Turn<()>,
}

impl SentMarks {
    pub(crate) fn new(relay: &'static str, outbox: Arc<dyn Outbox>) -> Self {
        Self { relay, outbox, unmarked: Mutex::default(), added: Notify::new(), turn: Turn::new(()) }
    }

    /// These were published.
    pub(crate) fn add(&self, published: impl Iterator<Item = MessageId>) {
        self.unmarked.lock().extend(published);
        self.added.notify_one();
    }

    pub(crate) fn are_too_many(&self) -> bool {
        self.unmarked.lock().len() >= UNMARKED_MAX
    }

    /// Returns when everything published so far is marked. What could not be marked stays, to be marked before anything else is read.
    pub(crate) async fn flush(&self) -> Result<(), BusError> {
        let _turn = self.turn.lock().await;
        let unmarked = self.unmarked.lock().clone();
        for ids in unmarked.chunks(MARKS_MAX) {
            self.outbox.mark_sent(ids).await?;
            failpoint!("outbox.after_mark");
            self.unmarked.lock().drain(..ids.len());
        }
        Ok(())
    }

    /// Marks until it is dropped.
    pub(crate) async fn keep_marking(&self) {
        let mut failures = FailureStreak::of(self.relay, RETRIES);
        loop {
            self.added.notified().await;
            sleep(SHARE_FOR).await;
            while let Err(error) = self.flush().await {
                let pause = failures.failed();
                if pause.is_news {
                    let (relay, tries, error) = (self.relay, pause.failures, &error as &dyn Error);
                    tracing::warn!(relay, tries, error, "cannot mark messages as sent now, will retry");
                }
                sleep(pause.length).await;
            }
            failures.succeeded();
        }
    }
}
