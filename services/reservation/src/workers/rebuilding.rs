//! Looks for events that the seat store does not answer for, and rebuilds them before a caller needs them. Beside that, more slowly, compares
//! all events with the ledger.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Stop;
use primitives::EventId;
use tokio::time::{Instant, timeout};

use crate::app::Rebuilds;
use crate::ports::Unavailable;

const LOOK_EVERY: Duration = Duration::from_millis(500);

pub(crate) async fn run(rebuilds: Arc<Rebuilds>, repair_every: Duration, stop: Stop) -> anyhow::Result<()> {
    let mut repair_at = Instant::now() + repair_every;
    while !stop.is_stopped() {
        // While the store does not answer at all, its callers report that.
        if let Ok(ready) = heal_all(&rebuilds).await
            && repair_at <= Instant::now()
        {
            repair_at = Instant::now() + repair_every;
            tokio::select! {
                () = repair_all(&rebuilds, ready) => {}
                () = stop.stopped() => return Ok(()),
            }
        }
        let _ = timeout(LOOK_EVERY, stop.stopped()).await;
    }
    Ok(())
}

/// Returns the events that need no healing.
async fn heal_all(rebuilds: &Arc<Rebuilds>) -> Result<Vec<EventId>, Unavailable> {
    let mut ready = Vec::new();
    for known in rebuilds.known().await? {
        if known.ready {
            ready.push(known.event);
        } else if let Err(error) = rebuilds.heal(known.event).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(event_id = %known.event, error, "cannot tell whether an event exists that needs a rebuild");
        }
    }
    Ok(ready)
}

async fn repair_all(rebuilds: &Rebuilds, events: Vec<EventId>) {
    for event in events {
        if let Err(error) = rebuilds.repair(event).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(event_id = %event, error, "cannot compare the seats of an event with the ledger");
            return;
        }
    }
}
