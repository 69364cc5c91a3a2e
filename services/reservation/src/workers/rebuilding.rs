//! Looks for events that the seat store does not answer for, and rebuilds them before a caller needs them.

use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt, stream};
use lifecycle::Stop;
use primitives::EventId;
use tokio::time::timeout;

use crate::app::Rebuilds;
use crate::ports::{EventsUnavailable, Readiness};

const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How many events the catalog is asked about at once.
const EVENTS_AT_ONCE: usize = 8;

pub(crate) async fn run(rebuilds: Arc<Rebuilds>, stop: Stop) -> anyhow::Result<()> {
    while !stop.is_stopped() {
        tokio::select! {
            () = heal_all(&rebuilds) => {}
            () = stop.stopped() => {}
        }
        let _ = timeout(LOOK_EVERY, stop.stopped()).await;
    }
    rebuilds.stop();
    Ok(())
}

async fn heal_all(rebuilds: &Arc<Rebuilds>) {
    // While the store does not answer at all, its callers report that.
    let Ok(known) = rebuilds.known().await else { return };
    let lost = known.into_iter().filter(|known| known.readiness == Readiness::NotReady);
    let failures: Vec<(EventId, EventsUnavailable)> = stream::iter(lost)
        .map(|known| async move { Some((known.event, rebuilds.heal(known.event).await.err()?)) })
        .buffer_unordered(EVENTS_AT_ONCE)
        .filter_map(std::future::ready)
        .collect()
        .await;
    if let Some((event, error)) = failures.first() {
        let (events, error) = (failures.len(), error as &dyn std::error::Error);
        tracing::warn!(events, event_id = %event, error, "cannot tell whether events exist that need a rebuild");
    }
}
