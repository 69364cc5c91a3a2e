//! Accepted orders share units of work: what a commit costs beside the orders themselves is paid once for all of them. If a shared one fails,
//! each of its orders is stored by itself, so that one whose key is taken, or whose row is contended, falls out alone.

use std::sync::Arc;

use bus::Message;
use futures::future::join_all;
use primitives::ContentionRetry;

use super::coalesced::{Coalesced, Shared, Unanswered, Waiting};
use crate::domain::{Order, ProgressChange};
use crate::metrics;
use crate::store::{AcceptedOrder, CounterRecord, KeyRecord, OrderStore, StoreError};

/// An order whose seats are claimed, with everything that is written of it.
#[derive(Debug)]
pub(super) struct NewOrder {
    pub(super) order: Order,
    pub(super) answer: KeyRecord,
    pub(super) first: ProgressChange,
    pub(super) messages: Vec<Message>,
    /// Of a sale at the box office.
    pub(super) record: Option<CounterRecord>,
}

pub(super) struct StoreOrders(pub(super) OrderStore);

impl Shared for StoreOrders {
    type Request = NewOrder;
    type Answer = Result<(), StoreError>;

    const TOGETHER_MAX: usize = 32;
    const WAITING_MAX: usize = 2_048;

    async fn alone(&self, order: &NewOrder) -> Result<(), StoreError> {
        self.retried(order, true).await
    }

    async fn together(&self, waiting: Vec<Waiting<Self>>) {
        metrics::stored_together(waiting.len());
        let orders: Vec<&NewOrder> = waiting.iter().map(|waiting| &waiting.request).collect();
        let shared = self.once(&orders).await;
        let alone = waiting.into_iter().map(|waiting| {
            let shared = &shared;
            async move {
                // A buyer that has hung up meanwhile has an order all the same.
                let stored = match shared {
                    Ok(()) => Ok(()),
                    Err(error) => {
                        self.retried(&waiting.request, !matches!(error, StoreError::Unknown(_))).await
                    }
                };
                waiting.answer(stored);
            }
        });
        join_all(alone).await;
    }
}

impl Coalesced<StoreOrders> {
    /// Returns when it is durable: one transaction, or no order. [`StoreError::Duplicate`]: the key is taken.
    pub(super) async fn store(self: &Arc<Self>, order: NewOrder) -> Result<(), StoreError> {
        self.execute(order).await.unwrap_or_else(|unanswered| {
            Err(match unanswered {
                Unanswered::Full(full) => StoreError::Unavailable(full),
                Unanswered::BrokenOff(broken) => StoreError::Unknown(broken),
            })
        })
    }
}

impl StoreOrders {
    /// Where it is unknown whether it was committed, it is retried, and the key tells: as long as the first is in progress, the second waits
    /// for it. `is_known`: it was certainly not committed before.
    async fn retried(&self, order: &NewOrder, mut is_known: bool) -> Result<(), StoreError> {
        let mut retry = ContentionRetry::default();
        loop {
            match self.once(&[order]).await {
                Err(error @ (StoreError::Contended(_) | StoreError::Unknown(_))) if retry.again().await => {
                    is_known &= matches!(error, StoreError::Contended(_));
                    metrics::contended("place");
                }
                Err(StoreError::Duplicate) if !is_known => return self.is_own(&order.answer).await,
                // An earlier attempt may have been committed, whatever is wrong with this one.
                Err(error) if !is_known => return Err(unknown(error)),
                stored => return stored,
            }
        }
    }

    /// The key is taken. If the row with it is our own, an earlier attempt was committed after all.
    async fn is_own(&self, answer: &KeyRecord) -> Result<(), StoreError> {
        let stored = self.0.find_key(&answer.key).await.map_err(unknown)?;
        if stored.as_ref() == Some(answer) { Ok(()) } else { Err(StoreError::Duplicate) }
    }

    async fn once(&self, orders: &[&NewOrder]) -> Result<(), StoreError> {
        let keys: Vec<&KeyRecord> = orders.iter().map(|new| &new.answer).collect();
        let accepted: Vec<AcceptedOrder<'_>> =
            orders.iter().map(|new| AcceptedOrder { order: &new.order, first: &new.first }).collect();
        let messages: Vec<Message> = orders.iter().flat_map(|new| &new.messages).cloned().collect();
        let mut tx = self.0.begin().await?;
        tx.insert_keys(&keys).await?;
        tx.insert_orders(&accepted).await?;
        for new in orders {
            if let Some(record) = &new.record {
                tx.record_counter_sale(&new.order, record).await?;
            }
        }
        tx.enqueue(&messages).await?;
        tx.commit().await
    }
}

fn unknown(error: StoreError) -> StoreError {
    StoreError::Unknown(error.into())
}
