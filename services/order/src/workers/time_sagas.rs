//! Deadlines and repeated commands: at boot and every fraction of a second, whatever is due is advanced.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Stop;
use tokio::time::{Instant, timeout};

use crate::app::Orders;
use crate::ports::StoreError;

const CENSUS_EVERY: Duration = Duration::from_secs(1);

pub(crate) async fn run(orders: Arc<Orders>, every: Duration, stop: Stop) -> anyhow::Result<()> {
    let mut place = None;
    let mut counted: Option<Instant> = None;
    loop {
        if counted.is_none_or(|counted| counted.elapsed() >= CENSUS_EVERY) {
            counted = Some(Instant::now());
            tell("sagas could not be counted", orders.take_census().await);
        }
        place = match orders.sweep(place).await {
            Ok(place) => place,
            Err(error) => {
                tell("due orders could not be read", Err(error));
                None
            }
        };
        if timeout(every, stop.stopped()).await.is_ok() {
            return Ok(());
        }
    }
}

fn tell(what: &'static str, result: Result<(), StoreError>) {
    if let Err(error) = result {
        tracing::warn!(cause = &error as &dyn std::error::Error, "{what}, trying again");
    }
}
