//! Forgets messages that cannot come again, in slices, so that nobody waits long for the writer.

use std::time::Duration;

use lifecycle::Stop;
use tokio::time::timeout;

use crate::app::Payments;

const EVERY: Duration = Duration::from_secs(60);
const NEXT_SLICE_AFTER: Duration = Duration::from_millis(50);

pub async fn run(payments: Payments, stop: Stop) -> anyhow::Result<()> {
    let mut pause = EVERY;
    while timeout(pause, stop.stopped()).await.is_err() {
        let more = payments.forget_messages().await.unwrap_or_else(|error| {
            let error = anyhow::Error::new(error);
            tracing::warn!(error = format!("{error:#}"), "old messages are not forgotten this time");
            false
        });
        pause = if more { NEXT_SLICE_AFTER } else { EVERY };
    }
    Ok(())
}
