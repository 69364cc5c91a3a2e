//! What is sold, for the seat store, which may have lost its data.

use std::sync::Arc;
use std::time::Duration;

use primitives::{Clock, EventId, OrderId, Timestamp};

use crate::domain::sales::{SalesSnapshot, Standing, UnderWay};
use crate::store::{OrderStore, StoreError};

/// How often a rebuild that met a concurrent one is started over. One of the two always gets on.
const ATTEMPTS_MAX: u32 = 5;

/// Depends on nothing but the records, so that it answers while the seats are being rebuilt.
#[derive(Clone)]
pub struct SalesRecords {
    store: OrderStore,
    clock: Arc<dyn Clock>,
    /// How long an order pins its seats.
    pin: Duration,
}

impl SalesRecords {
    #[must_use]
    pub fn new(store: OrderStore, clock: Arc<dyn Clock>, pin: Duration) -> Self {
        Self { store, clock, pin }
    }

    /// Raises the epoch of the event, and reads what has to be in the seat store then. The holder of the highest epoch has seen everything
    /// that the holder of any lower one has. Safe to repeat: an epoch that is not used is only a number.
    pub async fn begin_rebuild(&self, event: EventId) -> Result<SalesSnapshot, StoreError> {
        let mut attempts = 1;
        loop {
            match self.begin_rebuild_once(event).await {
                // Another process raised the first epoch of the event, or has it locked.
                Err(StoreError::Duplicate | StoreError::Contended(_)) if attempts < ATTEMPTS_MAX => {
                    attempts += 1;
                }
                done => return done,
            }
        }
    }

    async fn begin_rebuild_once(&self, event: EventId) -> Result<SalesSnapshot, StoreError> {
        let mut tx = self.store.begin().await?;
        let sales = tx.begin_rebuild(event, self.clock.now()).await?;
        tx.commit().await?;
        Ok(sales)
    }

    /// What is sold, and which of these orders have ended.
    pub async fn standing(&self, event: EventId, orders: &[OrderId]) -> Result<Standing, StoreError> {
        self.store.standing(event, orders).await
    }

    /// When the pins of an order end. Not exactly what its claim was granted, but behind all of its deadlines.
    #[must_use]
    pub fn pinned_until(&self, order: &UnderWay) -> Timestamp {
        order.created.plus(self.pin)
    }
}
