//! Coalesces concurrent work: while one caller's is being done the next ones gather, and are done together when it has ended.
//!
//! The caller that finds nothing under way leads: it begins at once, and then does whatever has come meanwhile, batch after batch, until
//! nothing waits. There is no batching delay. The leader may be dropped at any point: what waits is dropped with it, and the next caller leads.
//! So work that is waited for has in it what tells of its end, such as the sender of a channel.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::Arc;

use parking_lot::Mutex;

/// What waits, for each key with something under way; no other key has an entry.
type Queues<K, W> = Arc<Mutex<HashMap<K, VecDeque<W>>>>;

/// Work of different keys never waits for each other.
#[derive(Debug)]
pub struct Coalescer<K: Eq + Hash, W> {
    queues: Queues<K, W>,
    together_max: usize,
    waiting_max: usize,
}

/// What becomes of work that was handed over.
#[derive(Debug)]
pub enum Joined<K: Eq + Hash, W> {
    /// Nothing is under way, so the caller leads, and has its work back.
    Leads(Leader<K, W>, W),
    /// The leader does it.
    Waits,
}

/// The duty to do what waits under a key until nothing does.
#[derive(Debug)]
pub struct Leader<K: Eq + Hash, W> {
    queues: Queues<K, W>,
    key: K,
    together_max: usize,
    is_over: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{waiting_max} others are waiting already")]
pub struct QueueFull {
    waiting_max: usize,
}

impl<K: Eq + Hash + Clone, W> Coalescer<K, W> {
    /// At most so many are done together, and so many wait under one key.
    #[must_use]
    pub fn new(together_max: usize, waiting_max: usize) -> Self {
        Self { queues: Arc::default(), together_max, waiting_max }
    }

    pub fn join(&self, key: K, work: W) -> Result<Joined<K, W>, QueueFull> {
        let mut queues = self.queues.lock();
        let Some(waiting) = queues.get_mut(&key) else {
            queues.insert(key.clone(), VecDeque::new());
            let (queues, together_max) = (Arc::clone(&self.queues), self.together_max);
            return Ok(Joined::Leads(Leader { queues, key, together_max, is_over: false }, work));
        };
        if waiting.len() >= self.waiting_max {
            return Err(QueueFull { waiting_max: self.waiting_max });
        }
        waiting.push_back(work);
        Ok(Joined::Waits)
    }
}

impl<K: Eq + Hash, W> Leader<K, W> {
    /// The leader's own work, and what has come since it joined.
    pub fn batch_with(&mut self, own: W) -> Vec<W> {
        let mut queues = self.queues.lock();
        let mut batch = vec![own];
        if let Some(waiting) = queues.get_mut(&self.key).filter(|_| !self.is_over) {
            let count = waiting.len().min(self.together_max.saturating_sub(1));
            batch.extend(waiting.drain(..count));
        }
        batch
    }

    /// What is to be done next, in order of arrival. None: nothing waits, and the duty is over.
    pub fn next_batch(&mut self) -> Option<Vec<W>> {
        let mut queues = self.queues.lock();
        let waiting = queues.get_mut(&self.key).filter(|_| !self.is_over)?;
        if waiting.is_empty() {
            queues.remove(&self.key);
            self.is_over = true;
            return None;
        }
        let count = waiting.len().min(self.together_max);
        Some(waiting.drain(..count).collect())
    }
}

impl<K: Eq + Hash, W> Drop for Leader<K, W> {
    fn drop(&mut self) {
        if !self.is_over {
            self.queues.lock().remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;
    use tokio::sync::oneshot::error::TryRecvError;

    use super::*;

    fn coalescer<W>() -> Coalescer<u8, W> {
        Coalescer::new(3, 4)
    }

    /// The caller leads, and has its work back.
    fn join<W>(coalescer: &Coalescer<u8, W>, key: u8, work: W) -> (Leader<u8, W>, W) {
        match coalescer.join(key, work).unwrap() {
            Joined::Leads(leader, own) => (leader, own),
            Joined::Waits => panic!("it waits"),
        }
    }

    /// The caller leads; its own work is done.
    fn lead<W>(coalescer: &Coalescer<u8, W>, key: u8, work: W) -> Leader<u8, W> {
        join(coalescer, key, work).0
    }

    fn wait<W>(coalescer: &Coalescer<u8, W>, key: u8, work: W) {
        assert!(matches!(coalescer.join(key, work).unwrap(), Joined::Waits), "it leads");
    }

    #[test]
    fn the_first_begins_at_once_and_the_next_ones_are_done_together() {
        let coalescer = coalescer();
        let (mut leader, own) = join(&coalescer, 1, 'a');
        assert_eq!(own, 'a');
        wait(&coalescer, 1, 'b');
        wait(&coalescer, 1, 'c');
        lead(&coalescer, 2, 'z');
        assert_eq!(leader.next_batch(), Some(vec!['b', 'c']));
        assert_eq!((leader.next_batch(), leader.next_batch()), (None, None));
        assert!(coalescer.queues.lock().is_empty(), "a key under which nothing happens is kept");
    }

    #[test]
    fn what_came_before_the_leader_began_may_go_with_its_own() {
        let coalescer = coalescer();
        let (mut leader, own) = join(&coalescer, 1, 'a');
        "bcd".chars().for_each(|work| wait(&coalescer, 1, work));
        assert_eq!(leader.batch_with(own), ['a', 'b', 'c'], "at most three together");
        assert_eq!(leader.next_batch(), Some(vec!['d']));
    }

    #[test]
    fn a_batch_and_a_queue_have_a_maximum() {
        let coalescer = coalescer();
        let mut leader = lead(&coalescer, 1, 0);
        (1..=4).for_each(|work| wait(&coalescer, 1, work));
        let refusal = coalescer.join(1, 5).unwrap_err();
        assert_eq!(refusal.to_string(), "4 others are waiting already");
        assert_eq!(leader.next_batch(), Some(vec![1, 2, 3]));
        wait(&coalescer, 1, 5);
        assert_eq!(leader.next_batch(), Some(vec![4, 5]));
    }

    #[test]
    fn a_leader_whose_duty_is_over_ends_no_other_s() {
        let coalescer = coalescer();
        let mut leader = lead(&coalescer, 1, 'a');
        assert_eq!(leader.next_batch(), None);
        let mut successor = lead(&coalescer, 1, 'b');
        wait(&coalescer, 1, 'c');
        assert_eq!((leader.next_batch(), leader.batch_with('x')), (None, vec!['x']));
        drop(leader);
        assert_eq!(successor.next_batch(), Some(vec!['c']));
    }

    #[test]
    fn what_waits_is_dropped_with_the_leader_and_the_next_caller_leads() {
        let coalescer = coalescer();
        let leader = lead(&coalescer, 1, oneshot::channel::<()>().0);
        let (sender, mut receiver) = oneshot::channel();
        wait(&coalescer, 1, sender);
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
        drop(leader);
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Closed));
        lead(&coalescer, 1, oneshot::channel().0);
        assert!(coalescer.queues.lock().is_empty());
    }
}
