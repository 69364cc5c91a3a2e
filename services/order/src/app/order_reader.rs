//! Coalesces concurrent reads of orders: a batch of steps notifies many streams at once, and what they read is read together.
//!
//! A read that finds none in progress begins at once, alone; those that come meanwhile share the next. Each gets its own order, or its own
//! error.

use std::sync::Arc;

use futures::future::join_all;
use lifecycle::Tasks;
use primitives::{Coalescer, Joined, Leader, OrderId};
use tokio::sync::oneshot;

use crate::domain::OrderDetails;
use crate::metrics;
use crate::store::{OrderStore, StoreError};

/// How many orders are read together at most.
const TOGETHER_MAX: usize = 64;
/// How many may wait for the next ones: more than there may be streams.
const WAITING_MAX: usize = 16_384;

type Found = Result<Option<OrderDetails>, StoreError>;

#[derive(Debug)]
struct Waiting {
    order: OrderId,
    found: oneshot::Sender<Found>,
}

pub(super) struct OrderReader {
    store: OrderStore,
    tasks: Tasks,
    queue: Coalescer<(), Waiting>,
}

impl OrderReader {
    pub(super) fn new(store: OrderStore, tasks: Tasks) -> Arc<Self> {
        Arc::new(Self { store, tasks, queue: Coalescer::new(TOGETHER_MAX, WAITING_MAX) })
    }

    pub(super) async fn find(self: &Arc<Self>, order: OrderId) -> Found {
        let (found, answer) = oneshot::channel();
        let joined = self.queue.join((), Waiting { order, found });
        let mut leader = match joined.map_err(|full| StoreError::Unavailable(full.into()))? {
            Joined::Leads(leader, _) => leader,
            // The client of the one that led may have hung up: then nothing was read.
            Joined::Waits => match answer.await {
                Ok(found) => return found,
                Err(_) => return self.store.find(order).await,
            },
        };
        let found = self.store.find(order).await;
        if let Some(next) = leader.next_batch() {
            self.tasks.spawn_for_many(Arc::clone(self).lead(leader, next));
        }
        found
    }

    async fn lead(self: Arc<Self>, mut leader: Leader<(), Waiting>, next: Vec<Waiting>) {
        let mut next = Some(next);
        while let Some(waiting) = next {
            self.find_together(waiting).await;
            next = leader.next_batch();
        }
    }

    async fn find_together(&self, waiting: Vec<Waiting>) {
        metrics::read_together(waiting.len());
        let orders: Vec<OrderId> = waiting.iter().map(|waiting| waiting.order).collect();
        match self.store.find_all(&orders).await {
            // A client that has hung up meanwhile needs no answer.
            Ok(all) => {
                waiting.into_iter().zip(all).for_each(|(waiting, found)| drop(waiting.found.send(found)))
            }
            Err(_) => {
                let alone = waiting.into_iter().map(|Waiting { order, found }| async move {
                    drop(found.send(self.store.find(order).await));
                });
                join_all(alone).await;
            }
        }
    }
}
