//! A lock for each key, for as long as someone holds it or waits for it.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::OwnedMutexGuard;

type Lock = Arc<tokio::sync::Mutex<()>>;
type Locks<K> = Arc<Mutex<HashMap<K, Lock>>>;

/// Within one process. Keeps an entry for each key that is held or waited for, and no other.
#[derive(Debug)]
pub struct KeyedLock<K: Eq + Hash + Clone> {
    locks: Locks<K>,
}

/// The lock of one key, until it is dropped.
#[derive(Debug)]
pub struct KeyGuard<K: Eq + Hash + Clone> {
    /// Someone else held the key before.
    pub waited: bool,
    guard: Option<OwnedMutexGuard<()>>,
    _entry: Entry<K>,
}

/// Removes the key when the last that holds it or waits for it is gone.
#[derive(Debug)]
struct Entry<K: Eq + Hash + Clone> {
    key: K,
    locks: Locks<K>,
}

impl<K: Eq + Hash + Clone> Default for KeyedLock<K> {
    fn default() -> Self {
        Self { locks: Arc::default() }
    }
}

impl<K: Eq + Hash + Clone> KeyedLock<K> {
    /// Waits without end: the caller has a deadline.
    pub async fn lock(&self, key: &K) -> KeyGuard<K> {
        let (lock, entry) = self.enter(key);
        if let Ok(guard) = lock.clone().try_lock_owned() {
            return KeyGuard { waited: false, guard: Some(guard), _entry: entry };
        }
        KeyGuard { waited: true, guard: Some(lock.lock_owned().await), _entry: entry }
    }

    /// None while someone else holds the key.
    #[must_use]
    pub fn try_lock(&self, key: &K) -> Option<KeyGuard<K>> {
        let (lock, entry) = self.enter(key);
        let guard = lock.try_lock_owned().ok()?;
        Some(KeyGuard { waited: false, guard: Some(guard), _entry: entry })
    }

    fn enter(&self, key: &K) -> (Lock, Entry<K>) {
        let lock = self.locks.lock().entry(key.clone()).or_default().clone();
        (lock, Entry { key: key.clone(), locks: self.locks.clone() })
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.locks.lock().len()
    }
}

impl<K: Eq + Hash + Clone> Drop for KeyGuard<K> {
    fn drop(&mut self) {
        // Before the entry goes, so that it counts only those that still wait.
        self.guard.take();
    }
}

impl<K: Eq + Hash + Clone> Drop for Entry<K> {
    fn drop(&mut self) {
        let mut locks = self.locks.lock();
        if locks.get(&self.key).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            locks.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_key_is_held_by_one_at_a_time_and_others_do_not_wait_for_it() {
        let locks = KeyedLock::default();
        let first = locks.lock(&1).await;
        assert!(!first.waited && locks.try_lock(&1).is_none() && locks.try_lock(&2).is_some());
        assert!(timeout(Duration::from_secs(1), locks.lock(&1)).await.is_err());
        drop(first);
        assert!(!locks.lock(&1).await.waited);
        assert_eq!(locks.len(), 0, "a key that no one holds is kept");
    }

    #[tokio::test(start_paused = true)]
    async fn the_next_in_line_knows_that_it_waited() {
        let locks = KeyedLock::default();
        let first = locks.lock(&1).await;
        let release = async {
            tokio::task::yield_now().await;
            drop(first);
        };
        let (second, ()) = tokio::join!(locks.lock(&1), release);
        assert!(second.waited);
    }
}
