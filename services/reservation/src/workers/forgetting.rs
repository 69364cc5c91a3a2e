//! Forgets what no command can ask for any more.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Stop;
use tokio::time::timeout;

use crate::app::Reservations;

const EVERY: Duration = Duration::from_secs(60);
/// Between two turns when there is more: buyers come first.
const BREATH: Duration = Duration::from_millis(50);

pub(crate) async fn run(reservations: Arc<Reservations>, stop: Stop) -> anyhow::Result<()> {
    while !stop.is_stopped() {
        let more = reservations.forget().await.unwrap_or_else(|error| {
            let error = anyhow::Error::new(error);
            tracing::warn!(error = format!("{error:#}"), "old tombstones cannot be forgotten now");
            false
        });
        let _ = timeout(if more { BREATH } else { EVERY }, stop.stopped()).await;
    }
    Ok(())
}
