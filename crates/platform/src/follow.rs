//! Follows a topic from its end, for what a process shows and does not keep.

use std::convert::Infallible;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use ::bus::{Bus, BusError, Message};
use contracts::topics::Topic;
use lifecycle::Stop;
use tokio::time::sleep;

const RETRY_AFTER: Duration = Duration::from_millis(250);

/// Hears everything that is published to a topic while the process lives. Each process hears it by itself.
pub trait Follower: Send + Sync + 'static {
    /// Messages may have been missed: comes before the first one, and after every interruption.
    fn missed_some(&self);

    fn received(&self, message: &Message);
}

pub(crate) async fn run(
    bus: Arc<dyn Bus>,
    topic: Topic,
    follower: impl Follower,
    stop: Stop,
) -> anyhow::Result<()> {
    // Nothing here outlives the process, so it may be dropped at any point.
    tokio::select! {
        () = stop.stopped() => Ok(()),
        never = follow(bus.as_ref(), topic, &follower) => match never {},
    }
}

async fn follow(bus: &dyn Bus, topic: Topic, follower: &impl Follower) -> Infallible {
    loop {
        let Err(error) = follow_tail(bus, topic, follower).await;
        tracing::warn!(topic = %topic, error = &error as &dyn Error, "a topic cannot be followed, trying again");
        sleep(RETRY_AFTER).await;
    }
}

async fn follow_tail(bus: &dyn Bus, topic: Topic, follower: &impl Follower) -> Result<Infallible, BusError> {
    let mut tail = bus.tail(topic).await?;
    follower.missed_some();
    loop {
        tail.next().await?.iter().for_each(|message| follower.received(message));
    }
}
