//! Compares all events with the ledger, slowly. One that cannot be compared keeps no other one waiting for longer than its time limit.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use futures::{StreamExt, stream};
use platform::Repeat;
use primitives::EventId;
use tokio::time::timeout;

use crate::app::Rebuilds;
use crate::ports::Readiness;

/// How many events are compared at once.
const EVENTS_AT_ONCE: usize = 4;
/// More than the largest event takes.
const REPAIR_TIMEOUT: Duration = Duration::from_secs(20);

pub(crate) async fn repair_all(rebuilds: Arc<Rebuilds>) -> anyhow::Result<Repeat> {
    let known = rebuilds.known().await.context("cannot list the events to compare with the ledger")?;
    let ready = known.into_iter().filter(|known| known.readiness == Readiness::Ready);
    let failures: Vec<anyhow::Error> = stream::iter(ready)
        .map(|known| repair(&rebuilds, known.event))
        .buffer_unordered(EVENTS_AT_ONCE)
        .filter_map(|repaired| std::future::ready(repaired.err()))
        .collect()
        .await;
    let count = failures.len();
    match failures.into_iter().next() {
        Some(error) => Err(error.context(format!("{count} events could not be compared with the ledger"))),
        None => Ok(Repeat::NextPeriod),
    }
}

async fn repair(rebuilds: &Rebuilds, event: EventId) -> anyhow::Result<()> {
    let about = || format!("event {event}");
    timeout(REPAIR_TIMEOUT, rebuilds.repair(event)).await.with_context(about)?.with_context(about)?;
    Ok(())
}
