//! What becomes of orders, for clients of this process that have proven that they may know: by the holds that the orders were placed with.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::task::Context;

use parking_lot::Mutex;
use primitives::HoldId;

use super::order_inbox::{OrderInbox, OrderUpdate, Overflowed};

/// Orders whose state is remembered, so that a client that comes back, or was late, learns it.
const REMEMBERED_MAX: usize = 65_536;
/// As many holds as a client can show.
const WATCHED_MAX: usize = 16;

#[derive(Debug, Default)]
pub struct OrderUpdates(Mutex<Orders>);

/// What one client watches. Dropping it ends that.
#[derive(Debug)]
pub struct OrderWatch {
    feed: Arc<OrderUpdates>,
    /// Most clients watch no order, and have none.
    watched: Option<Box<Watched>>,
}

#[derive(Debug, Default)]
struct Watched {
    holds: Vec<HoldId>,
    inbox: Arc<OrderInbox>,
}

#[derive(Debug, Default)]
struct Orders {
    /// As bounded as the number of sockets and of what each may watch.
    inboxes: HashMap<HoldId, Vec<Arc<OrderInbox>>>,
    latest: HashMap<HoldId, OrderUpdate>,
    /// The holds of `latest`, the oldest first.
    remembered: VecDeque<HoldId>,
}

impl OrderUpdates {
    /// An order that was placed with these holds is in this state.
    pub fn changed(&self, holds: &[HoldId], update: OrderUpdate) {
        let mut orders = self.0.lock();
        for hold in holds {
            orders.remember(*hold, update);
            for inbox in orders.inboxes.get(hold).into_iter().flatten() {
                inbox.put(update);
            }
        }
    }

    /// Changes may have been missed, so what is remembered may be wrong, and no client can rely on having everything.
    pub fn missed_some(&self) {
        let mut orders = self.0.lock();
        (orders.latest, orders.remembered) = (HashMap::new(), VecDeque::new());
        orders.inboxes.values().flatten().for_each(|inbox| inbox.overflow());
    }

    fn open(&self, hold: HoldId, inbox: &Arc<OrderInbox>) {
        let mut orders = self.0.lock();
        orders.inboxes.entry(hold).or_default().push(inbox.clone());
        if let Some(latest) = orders.latest.get(&hold) {
            inbox.put(*latest);
        }
    }

    fn close(&self, hold: HoldId, inbox: &Arc<OrderInbox>) {
        let mut orders = self.0.lock();
        if let Some(inboxes) = orders.inboxes.get_mut(&hold) {
            inboxes.retain(|other| !Arc::ptr_eq(other, inbox));
            if inboxes.is_empty() {
                orders.inboxes.remove(&hold);
            }
        }
    }

    #[cfg(test)]
    fn sizes(&self) -> (usize, usize) {
        let orders = self.0.lock();
        assert_eq!(orders.latest.len(), orders.remembered.len());
        (orders.inboxes.len(), orders.latest.len())
    }
}

impl OrderWatch {
    #[must_use]
    pub fn new(feed: Arc<OrderUpdates>) -> Self {
        Self { feed, watched: None }
    }

    /// Adds the orders of this hold. False: there is no room for one more.
    pub fn watch(&mut self, hold: HoldId) -> bool {
        let Watched { holds, inbox } = &mut **self.watched.get_or_insert_default();
        if holds.contains(&hold) {
            return true;
        }
        let has_room = holds.len() < WATCHED_MAX;
        if has_room {
            holds.push(hold);
            self.feed.open(hold, inbox);
        }
        has_room
    }

    /// The next update that was not sent yet. With none, this task is woken when there is one.
    pub fn take(&self, context: &Context<'_>) -> Result<Option<OrderUpdate>, Overflowed> {
        self.watched.as_ref().map_or(Ok(None), |watched| watched.inbox.take(context))
    }
}

impl Drop for OrderWatch {
    fn drop(&mut self) {
        let Some(Watched { holds, inbox }) = self.watched.as_deref() else { return };
        for hold in holds {
            self.feed.close(*hold, inbox);
        }
    }
}

