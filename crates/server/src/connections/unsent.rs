//! How much memory answers take that clients have not read: a budget for all connections of a listener.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use parking_lot::Mutex;

pub(crate) struct UnsentBytes {
    max: usize,
    bytes: AtomicUsize,
    /// How many answers send each body. All readers of one version of a seat map share its bytes, so it counts once.
    bodies: Mutex<HashMap<BodyAddress, usize>>,
}

/// Where a body lies in memory, and its length.
type BodyAddress = (usize, usize);

/// A large body, for as long as one answer sends it.
pub(crate) struct HeldBytes {
    unsent: Arc<UnsentBytes>,
    address: BodyAddress,
}

/// What one connection has in its buffer.
pub(super) struct BufferedBytes {
    unsent: Arc<UnsentBytes>,
    bytes: usize,
}

impl UnsentBytes {
    pub(super) fn new(max: usize) -> Self {
        Self { max, bytes: AtomicUsize::new(0), bodies: Mutex::default() }
    }

    /// Nothing if the budget has no room for one more body. The caller keeps `body` for as long as what it gets.
    pub(crate) fn hold(self: &Arc<Self>, body: &Bytes) -> Option<HeldBytes> {
        let address = (body.as_ptr().addr(), body.len());
        let mut bodies = self.bodies.lock();
        let more = if bodies.contains_key(&address) { 0 } else { body.len() };
        if self.bytes.load(Ordering::Relaxed).saturating_add(more) > self.max {
            return None;
        }
        self.bytes.fetch_add(more, Ordering::Relaxed);
        *bodies.entry(address).or_default() += 1;
        Some(HeldBytes { unsent: Arc::clone(self), address })
    }
}

impl Drop for HeldBytes {
    fn drop(&mut self) {
        let mut bodies = self.unsent.bodies.lock();
        let Some(answers) = bodies.get_mut(&self.address) else { return };
        *answers -= 1;
        if *answers == 0 {
            bodies.remove(&self.address);
            self.unsent.bytes.fetch_sub(self.address.1, Ordering::Relaxed);
        }
    }
}

impl BufferedBytes {
    pub(super) fn none(unsent: Arc<UnsentBytes>) -> Self {
        Self { unsent, bytes: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// The buffer is as large as what it once had to hold, until all of it is sent.
    pub(super) fn holds(&mut self, bytes: usize) {
        self.set(self.bytes.max(bytes));
    }

    pub(super) fn set(&mut self, bytes: usize) {
        if bytes > self.bytes {
            self.unsent.bytes.fetch_add(bytes - self.bytes, Ordering::Relaxed);
        } else if bytes < self.bytes {
            self.unsent.bytes.fetch_sub(self.bytes - bytes, Ordering::Relaxed);
        }
        self.bytes = bytes;
    }
}

impl Drop for BufferedBytes {
    fn drop(&mut self) {
        self.set(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_counts_once_however_many_answers_send_it_and_until_the_last_has() {
        let unsent = Arc::new(UnsentBytes::new(100));
        let (one, other) = (Bytes::from(vec![1; 60]), Bytes::from(vec![2; 60]));
        let first = unsent.hold(&one).unwrap();
        let second = unsent.hold(&one.clone()).unwrap();
        assert!(unsent.hold(&other).is_none());
        drop(first);
        assert!(unsent.hold(&other).is_none());
        drop(second);
        assert!(unsent.hold(&other).is_some());
    }

    #[test]
    fn the_buffers_of_connections_count_too() {
        let unsent = Arc::new(UnsentBytes::new(100));
        let body = Bytes::from(vec![1; 60]);
        let mut buffered = BufferedBytes::none(Arc::clone(&unsent));
        buffered.holds(50);
        buffered.holds(1);
        assert!(unsent.hold(&body).is_none());
        buffered.set(40);
        let held = unsent.hold(&body).unwrap();
        buffered.set(41);
        assert!(unsent.hold(&body).is_none(), "over the budget, also for what is there");
        drop((buffered, held));
        assert!(unsent.hold(&body).is_some());
        assert_eq!(unsent.bytes.load(Ordering::Relaxed), 0);
    }
}
