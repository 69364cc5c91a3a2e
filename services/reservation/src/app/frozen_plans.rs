//! What is fixed of events, cached for ever once it was read: publishing an event freezes it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use primitives::EventId;
use tokio::time::{Instant, timeout};

use crate::domain::SalePlan;
use crate::ports::{Events, EventsUnavailable};

/// Beyond this many events plans are used without being cached.
const EVENTS_MAX: usize = 10_000;
/// How long a hold waits for a plan that it can do without.
const OPTIONAL_WITHIN: Duration = Duration::from_millis(500);
/// How long holds go on without it, where it has not come.
const OPTIONAL_AGAIN_AFTER: Duration = Duration::from_secs(1);

pub(super) struct FrozenPlans {
    events: Arc<dyn Events>,
    cached: RwLock<HashMap<EventId, Arc<SalePlan>>>,
    /// Since when the catalog has not answered a hold that can do without.
    missed: RwLock<Option<Instant>>,
}

impl FrozenPlans {
    pub(super) fn new(events: Arc<dyn Events>) -> Self {
        Self { events, cached: RwLock::default(), missed: RwLock::default() }
    }

    /// None for an event that does not exist; that is not cached, because it may be published later.
    pub(super) async fn of(&self, event: EventId) -> Result<Option<Arc<SalePlan>>, EventsUnavailable> {
        let cached = self.cached(event);
        if cached.is_some() {
            return Ok(cached);
        }
        let Some(plan) = self.events.plan(event).await? else { return Ok(None) };
        let plan = Arc::new(plan);
        let mut cached = self.cached.write();
        if cached.len() < EVENTS_MAX {
            cached.insert(event, plan.clone());
        }
        Ok(Some(plan))
    }

    /// None also where the catalog does not answer at once: seats are sold while it is away.
    pub(super) async fn if_known(&self, event: EventId) -> Option<Arc<SalePlan>> {
        let cached = self.cached(event);
        let is_away = || self.missed.read().is_some_and(|since| since.elapsed() < OPTIONAL_AGAIN_AFTER);
        if cached.is_some() || is_away() {
            return cached;
        }
        let Ok(Ok(plan)) = timeout(OPTIONAL_WITHIN, self.of(event)).await else {
            *self.missed.write() = Some(Instant::now());
            return None;
        };
        plan
    }

    fn cached(&self, event: EventId) -> Option<Arc<SalePlan>> {
        self.cached.read().get(&event).cloned()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_trait::async_trait;
    use tokio::time::advance;

    use super::*;
    use crate::ports::PublishedEvent;

    /// A catalog that answers from its second call on.
    #[derive(Default)]
    struct Late(AtomicUsize);

    #[async_trait]
    impl Events for Late {
        async fn published(&self, _: EventId) -> Result<Option<PublishedEvent>, EventsUnavailable> {
            Ok(None)
        }

        async fn plan(&self, _: EventId) -> Result<Option<SalePlan>, EventsUnavailable> {
            if self.0.fetch_add(1, Ordering::Relaxed) == 0 {
                std::future::pending::<()>().await;
            }
            Ok(Some(SalePlan::default()))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_catalog_that_is_away_delays_one_hold_a_second() {
        let catalog = Arc::new(Late::default());
        let (plans, event) = (FrozenPlans::new(catalog.clone()), EventId::new(1).unwrap());
        let began = Instant::now();
        assert_eq!(plans.if_known(event).await, None);
        assert_eq!(began.elapsed(), OPTIONAL_WITHIN);
        assert_eq!(
            (plans.if_known(event).await, catalog.0.load(Ordering::Relaxed)),
            (None, 1),
            "not asked again"
        );
        advance(OPTIONAL_AGAIN_AFTER).await;
        assert!(plans.if_known(event).await.is_some());
        assert!(plans.if_known(event).await.is_some() && plans.of(event).await.unwrap().is_some());
        assert_eq!(catalog.0.load(Ordering::Relaxed), 2, "cached");
    }
}
