//! What the use cases of one process share, and the way to the live map of an event.

use std::sync::Arc;
use std::time::Duration;

use primitives::{Clock, EventId, Timestamp};

use super::error::CatalogError;
use crate::config::Config;
use crate::domain::EventDetails;
use crate::live::{LiveMap, LiveMaps, Mode, OrderUpdates, SaleFeeds, SeatPlan};
use crate::ports::SeatSnapshots;
use crate::store::EventStore;

/// How long a request waits for a map that is being loaded for the first time.
const FIRST_SNAPSHOT_WITHIN: Duration = Duration::from_secs(2);

pub struct Catalog {
    pub(super) store: EventStore,
    pub(super) reservations: Arc<dyn SeatSnapshots>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) sales: SaleFeeds,
    orders: Arc<OrderUpdates>,
    maps: LiveMaps,
    retention: Duration,
}

impl Catalog {
    #[must_use]
    pub fn new(
        config: &Config,
        store: EventStore,
        reservations: Arc<dyn SeatSnapshots>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (maps, retention) = (LiveMaps::new(config.ring_changes), config.event_retention);
        Self {
            store,
            reservations,
            clock,
            sales: SaleFeeds::default(),
            orders: Arc::default(),
            maps,
            retention,
        }
    }

    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// The maps that are open in this process.
    #[must_use]
    pub fn maps(&self) -> &LiveMaps {
        &self.maps
    }

    /// What becomes of orders, for those who may watch them.
    #[must_use]
    pub fn orders(&self) -> &Arc<OrderUpdates> {
        &self.orders
    }

    /// The map of an event, for what never changes of its seats.
    pub async fn seat_plan(&self, event: EventId) -> Result<Arc<LiveMap>, CatalogError> {
        self.map(event).await?.ok_or(CatalogError::UnknownEvent)
    }

    /// The live map of an event. Waits a moment for its first snapshot.
    pub async fn live_map(&self, event: EventId) -> Result<Arc<LiveMap>, CatalogError> {
        let map = self.seat_plan(event).await?;
        if map.position().is_none() {
            let mut wake = map.wake(Mode::Single);
            let first = wake.wait_for(Option::is_some);
            tokio::time::timeout(FIRST_SNAPSHOT_WITHIN, first).await.ok().ok_or(CatalogError::NotReady)?.ok();
        }
        Ok(map)
    }

    /// Events that began before this are forgotten, as if they had never been published.
    pub(super) fn forgotten_before(&self) -> Timestamp {
        self.clock.now().minus(self.retention)
    }

    /// What is published of the event, if it is not forgotten.
    pub(super) async fn details(&self, event: EventId) -> Result<Option<EventDetails>, CatalogError> {
        let details = self.store.details(event).await?;
        Ok(details.filter(|details| details.date_time > self.forgotten_before()))
    }

    /// The map of an event; none when there is no such event. A map that is not open yet is opened, so that an event that another process
    /// has published is found too.
    pub async fn map(&self, event: EventId) -> Result<Option<Arc<LiveMap>>, CatalogError> {
        if let Some(map) = self.maps.get(event) {
            return Ok(Some(map));
        }
        let Some(details) = self.details(event).await? else { return Ok(None) };
        let Some(layout) = self.store.layout(event).await? else { return Ok(None) };
        let plan = SeatPlan::new(event, details.currency, layout)?;
        Ok(Some(self.maps.open(plan, details.date_time)))
    }
}
