//! The sections of events, cached for ever once they were read: publishing an event freezes them.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::RwLock;
use primitives::EventId;

use crate::ports::{Events, EventsUnavailable, SaleSection};

/// Beyond this many events sections are used without being cached.
const EVENTS_MAX: usize = 10_000;

pub(super) struct FrozenSections {
    events: Arc<dyn Events>,
    cached: RwLock<HashMap<EventId, Arc<[SaleSection]>>>,
}

impl FrozenSections {
    pub(super) fn new(events: Arc<dyn Events>) -> Self {
        Self { events, cached: RwLock::default() }
    }

    /// None for an event that does not exist; that is not cached, because it may be published later.
    pub(super) async fn of(&self, event: EventId) -> Result<Option<Arc<[SaleSection]>>, EventsUnavailable> {
        let cached = self.cached.read().get(&event).cloned();
        if cached.is_some() {
            return Ok(cached);
        }
        let Some(sections) = self.events.sections(event).await? else { return Ok(None) };
        let sections: Arc<[SaleSection]> = sections.into();
        let mut cached = self.cached.write();
        if cached.len() < EVENTS_MAX {
            cached.insert(event, sections.clone());
        }
        Ok(Some(sections))
    }
}
