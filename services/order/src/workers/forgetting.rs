//! Deletes purchases that no client asks for any more, and what the audit has kept for long enough, a bounded pass a turn.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use platform::Repeat;

use crate::app::Orders;

pub(crate) const PRUNE_EVERY: Duration = Duration::from_secs(60);

pub(crate) async fn prune(orders: Arc<Orders>) -> anyhow::Result<Repeat> {
    let purchases = orders.prune_purchases().await.context("cannot delete old purchases")?;
    let sales = orders.prune_counter_sales().await.context("cannot delete old records of the audit")?;
    Ok(if purchases || sales { Repeat::Soon } else { Repeat::NextPeriod })
}
