//! Work that is due by time, a bounded pass a turn.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use platform::Repeat;

use crate::app::Reservations;

pub(crate) const PRUNE_EVERY: Duration = Duration::from_secs(60);
pub(crate) const FORGET_EVENTS_EVERY: Duration = Duration::from_secs(600);

/// Frees lapsed seats, without a pause while there are more: the change is to be published within a second.
pub(crate) async fn free_lapsed(reservations: Arc<Reservations>) -> anyhow::Result<Repeat> {
    let swept = reservations.expire().await.context("cannot free lapsed seats")?;
    Ok(if swept.more { Repeat::AtOnce } else { Repeat::NextPeriod })
}

/// Deletes notes that no command can need any more. Buyers come first.
pub(crate) async fn prune(reservations: Arc<Reservations>) -> anyhow::Result<Repeat> {
    let more = reservations.forget().await.context("cannot delete old tombstones")?;
    Ok(if more { Repeat::Soon } else { Repeat::NextPeriod })
}

/// Forgets events that have been over for long.
pub(crate) async fn forget_events(reservations: Arc<Reservations>) -> anyhow::Result<Repeat> {
    reservations.forget_events().await.context("cannot forget events that are over")?;
    Ok(Repeat::NextPeriod)
}
