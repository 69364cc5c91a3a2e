//! The word of the records on what is sold, for whoever keeps the seats and may have lost them.

use std::sync::Arc;
use std::time::Duration;

use primitives::{EventId, OrderId, Timestamp};

use crate::domain::sales::{Sales, Standing, UnderWay};
use crate::ports::{OrderStore, StoreError};

/// How often a rebuild that met another one is begun again. Each time somebody else gets on.
const TRIES_MAX: u32 = 5;

/// Knows the records and nothing else, so that seats can be asked about while they are being built up.
#[derive(Clone)]
pub struct SalesRecords {
    store: Arc<dyn OrderStore>,
    /// For how long an order pins its seats.
    pin: Duration,
}

/// Everything that has to be in a seat store, as of its epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuild {
    pub epoch: u64,
    pub sales: Sales,
}

impl SalesRecords {
    #[must_use]
    pub fn new(store: Arc<dyn OrderStore>, pin: Duration) -> Self {
        Self { store, pin }
    }

    /// Raises the epoch of the event, and says what has to be in the seat store then. Whoever has the highest epoch has seen
    /// everything that anybody with a lower one has seen. Safe to repeat: an epoch that nobody uses is only a number.
    pub async fn begin_rebuild(&self, event: EventId) -> Result<Rebuild, StoreError> {
        let mut tries = 1;
        loop {
            match self.try_rebuild(event).await {
                // Another process raised the first epoch of the event, or has it locked.
                Err(StoreError::Duplicate | StoreError::Contended(_)) if tries < TRIES_MAX => tries += 1,
                done => return done,
            }
        }
    }

    async fn try_rebuild(&self, event: EventId) -> Result<Rebuild, StoreError> {
        let mut tx = self.store.begin().await?;
        let epoch = tx.raise_epoch(event).await?;
        // After the epoch, whose row is locked from here on: what others with a lower epoch have read was committed before this.
        let sales = tx.sales(event).await?;
        tx.commit().await?;
        Ok(Rebuild { epoch, sales })
    }

    /// What is sold, and which of these orders have come to their end.
    pub async fn standing(&self, event: EventId, orders: &[OrderId]) -> Result<Standing, StoreError> {
        self.store.standing(event, orders).await
    }

    /// When the pins of an order end. Not exactly what its claim was told, but behind all of its deadlines.
    #[must_use]
    pub fn pinned_until(&self, order: &UnderWay) -> Timestamp {
        order.created.plus(self.pin)
    }
}
