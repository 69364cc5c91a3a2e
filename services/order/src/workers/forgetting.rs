//! Deletes purchases that no client asks for any more, a bounded pass a turn.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use platform::Repeat;

use crate::app::Orders;

pub(crate) const PRUNE_EVERY: Duration = Duration::from_secs(60);

pub(crate) async fn prune(orders: Arc<Orders>) -> anyhow::Result<Repeat> {
    let more = orders.prune_purchases().await.context("cannot delete old purchases")?;
    Ok(if more { Repeat::Soon } else { Repeat::NextPeriod })
}
