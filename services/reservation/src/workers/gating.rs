//! Which sales need a pass, as the waiting room answers it, and what was held with passes, as it is to hear.

use std::sync::Arc;
use std::time::Duration;

use platform::Repeat;

use crate::app::SaleGate;

/// A room that is opened guards its sale after this long, at the latest.
pub(crate) const REFRESH_EVERY: Duration = Duration::from_millis(500);

pub(crate) async fn refresh(gate: Arc<SaleGate>) -> anyhow::Result<Repeat> {
    gate.refresh().await?;
    gate.report_holds().await?;
    Ok(Repeat::NextPeriod)
}
