//! For a consumer without a database of its own to park in.

use std::sync::Arc;

use async_trait::async_trait;
use contracts::topics::Topic;

use crate::ports::{Bus, BusError, Delivery, Parking};

/// Parks nothing: a poison message goes to the dead letters of its topic, and the later ones with its key are handled as if it had never
/// come. Only for consumers whose commands are total, so that a poison message means a bug and not a refusal, and whose commands may be
/// left out: each finds the seats as they are.
pub struct NoParking(Arc<dyn Bus>);

impl NoParking {
    #[must_use]
    pub fn new(bus: Arc<dyn Bus>) -> Self {
        Self(bus)
    }
}

#[async_trait]
impl Parking for NoParking {
    async fn keys(&self) -> Result<Vec<(Topic, String)>, BusError> {
        Ok(Vec::new())
    }

    async fn park(&self, delivery: &Delivery, reason: &str) -> Result<(), BusError> {
        self.0.send_to_dead_letters(delivery, reason).await
    }
}
