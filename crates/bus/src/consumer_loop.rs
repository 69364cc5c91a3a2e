//! The one loop that every consumer runs: fetch, process, commit.
//!
//! What is ready is handled together, messages of one key in their order; keys do not wait for each other. A watermark is committed only behind the processing
//! of everything before it, so a crash repeats messages and never skips one.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use contracts::topics::Topic;
use futures::future::OptionFuture;
use metrics::gauge;
use primitives::FailureStreak;
use tokio::time::{Instant, sleep_until, timeout};

use crate::batch_processor::BatchProcessor;
use crate::dispatcher::Dispatcher;
use crate::group_membership::GroupMembership;
use crate::handler::Handler;
use crate::parked_keys::ParkedKeys;
use crate::partition_queues::PartitionQueues;
use crate::ports::{Bus, BusError, Consumer, Delivery, Parking};
use crate::retry::RETRIES;
use crate::running_batches::RunningBatches;

/// How long a stop waits for the messages in flight.
const DRAIN_WITHIN: Duration = Duration::from_secs(4);

const REPORT_EVERY: Duration = Duration::from_secs(1);

/// Which group consumes which topics, and with which handler.
pub struct ConsumerLoop {
    pub bus: Arc<dyn Bus>,
    pub group: &'static str,
    pub topics: &'static [Topic],
    pub handler: Arc<dyn Handler>,
    pub parking: Arc<dyn Parking>,
}

impl ConsumerLoop {
    /// Runs until `stop` comes, then finishes the messages in flight and commits their watermark. Fails at the beginning, where the
    /// settings are refused or the parking cannot be read, and when the group fences this member again and again; otherwise it retries
    /// without end, also while the broker is not available from the start.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) -> Result<(), BusError> {
        let Self { bus, group, topics, handler, parking } = self;
        let mut membership = GroupMembership::join(Arc::clone(&bus), group, topics).await?;
        let parked = Arc::new(ParkedKeys::read(parking).await?);
        let queues = PartitionQueues::new(Arc::clone(&parked));
        let running = RunningBatches::new(BatchProcessor { group, handler, parked, bus });
        let mut dispatcher = Dispatcher::new(group, queues, running);
        let mut stop = std::pin::pin!(stop);
        let mut failures = FailureStreak::of(group, RETRIES);
        let mut fetch_at = Instant::now();
        let mut report_at = Instant::now();
        let mut fenced = None;
        loop {
            let wake_at = dispatcher.start_ready(membership.consumer.as_mut());
            gauge!("holdfast_bus_waiting_messages", "group" => group).set(dispatcher.queued() as f64);
            tokio::select! {
                () = &mut stop => break,
                Some(finished) = dispatcher.next_finished(), if !dispatcher.is_idle() => {
                    dispatcher.finish(finished, membership.consumer.as_mut());
                }
                Some(()) = OptionFuture::from(wake_at.map(sleep_until)) => {}
                () = sleep_until(report_at) => {
                    dispatcher.report(topics);
                    report_at = Instant::now() + REPORT_EVERY;
                }
                fetched = fetch(membership.consumer.as_mut(), fetch_at) => {
                    for (topic, partition) in membership.consumer.revoked() {
                        dispatcher.revoke(topic, partition);
                    }
                    match fetched {
                        Ok(deliveries) => {
                            failures.succeeded();
                            for delivery in deliveries {
                                dispatcher.push(delivery, membership.consumer.as_mut());
                            }
                        }
                        Err(error) if error.is_fenced() || error.is_disconnected() => {
                            dispatcher.revoke_all();
                            if let Err(error) = membership.rejoin(error).await {
                                fenced = Some(error);
                                break;
                            }
                        }
                        Err(error) => fetch_at = Instant::now() + pause_after(&error, group, &mut failures),
                    }
                }
            }
        }
        let left = leave(group, membership, dispatcher).await;
        fenced.map_or(left, Err)
    }
}

/// How long to wait before the next fetch.
fn pause_after(error: &BusError, group: &str, failures: &mut FailureStreak) -> Duration {
    let pause = failures.failed();
    if pause.is_news {
        let error = error as &dyn Error;
        tracing::warn!(group, error, tries = pause.failures, "cannot fetch messages now, will retry");
    }
    pause.length
}

/// Dropped and called again whenever a message is completed, which the consumer allows.
async fn fetch(consumer: &mut dyn Consumer, not_before: Instant) -> Result<Vec<Delivery>, BusError> {
    if not_before > Instant::now() {
        sleep_until(not_before).await;
    }
    consumer.next().await
}

async fn leave(
    group: &'static str,
    mut membership: GroupMembership,
    mut dispatcher: Dispatcher,
) -> Result<(), BusError> {
    let in_flight = async {
        while let Some(finished) = dispatcher.next_finished().await {
            dispatcher.finish(finished, membership.consumer.as_mut());
        }
    };
    if timeout(DRAIN_WITHIN, in_flight).await.is_err() {
        tracing::warn!(group, "stopped in the middle of a batch, its messages will be delivered again");
    }
    membership.leave().await
}
