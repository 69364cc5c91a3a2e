//! The one loop that every consumer runs: fetch, work, remember.
//!
//! Messages of one key are worked on one after another; keys do not wait for each other. A position is called done only behind the work
//! of everything before it, so a crash repeats messages and never skips one.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use contracts::topics::Topic;
use metrics::gauge;
use primitives::FailureStreak;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use crate::lanes::Lanes;
use crate::place::Place;
use crate::retry::RETRIES;
use crate::work::{Settled, Worker};
use crate::{Bus, BusError, Consumer, Handler, Parking};

/// How long a stop waits for the messages at hand.
const FINISH_WITHIN: Duration = Duration::from_secs(4);

/// Who consumes what, and with what.
pub struct ConsumerLoop {
    pub bus: Arc<dyn Bus>,
    pub group: &'static str,
    pub topics: &'static [Topic],
    pub handler: Arc<dyn Handler>,
    pub parking: Arc<dyn Parking>,
}

impl ConsumerLoop {
    /// Works until `stop` comes, then finishes the messages at hand and stores what is done. Fails at the beginning, where the
    /// settings are refused or the parking cannot be read, and when the group expels this member again and again; otherwise it tries
    /// without end, also while the engine of the bus is away from the start.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) -> Result<(), BusError> {
        let Self { bus, group, topics, handler, parking } = self;
        let mut place = Place::take(Arc::clone(&bus), group, topics).await?;
        let halt = CancellationToken::new();
        let mut lanes = Lanes::new(Worker::new(group, handler, parking, bus, halt.clone()).await?);
        let mut stop = std::pin::pin!(stop);
        let mut trouble = FailureStreak::of(group, RETRIES);
        let mut fetch_at = Instant::now();
        let mut expelled = None;
        loop {
            tokio::select! {
                () = &mut stop => break,
                Some(settled) = lanes.settled(), if !lanes.is_idle() => {
                    finish(settled, &mut lanes, place.consumer.as_mut());
                }
                fetched = fetch(place.consumer.as_mut(), fetch_at) => {
                    for (topic, partition) in place.consumer.revoked() {
                        lanes.forget(topic, partition);
                    }
                    match fetched {
                        Ok(deliveries) => {
                            trouble.succeeded();
                            for delivery in deliveries {
                                lanes.take(delivery, place.consumer.as_mut());
                            }
                            gauge!("holdfast_bus_waiting_messages", "group" => group).set(lanes.waiting() as f64);
                        }
                        Err(error) if error.is_fenced() || error.is_disconnected() => {
                            lanes.forget_all();
                            if let Err(error) = place.take_again(error).await {
                                expelled = Some(error);
                                break;
                            }
                        }
                        Err(error) => fetch_at = Instant::now() + complain(group, &error, &mut trouble),
                    }
                }
            }
        }
        halt.cancel();
        let left = leave(group, place, lanes).await;
        expelled.map_or(left, Err)
    }
}

/// Says how long to wait before the next try.
fn complain(group: &str, error: &BusError, trouble: &mut FailureStreak) -> Duration {
    let pause = trouble.failed();
    if pause.is_news {
        let error = error as &dyn Error;
        tracing::warn!(group, error, tries = pause.failures, "cannot fetch messages now, will try again");
    }
    pause.length
}

/// Dropped and begun again whenever a message is settled, which the consumer can bear.
async fn fetch(consumer: &mut dyn Consumer, not_before: Instant) -> Result<Vec<crate::Delivery>, BusError> {
    if not_before > Instant::now() {
        sleep_until(not_before).await;
    }
    consumer.next().await
}

fn finish(settled: Settled, lanes: &mut Lanes, consumer: &mut dyn Consumer) {
    match settled {
        Settled::Done(position) => {
            if let Some(reached) = lanes.settle(position) {
                consumer.commit(reached);
            }
            lanes.go_on(position.topic, position.partition, consumer);
        }
        Settled::LeftUndone => {}
    }
}

async fn leave(group: &'static str, mut place: Place, mut lanes: Lanes) -> Result<(), BusError> {
    let at_hand = async {
        while let Some(settled) = lanes.settled().await {
            if let Settled::Done(position) = settled
                && let Some(reached) = lanes.settle(position)
            {
                place.consumer.commit(reached);
            }
        }
    };
    if timeout(FINISH_WITHIN, at_hand).await.is_err() {
        tracing::warn!(group, "stopped in the middle of a message, it will come again");
    }
    place.leave().await
}
