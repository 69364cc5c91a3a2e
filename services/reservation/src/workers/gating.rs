//! What is new at the waiting room, as soon as it is, and what it is to hear of the sale behind it.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Stop;
use platform::Repeat;
use tokio::time::timeout;

use crate::app::SaleGate;

pub(crate) const REPORT_EVERY: Duration = Duration::from_millis(500);
const RETRY_AFTER: Duration = Duration::from_millis(250);

/// Nothing is lost with a question that is given up, so it ends at once.
pub(crate) async fn follow(gate: Arc<SaleGate>, stop: Stop) -> anyhow::Result<()> {
    let mut is_failing = false;
    loop {
        let news = tokio::select! {
            () = stop.stopped() => return Ok(()),
            news = gate.follow() => news,
        };
        if let Err(error) = &news
            && !is_failing
        {
            let error = error as &dyn std::error::Error;
            tracing::warn!(
                error,
                is_known = gate.check_known().is_ok(),
                "the waiting room does not answer: sales that needed a pass go on needing one, and where that is not known no seat is held"
            );
        }
        is_failing = news.is_err();
        let _ = timeout(news.unwrap_or(RETRY_AFTER), stop.stopped()).await;
    }
}

pub(crate) async fn report(gate: Arc<SaleGate>) -> anyhow::Result<Repeat> {
    gate.report().await?;
    Ok(Repeat::NextPeriod)
}
