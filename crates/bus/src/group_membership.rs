//! The membership of a consumer in its group, which joins again where it is lost.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use contracts::topics::Topic;
use tokio::time::{Instant, timeout};

use crate::ports::{Bus, BusError, Consumer};

/// A member that was fenced joins again, since brokers that come back from an outage fence some without cause. Fenced again
/// within this time it stops: another process has its name.
const FENCED_ONCE_IN: Duration = Duration::from_secs(60);
const CLOSE_WITHIN: Duration = Duration::from_secs(3);

pub(crate) struct GroupMembership {
    bus: Arc<dyn Bus>,
    group: &'static str,
    topics: &'static [Topic],
    pub(crate) consumer: Box<dyn Consumer>,
    fenced_at: Option<Instant>,
}

impl GroupMembership {
    pub(crate) async fn join(
        bus: Arc<dyn Bus>,
        group: &'static str,
        topics: &'static [Topic],
    ) -> Result<Self, BusError> {
        let consumer = bus.group(group, topics).await?;
        Ok(Self { bus, group, topics, consumer, fenced_at: None })
    }

    /// After an error by which the membership is lost; fails with that error where it is lost for good.
    pub(crate) async fn rejoin(&mut self, lost: BusError) -> Result<(), BusError> {
        if lost.is_fenced() {
            if self.fenced_at.is_some_and(|before| before.elapsed() < FENCED_ONCE_IN) {
                return Err(lost);
            }
            self.fenced_at = Some(Instant::now());
        }
        tracing::warn!(
            group = self.group,
            error = &lost as &dyn Error,
            "the membership in a consumer group is lost, joining again"
        );
        let joined = self.bus.group(self.group, self.topics).await?;
        // It owns no partition any more, so it has nothing to commit.
        let former = std::mem::replace(&mut self.consumer, joined);
        if let Ok(Err(error)) = timeout(CLOSE_WITHIN, former.close()).await {
            let error = &error as &dyn Error;
            tracing::debug!(
                group = self.group,
                error,
                "a consumer that lost its membership could not be closed"
            );
        }
        Ok(())
    }

    pub(crate) async fn leave(self) -> Result<(), BusError> {
        timeout(CLOSE_WITHIN, self.consumer.close())
            .await
            .unwrap_or_else(|_| Err(BusError::new("the bus took too long to store what was committed")))
    }
}
