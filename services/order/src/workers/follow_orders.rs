//! Notifies the streams of this process that an order has changed, whichever process changed it.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bus::{Bus, BusError};
use contracts::topics::Topic;
use lifecycle::Stop;
use tokio::time::sleep;

use crate::app::Orders;
use crate::messages::order_events;

const RETRY_AFTER: Duration = Duration::from_millis(250);

pub(crate) async fn run(orders: Arc<Orders>, bus: Arc<dyn Bus>, stop: Stop) -> anyhow::Result<()> {
    // Nothing here outlives the process, so it may be dropped at any point.
    tokio::select! {
        () = stop.stopped() => Ok(()),
        never = follow(&orders, bus.as_ref()) => match never {},
    }
}

async fn follow(orders: &Orders, bus: &dyn Bus) -> Infallible {
    loop {
        let Err(error) = follow_tail(orders, bus).await;
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "lost the tail of order events, subscribing again"
        );
        sleep(RETRY_AFTER).await;
    }
}

async fn follow_tail(orders: &Orders, bus: &dyn Bus) -> Result<Infallible, BusError> {
    let mut tail = bus.tail(Topic::ORDER_EVENTS).await?;
    // Changes between the last tail and this one were missed.
    orders.feed().all_may_have_changed();
    loop {
        for message in tail.next().await? {
            match order_events::order_of(&message) {
                Ok(order) => orders.feed().changed(order),
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::error!(message.id = %message.id, error, "an order event cannot be decoded");
                    orders.feed().all_may_have_changed();
                }
            }
        }
    }
}
