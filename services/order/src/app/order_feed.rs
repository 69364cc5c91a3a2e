//! Notifies streams that an order has changed. It carries no state: a stream that is notified reads the order.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use primitives::OrderId;
use tokio::sync::watch;

type Watched = Arc<Mutex<HashMap<OrderId, watch::Sender<()>>>>;

/// Keeps an entry for every order that is watched; streams are limited by the server.
#[derive(Debug, Default)]
pub struct OrderFeed {
    watched: Watched,
}

/// A subscription to one order.
#[derive(Debug)]
pub struct Watch {
    order: OrderId,
    changes: watch::Receiver<()>,
    watched: Watched,
}

impl OrderFeed {
    /// Watch first and read then: a change between the two is notified.
    #[must_use]
    pub fn watch(&self, order: OrderId) -> Watch {
        let mut watched = self.watched.lock();
        let changes = watched.entry(order).or_insert_with(|| watch::channel(()).0).subscribe();
        Watch { order, changes, watched: self.watched.clone() }
    }

    pub fn changed(&self, order: OrderId) {
        let watched = self.watched.lock();
        if let Some(sender) = watched.get(&order) {
            sender.send_replace(());
        }
    }

    /// For when changes may have been missed.
    pub fn all_may_have_changed(&self) {
        let watched = self.watched.lock();
        watched.values().for_each(|sender| sender.send_replace(()));
    }
}

impl Watch {
    /// Returns when the order has changed since the last call: a hint, never the only way to learn of it.
    pub async fn changed(&mut self) {
        if self.changes.changed().await.is_err() {
            std::future::pending().await
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut watched = self.watched.lock();
        // This subscription is still counted.
        if watched.get(&self.order).is_some_and(|sender| sender.receiver_count() == 1) {
            watched.remove(&self.order);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use uuid::Uuid;

    use super::*;

    fn order(number: u128) -> OrderId {
        OrderId::from_uuid(Uuid::from_u128(number))
    }

    #[tokio::test]
    async fn only_the_watchers_of_an_order_are_notified() {
        let feed = OrderFeed::default();
        let (mut one, mut twin, mut other) =
            (feed.watch(order(1)), feed.watch(order(1)), feed.watch(order(2)));
        feed.changed(order(1));
        one.changed().await;
        twin.changed().await;
        assert!(other.changed().now_or_never().is_none());
        feed.all_may_have_changed();
        other.changed().await;
    }

    #[tokio::test]
    async fn an_order_without_watchers_has_no_entry() {
        let feed = OrderFeed::default();
        let (one, twin) = (feed.watch(order(1)), feed.watch(order(1)));
        drop(one);
        assert_eq!(feed.watched.lock().len(), 1);
        drop(twin);
        assert_eq!(feed.watched.lock().len(), 0);
    }
}
