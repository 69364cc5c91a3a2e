//! Deletes notes that no command can need any more.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Stop;
use tokio::time::timeout;

use crate::app::Reservations;

const EVERY: Duration = Duration::from_secs(60);
/// Between two passes when there is more: buyers come first.
const PAUSE: Duration = Duration::from_millis(50);

pub(crate) async fn run(reservations: Arc<Reservations>, stop: Stop) -> anyhow::Result<()> {
    while !stop.is_stopped() {
        let more = reservations.forget().await.unwrap_or_else(|error| {
            let error = anyhow::Error::new(error);
            tracing::warn!(error = format!("{error:#}"), "cannot delete old tombstones");
            false
        });
        let _ = timeout(if more { PAUSE } else { EVERY }, stop.stopped()).await;
    }
    Ok(())
}
