//! The place of a consumer in its group, taken again where it is lost.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use contracts::topics::Topic;
use tokio::time::{Instant, timeout};

use crate::{Bus, BusError, Consumer};

/// A member that was expelled joins again, since brokers that come back from an outage expel some without cause. Fenced again
/// within this time it ends: somebody else has its name.
const EXPELLED_ONCE_IN: Duration = Duration::from_secs(60);
const CLOSE_WITHIN: Duration = Duration::from_secs(3);

pub(crate) struct Place {
    bus: Arc<dyn Bus>,
    group: &'static str,
    topics: &'static [Topic],
    pub(crate) consumer: Box<dyn Consumer>,
    expelled_at: Option<Instant>,
}

impl Place {
    pub(crate) async fn take(
        bus: Arc<dyn Bus>,
        group: &'static str,
        topics: &'static [Topic],
    ) -> Result<Self, BusError> {
        let consumer = bus.group(group, topics).await?;
        Ok(Self { bus, group, topics, consumer, expelled_at: None })
    }

    /// After an error that says that the place is lost; the same error where that is for good.
    pub(crate) async fn take_again(&mut self, lost: BusError) -> Result<(), BusError> {
        if lost.is_fenced() {
            if self.expelled_at.is_some_and(|before| before.elapsed() < EXPELLED_ONCE_IN) {
                return Err(lost);
            }
            self.expelled_at = Some(Instant::now());
        }
        tracing::warn!(
            group = self.group,
            error = &lost as &dyn Error,
            "the place in a group is lost, joins it again"
        );
        let again = self.bus.group(self.group, self.topics).await?;
        // It has nothing any more that could be remembered.
        let lost = std::mem::replace(&mut self.consumer, again);
        if let Ok(Err(error)) = timeout(CLOSE_WITHIN, lost.close()).await {
            let error = &error as &dyn Error;
            tracing::debug!(group = self.group, error, "whoever lost its place could not take its leave");
        }
        Ok(())
    }

    pub(crate) async fn leave(self) -> Result<(), BusError> {
        timeout(CLOSE_WITHIN, self.consumer.close())
            .await
            .unwrap_or_else(|_| Err(BusError::new("the bus took too long to remember what is done")))
    }
}
