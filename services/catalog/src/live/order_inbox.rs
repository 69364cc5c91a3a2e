//! The order updates that one client has not been sent yet: of each order the newest.

use std::collections::VecDeque;
use std::task::{Context, Waker};

use parking_lot::Mutex;
use primitives::OrderId;

/// A client with more orders waiting does not read: it comes back and begins with their states.
pub(super) const UNDELIVERED_MAX: usize = 32;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchedStatus {
    /// Accepted: the seats are its own while it is being paid.
    Hold,
    Paid,
    /// Not paid in time.
    Expired,
    Cancelled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderUpdate {
    pub order: OrderId,
    pub status: WatchedStatus,
}

/// More than may wait, or something may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflowed;

#[derive(Debug, Default)]
pub(super) struct OrderInbox(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    updates: VecDeque<OrderUpdate>,
    has_overflowed: bool,
    waker: Option<Waker>,
}

impl OrderInbox {
    pub(super) fn put(&self, update: OrderUpdate) {
        let mut waiting = self.0.lock();
        waiting.updates.retain(|other| other.order != update.order);
        waiting.updates.push_back(update);
        if waiting.updates.len() > UNDELIVERED_MAX {
            waiting.overflow();
        }
        waiting.wake();
    }

    pub(super) fn overflow(&self) {
        let mut waiting = self.0.lock();
        waiting.overflow();
        waiting.wake();
    }

    /// The oldest that was not taken yet. With none, this task is woken when there is one.
    pub(super) fn take(&self, context: &Context<'_>) -> Result<Option<OrderUpdate>, Overflowed> {
        let mut waiting = self.0.lock();
        if waiting.has_overflowed {
            return Err(Overflowed);
        }
        let taken = waiting.updates.pop_front();
        if taken.is_none() {
            waiting.waker = Some(context.waker().clone());
        }
        Ok(taken)
    }
}

impl Waiting {
    fn overflow(&mut self) {
        self.has_overflowed = true;
        self.updates = VecDeque::new();
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}
