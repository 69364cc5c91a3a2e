//! One request at a time for one idempotency key, within this process. Across processes the records decide.

use std::collections::HashMap;
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::timeout;

use crate::domain::KeyDigest;

type Turn = Arc<tokio::sync::Mutex<()>>;

/// Holds an entry for every key that a request is working on or waiting for; as many as there are such requests.
#[derive(Debug, Default)]
pub(super) struct InFlight {
    keys: Arc<Mutex<HashMap<KeyDigest, Turn>>>,
}

/// The right to work on a key, until it is dropped.
#[derive(Debug)]
pub(super) struct Flight {
    /// Others were working on the key before.
    pub(super) waited: bool,
    turn: Option<OwnedMutexGuard<()>>,
    _ticket: Ticket,
}

/// Forgets the key when the last request that has to do with it is gone.
#[derive(Debug)]
struct Ticket {
    key: KeyDigest,
    keys: Arc<Mutex<HashMap<KeyDigest, Turn>>>,
}

impl InFlight {
    /// None when the key is still being worked on after `patience`.
    pub(super) async fn enter(&self, key: &KeyDigest, patience: Duration) -> Option<Flight> {
        let turn = {
            let mut keys = self.keys.lock();
            keys.entry(key.clone()).or_default().clone()
        };
        let ticket = Ticket { key: key.clone(), keys: self.keys.clone() };
        if let Ok(turn) = turn.clone().try_lock_owned() {
            return Some(Flight { waited: false, turn: Some(turn), _ticket: ticket });
        }
        let turn = timeout(patience, turn.lock_owned()).await.ok()?;
        Some(Flight { waited: true, turn: Some(turn), _ticket: ticket })
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        // Before the ticket goes, so that it counts only those who still wait.
        self.turn.take();
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut keys = self.keys.lock();
        if keys.get(&self.key).is_some_and(|turn| Arc::strong_count(turn) == 1) {
            keys.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::OrderKey;

    fn key(text: &str) -> KeyDigest {
        OrderKey { scope: "anonymous".to_owned(), key: text.to_owned() }.digest()
    }

    const PATIENCE: Duration = Duration::from_secs(10);
    const IMPATIENCE: Duration = Duration::from_millis(10);

    #[tokio::test]
    async fn a_second_request_waits_for_the_first_and_other_keys_do_not() {
        let in_flight = InFlight::default();
        let first = in_flight.enter(&key("a"), PATIENCE).await.unwrap();
        assert!(!first.waited);
        assert!(!in_flight.enter(&key("b"), PATIENCE).await.unwrap().waited);
        let key = key("a");
        let (second, ()) = tokio::join!(in_flight.enter(&key, PATIENCE), async {
            tokio::task::yield_now().await;
            drop(first);
        });
        assert!(second.unwrap().waited);
    }

    #[tokio::test]
    async fn patience_ends() {
        let in_flight = InFlight::default();
        let _first = in_flight.enter(&key("a"), PATIENCE).await.unwrap();
        assert!(in_flight.enter(&key("a"), IMPATIENCE).await.is_none());
    }

    #[tokio::test]
    async fn no_key_is_remembered_when_nobody_is_left() {
        let in_flight = InFlight::default();
        let first = in_flight.enter(&key("a"), PATIENCE).await.unwrap();
        assert!(in_flight.enter(&key("a"), IMPATIENCE).await.is_none());
        drop(first);
        drop(in_flight.enter(&key("b"), PATIENCE).await);
        assert_eq!(in_flight.keys.lock().unwrap().len(), 0);
    }
}
