//! Frees lapsed seats, so that the change is published within a second.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Stop;
use tokio::time::timeout;

use crate::app::Reservations;

pub(crate) async fn run(reservations: Arc<Reservations>, every: Duration, stop: Stop) -> anyhow::Result<()> {
    let mut failing = false;
    while !stop.is_stopped() {
        let more = match reservations.expire().await {
            Ok(swept) => {
                failing = false;
                swept.more
            }
            Err(error) => {
                // Logged once, not ten times a second.
                if !failing {
                    let error = anyhow::Error::new(error);
                    tracing::warn!(error = format!("{error:#}"), "cannot free lapsed seats");
                }
                failing = true;
                false
            }
        };
        if !more {
            let _ = timeout(every, stop.stopped()).await;
        }
    }
    Ok(())
}
