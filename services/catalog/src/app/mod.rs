//! The use cases of the catalog. The only type that handlers, workers and other services hold is [`Catalog`].

mod error;
mod follow;
mod list_events;
mod plant_season;
mod publish;
mod published_events;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use primitives::{Clock, EventId};

pub use error::CatalogError;
pub use list_events::{EventPage, EventView};
pub use plant_season::SeasonError;
pub use publish::Published;
pub use published_events::PublishedEvents;

use crate::config::Config;
use crate::domain::EventPrices;
use crate::live::{LiveMap, LiveMaps, Mode, SeatPlan};
use crate::ports::{EventStore, Reservations};

/// How long a request waits for a map that is being fetched for the first time.
const FIRST_SNAPSHOT_WITHIN: Duration = Duration::from_secs(2);

pub struct Catalog {
    store: Arc<dyn EventStore>,
    reservations: Arc<dyn Reservations>,
    clock: Arc<dyn Clock>,
    maps: LiveMaps,
    all_opened: AtomicBool,
}

impl Catalog {
    #[must_use]
    pub fn new(
        config: &Config,
        store: Arc<dyn EventStore>,
        reservations: Arc<dyn Reservations>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            store,
            reservations,
            clock,
            maps: LiveMaps::new(config.ring_changes),
            all_opened: AtomicBool::new(false),
        }
    }

    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// What each seat of the event costs; nothing when there is no such event.
    pub async fn prices(&self, event: EventId) -> Result<Option<EventPrices>, CatalogError> {
        Ok(self.map(event).await?.map(|map| map.plan().prices().clone()))
    }

    /// The seats of an event as they never change.
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

    /// A map that is not open yet is opened, so that an event published elsewhere is found too.
    async fn map(&self, event: EventId) -> Result<Option<Arc<LiveMap>>, CatalogError> {
        if let Some(map) = self.maps.get(event) {
            return Ok(Some(map));
        }
        let Some(details) = self.store.details(event).await? else { return Ok(None) };
        let Some(layout) = self.store.layout(event).await? else { return Ok(None) };
        Ok(Some(self.maps.open(SeatPlan::new(event, details.currency, layout)?)))
    }
}
