//! Seeds the demo season, as soon as the records and the seat store are both available.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use lifecycle::{ReadyCheck, Stop};
use primitives::Cause;
use tokio::time::timeout;

use crate::app::Catalog;

const RETRY_AFTER: Duration = Duration::from_millis(250);

/// Whether the season is there. A shop without its events is not ready.
#[derive(Debug, Clone, Default)]
pub(crate) struct SeasonPlanted(Arc<AtomicBool>);

#[async_trait]
impl ReadyCheck for SeasonPlanted {
    fn name(&self) -> &'static str {
        "demo-season"
    }

    async fn check(&self) -> Result<(), Cause> {
        if self.0.load(Ordering::Acquire) { Ok(()) } else { Err("it is not seeded yet".into()) }
    }
}

/// In a process of its own the catalog may be up before reservation is.
pub(crate) async fn run(
    catalog: Arc<Catalog>,
    stadium_seats: Option<u32>,
    planted: SeasonPlanted,
    stop: Stop,
) -> anyhow::Result<()> {
    let mut is_first = true;
    while let Err(error) = catalog.plant_season(stadium_seats).await {
        if is_first {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "the demo season cannot be seeded yet, retrying until it can");
            is_first = false;
        }
        if timeout(RETRY_AFTER, stop.stopped()).await.is_ok() {
            return Ok(());
        }
    }
    planted.0.store(true, Ordering::Release);
    stop.stopped().await;
    Ok(())
}
