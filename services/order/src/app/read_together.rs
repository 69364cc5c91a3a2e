//! Reads of concurrent callers share a query: a batch of steps notifies many streams at once, and many who order at once each ask for their
//! key. Each gets its own record, or its own error.

use std::sync::Arc;

use futures::future::join_all;
use lifecycle::Tasks;
use primitives::OrderId;

use super::coalesced::{Coalesced, Shared, Unanswered, Waiting};
use crate::domain::{KeyDigest, OrderDetails};
use crate::metrics;
use crate::store::{KeyRecord, OrderStore, StoreError};

type Found<T> = Result<Option<T>, StoreError>;

/// Reads nothing but the records: what was broken off can be asked again.
pub(super) struct Reader {
    store: OrderStore,
    orders: Arc<Coalesced<Orders>>,
    keys: Arc<Coalesced<Keys>>,
}

struct Orders(OrderStore);

struct Keys(OrderStore);

impl Reader {
    pub(super) fn new(store: OrderStore, tasks: Tasks) -> Self {
        let orders = Coalesced::new(Orders(store.clone()), tasks.clone());
        let keys = Coalesced::new(Keys(store.clone()), tasks);
        Self { store, orders, keys }
    }

    pub(super) async fn order(&self, order: OrderId) -> Found<OrderDetails> {
        match self.orders.execute(order).await {
            Ok(found) => found,
            Err(Unanswered::Full(full)) => Err(StoreError::Unavailable(full)),
            Err(Unanswered::BrokenOff(_)) => self.store.find(order).await,
        }
    }

    pub(super) async fn key(&self, key: KeyDigest) -> Found<KeyRecord> {
        match self.keys.execute(key.clone()).await {
            Ok(found) => found,
            Err(Unanswered::Full(full)) => Err(StoreError::Unavailable(full)),
            Err(Unanswered::BrokenOff(_)) => self.store.find_key(&key).await,
        }
    }
}

impl Shared for Orders {
    type Request = OrderId;
    type Answer = Found<OrderDetails>;

    const TOGETHER_MAX: usize = 64;
    /// More than there may be streams.
    const WAITING_MAX: usize = 16_384;

    async fn alone(&self, order: &OrderId) -> Found<OrderDetails> {
        self.0.find(*order).await
    }

    async fn together(&self, waiting: Vec<Waiting<Self>>) {
        metrics::read_together(waiting.len());
        let orders: Vec<OrderId> = waiting.iter().map(|waiting| waiting.request).collect();
        let found = self.0.find_all(&orders).await;
        answer(self, waiting, found).await;
    }
}

impl Shared for Keys {
    type Request = KeyDigest;
    type Answer = Found<KeyRecord>;

    const TOGETHER_MAX: usize = 64;
    const WAITING_MAX: usize = 2_048;

    async fn alone(&self, key: &KeyDigest) -> Found<KeyRecord> {
        self.0.find_key(key).await
    }

    async fn together(&self, waiting: Vec<Waiting<Self>>) {
        metrics::read_together(waiting.len());
        let keys: Vec<&KeyDigest> = waiting.iter().map(|waiting| &waiting.request).collect();
        let found = self.0.find_keys(&keys).await;
        answer(self, waiting, found).await;
    }
}

/// What was found for each of them. If nothing was, each is read by itself.
async fn answer<S: Shared>(reads: &S, waiting: Vec<Waiting<S>>, found: Result<Vec<S::Answer>, StoreError>) {
    match found {
        Ok(found) => waiting.into_iter().zip(found).for_each(|(waiting, found)| waiting.answer(found)),
        Err(_) => {
            let alone = waiting.into_iter().map(|waiting| async move {
                let found = reads.alone(&waiting.request).await;
                waiting.answer(found);
            });
            join_all(alone).await;
        }
    }
}
