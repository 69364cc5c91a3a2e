//! Keeps the inbox from growing for ever: bounded slices, far behind anything that the bus could still deliver.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Stop;
use tokio::time::timeout;

use crate::app::Orders;

const EVERY: Duration = Duration::from_secs(60);
/// Twice what the bus keeps a message for.
const KEEP: Duration = Duration::from_secs(14 * 24 * 60 * 60);
const SLICE: u32 = 500;
const SLICES_MAX: usize = 100;

pub(crate) async fn run(orders: Arc<Orders>, stop: Stop) -> anyhow::Result<()> {
    while timeout(EVERY, stop.stopped()).await.is_err() {
        for _ in 0..SLICES_MAX {
            match orders.forget_heard(KEEP, SLICE).await {
                Ok(forgotten) if forgotten == u64::from(SLICE) && !stop.is_stopped() => {}
                Ok(_) => break,
                Err(error) => {
                    tracing::warn!(
                        cause = &error as &dyn std::error::Error,
                        "old messages could not be forgotten"
                    );
                    break;
                }
            }
        }
    }
    Ok(())
}
