//! Which organization an event belongs to, for doors: what the catalog has said once stays so.

use std::collections::HashMap;
use std::sync::Arc;

use contracts::api::CatalogApi;
use parking_lot::RwLock;
use primitives::EventId;
use uuid::Uuid;

use crate::ApiError;

/// Beyond this many events the catalog is asked each time.
const EVENTS_MAX: usize = 10_000;

/// A service puts it on the scopes whose rules are about events.
pub struct EventOrganizations {
    catalog: Arc<dyn CatalogApi>,
    known: RwLock<HashMap<EventId, Uuid>>,
}

impl EventOrganizations {
    #[must_use]
    pub fn new(catalog: Arc<dyn CatalogApi>) -> Self {
        Self { catalog, known: RwLock::default() }
    }

    /// None: it belongs to none. That is not kept, because a catalog of an earlier version says so of all.
    pub(crate) async fn of(&self, event: EventId) -> Result<Option<Uuid>, ApiError> {
        if let Some(organization) = self.known(event) {
            return Ok(Some(organization));
        }
        let organization = self.catalog.meta(event).await?.organization_id;
        if let Some(organization) = organization {
            self.keep(event, organization);
        }
        Ok(organization)
    }

    fn known(&self, event: EventId) -> Option<Uuid> {
        self.known.read().get(&event).copied()
    }

    fn keep(&self, event: EventId, organization: Uuid) {
        let mut known = self.known.write();
        if known.len() < EVENTS_MAX {
            known.insert(event, organization);
        }
    }
}
