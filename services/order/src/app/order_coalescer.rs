//! Coalesces accepted orders into shared units of work: what a commit costs beside the orders themselves is paid once for all of them.
//!
//! While some are being stored the next ones gather, and are stored together when that has ended. There is no batching delay: an order that
//! finds none in progress is stored at once, alone. A shared unit of work belongs to no buyer's trace. If it fails, each of its orders is
//! stored by itself, so that one whose key is taken, or whose row is contended, falls out alone.

use std::sync::Arc;

use bus::Message;
use futures::future::join_all;
use lifecycle::Tasks;
use primitives::{Coalescer, ContentionRetry, Joined, Leader};
use tokio::sync::oneshot;

use crate::domain::{Order, ProgressChange};
use crate::metrics;
use crate::store::{AcceptedOrder, KeyRecord, OrderStore, StoreError};

/// How many orders share a unit of work at most.
const TOGETHER_MAX: usize = 32;
/// How many may wait for the next ones.
const WAITING_MAX: usize = 2_048;

/// An order whose seats are claimed, with everything that is written of it.
#[derive(Debug)]
pub(super) struct NewOrder {
    pub(super) order: Order,
    pub(super) answer: KeyRecord,
    pub(super) first: ProgressChange,
    pub(super) messages: Vec<Message>,
}

#[derive(Debug)]
struct Waiting {
    order: NewOrder,
    stored: oneshot::Sender<Result<(), StoreError>>,
}

pub(super) struct OrderCoalescer {
    store: OrderStore,
    tasks: Tasks,
    /// All orders share one queue.
    queue: Coalescer<(), Waiting>,
}

impl OrderCoalescer {
    pub(super) fn new(store: OrderStore, tasks: Tasks) -> Arc<Self> {
        Arc::new(Self { store, tasks, queue: Coalescer::new(TOGETHER_MAX, WAITING_MAX) })
    }

    /// Returns when it is durable: one transaction, or no order. [`StoreError::Duplicate`]: the key is taken.
    pub(super) async fn store(self: &Arc<Self>, order: NewOrder) -> Result<(), StoreError> {
        let (stored, answer) = oneshot::channel();
        let joined = self.queue.join((), Waiting { order, stored });
        let (mut leader, own) = match joined.map_err(|full| StoreError::Unavailable(full.into()))? {
            Joined::Leads(leader, own) => (leader, own),
            Joined::Waits => {
                return answer.await.unwrap_or_else(|broken| Err(StoreError::Unknown(broken.into())));
            }
        };
        let stored = self.store_alone(&own.order, true).await;
        if let Some(next) = leader.next_batch() {
            self.tasks.spawn_for_many(Arc::clone(self).lead(leader, next));
        }
        stored
    }

    async fn lead(self: Arc<Self>, mut leader: Leader<(), Waiting>, next: Vec<Waiting>) {
        let mut next = Some(next);
        while let Some(waiting) = next {
            self.store_together(waiting).await;
            next = leader.next_batch();
        }
    }

    async fn store_together(&self, waiting: Vec<Waiting>) {
        metrics::stored_together(waiting.len());
        let orders: Vec<&NewOrder> = waiting.iter().map(|waiting| &waiting.order).collect();
        let shared = self.store_once(&orders).await;
        let alone = waiting.into_iter().map(|Waiting { order, stored }| {
            let shared = &shared;
            async move {
                let answer = match shared {
                    Ok(()) => Ok(()),
                    Err(error) => self.store_alone(&order, !matches!(error, StoreError::Unknown(_))).await,
                };
                // A buyer that has hung up meanwhile has an order all the same.
                let _ = stored.send(answer);
            }
        });
        join_all(alone).await;
    }

    /// Where it is unknown whether it was committed, it is retried, and the key tells: as long as the first is in progress, the second waits
    /// for it. `is_known`: it was certainly not committed before.
    async fn store_alone(&self, order: &NewOrder, mut is_known: bool) -> Result<(), StoreError> {
        let mut retry = ContentionRetry::default();
        loop {
            match self.store_once(&[order]).await {
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
        let stored = self.store.find_key(&answer.key).await.map_err(unknown)?;
        if stored.as_ref() == Some(answer) { Ok(()) } else { Err(StoreError::Duplicate) }
    }

    async fn store_once(&self, orders: &[&NewOrder]) -> Result<(), StoreError> {
        let keys: Vec<&KeyRecord> = orders.iter().map(|new| &new.answer).collect();
        let accepted: Vec<AcceptedOrder<'_>> =
            orders.iter().map(|new| AcceptedOrder { order: &new.order, first: &new.first }).collect();
        let messages: Vec<Message> = orders.iter().flat_map(|new| &new.messages).cloned().collect();
        let mut tx = self.store.begin().await?;
        tx.insert_keys(&keys).await?;
        tx.insert_orders(&accepted).await?;
        tx.enqueue(&messages).await?;
        tx.commit().await
    }
}

fn unknown(error: StoreError) -> StoreError {
    StoreError::Unknown(error.into())
}