impl Orders {
    fn remember(&mut self, hold: HoldId, update: OrderUpdate) {
        if self.latest.insert(hold, update).is_some() {
            return;
        }
        self.remembered.push_back(hold);
        if self.remembered.len() > REMEMBERED_MAX
            && let Some(oldest) = self.remembered.pop_front()
        {
            self.latest.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use primitives::OrderId;
    use uuid::Uuid;

    use super::super::order_inbox::{UNDELIVERED_MAX, WatchedStatus};
    use super::*;

    fn hold(id: u128) -> HoldId {
        HoldId::from_uuid(Uuid::from_u128(id))
    }

    fn update(id: u128, status: WatchedStatus) -> OrderUpdate {
        OrderUpdate { order: OrderId::from_uuid(Uuid::from_u128(id)), status }
    }

    fn watching(feed: &Arc<OrderUpdates>, id: u128) -> OrderWatch {
        let mut watch = OrderWatch::new(feed.clone());
        assert!(watch.watch(hold(id)));
        watch
    }

    fn take(watch: &OrderWatch) -> Result<Option<OrderUpdate>, Overflowed> {
        watch.take(&Context::from_waker(Waker::noop()))
    }

    #[test]
    fn a_client_learns_of_its_own_orders_alone_and_of_the_newest_state_of_each() {
        let feed = Arc::new(OrderUpdates::default());
        let watch = watching(&feed, 1);
        feed.changed(&[hold(2)], update(20, WatchedStatus::Paid));
        assert_eq!(take(&watch), Ok(None));
        feed.changed(&[hold(1)], update(10, WatchedStatus::Hold));
        feed.changed(&[hold(1), hold(3)], update(11, WatchedStatus::Hold));
        feed.changed(&[hold(1)], update(10, WatchedStatus::Paid));
        assert_eq!(take(&watch), Ok(Some(update(11, WatchedStatus::Hold))));
        assert_eq!(take(&watch), Ok(Some(update(10, WatchedStatus::Paid))));
        assert_eq!(take(&watch), Ok(None));
    }

    #[test]
    fn a_client_that_comes_late_learns_the_state_and_what_it_watched_is_given_back() {
        let feed = Arc::new(OrderUpdates::default());
        feed.changed(&[hold(1)], update(10, WatchedStatus::Expired));
        let mut watch = watching(&feed, 1);
        assert!(watch.watch(hold(1)), "again");
        assert_eq!(take(&watch), Ok(Some(update(10, WatchedStatus::Expired))));
        assert_eq!(take(&watch), Ok(None));
        assert!((2..=WATCHED_MAX as u128).all(|id| watch.watch(hold(id))));
        assert!(!watch.watch(hold(99)), "more than a client can show");
        assert_eq!(feed.sizes(), (WATCHED_MAX, 1));
        drop(watch);
        assert_eq!(feed.sizes(), (0, 1));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let feed = OrderUpdates::default();
        for id in 0..REMEMBERED_MAX as u128 + 5 {
            feed.changed(&[hold(id)], update(id, WatchedStatus::Hold));
        }
        assert_eq!(feed.sizes(), (0, REMEMBERED_MAX));
    }

    #[test]
    fn a_client_that_may_have_missed_something_learns_that() {
        let feed = Arc::new(OrderUpdates::default());
        let slow = watching(&feed, 1);
        for id in 0..UNDELIVERED_MAX as u128 {
            feed.changed(&[hold(1)], update(id, WatchedStatus::Hold));
        }
        assert_eq!(take(&slow), Ok(Some(update(0, WatchedStatus::Hold))));
        for id in [100, 101] {
            feed.changed(&[hold(1)], update(id, WatchedStatus::Hold));
        }
        assert_eq!(take(&slow), Err(Overflowed));
        let interrupted = watching(&feed, 1);
        feed.missed_some();
        assert_eq!(take(&interrupted), Err(Overflowed));
        assert_eq!(take(&watching(&feed, 1)), Ok(None), "what may be wrong is forgotten");
    }
}
