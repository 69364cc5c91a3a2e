//! The meter of one process: exact where there is only one, and a first sieve before the one in Redis.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use primitives::{Clock, EventId, Timestamp};

use crate::domain::meter;
use crate::ports::{OpenMeter, Unavailable};

/// With more events those that are not open any more are dropped.
const EVENTS_MAX: usize = 1_000;

pub struct LocalMeter {
    clock: Arc<dyn Clock>,
    used: Mutex<HashMap<EventId, Used>>,
}

/// A clock that is set back does no harm: `domain/meter.rs`.
struct Used {
    until: Timestamp,
}

impl LocalMeter {
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, used: Mutex::default() }
    }
}

#[async_trait]
impl OpenMeter for LocalMeter {
    async fn admit(&self, event: EventId, per_second: u32) -> Result<bool, Unavailable> {
        let mut all = self.used.lock();
        let now = self.clock.now();
        let until = meter::admitted(all.get(&event).map(|used| used.until), per_second, now);
        if all.len() >= EVENTS_MAX {
            all.retain(|_, used| used.until > now);
        }
        all.extend(until.map(|until| (event, Used { until })));
        Ok(until.is_some())
    }
}
