//! Deadlines and retries: at boot and every fraction of a second, orders that are due are advanced.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Stop;
use tokio::time::{Instant, timeout};

use crate::app::Orders;

const CENSUS_EVERY: Duration = Duration::from_secs(1);

pub(crate) async fn run(orders: Arc<Orders>, every: Duration, stop: Stop) -> anyhow::Result<()> {
    let mut from = None;
    let mut counted: Option<Instant> = None;
    loop {
        if counted.is_none_or(|counted| counted.elapsed() >= CENSUS_EVERY) {
            counted = Some(Instant::now());
            if let Err(error) = orders.take_census().await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "sagas could not be counted, trying again");
            }
        }
        from = orders.sweep(from).await.unwrap_or_else(|error| {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "due orders could not be read, trying again");
            None
        });
        if timeout(every, stop.stopped()).await.is_ok() {
            return Ok(());
        }
    }
}
