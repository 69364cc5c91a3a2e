//! Compares all events with the ledger, slowly. One that cannot be compared keeps no other one waiting for longer than its time limit.

use std::future::Future;
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
    let repair = |event| {
        let rebuilds = rebuilds.clone();
        async move {
            timeout(REPAIR_TIMEOUT, rebuilds.repair(event)).await??;
            Ok(())
        }
    };
    repair_each(ready.map(|known| known.event), repair).await?;
    Ok(Repeat::NextPeriod)
}

/// Whatever becomes of one, the others are repaired. The error is that of the first that failed, and says how many did.
async fn repair_each<F>(
    events: impl Iterator<Item = EventId>,
    repair: impl Fn(EventId) -> F,
) -> anyhow::Result<()>
where
    F: Future<Output = anyhow::Result<()>>,
{
    let repair = &repair;
    let failures: Vec<anyhow::Error> =
        stream::iter(events)
            .map(|event| async move {
                repair(event).await.err().map(|error| error.context(format!("event {event}")))
            })
            .buffer_unordered(EVENTS_AT_ONCE)
            .filter_map(std::future::ready)
            .collect()
            .await;
    let count = failures.len();
    let first = failures.into_iter().next();
    first.map_or(Ok(()), |error| {
        Err(error.context(format!("{count} events could not be compared with the ledger")))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[tokio::test]
    async fn an_event_that_cannot_be_repaired_does_not_end_the_round() {
        let tried = Mutex::new(Vec::new());
        let events = (1..=20).map(|id| EventId::new(id).unwrap());
        let repaired = repair_each(events, async |event| {
            tried.lock().unwrap().push(event.get());
            if event.get() % 10 == 1 { Err(anyhow::anyhow!("a damaged record")) } else { Ok(()) }
        });
        let error = format!("{:#}", repaired.await.unwrap_err());
        let mut tried = tried.lock().unwrap().clone();
        tried.sort_unstable();
        assert_eq!(tried, (1..=20).collect::<Vec<i64>>());
        assert!(error.starts_with("2 events") && error.contains("event 1: a damaged record"), "{error}");
    }
}
