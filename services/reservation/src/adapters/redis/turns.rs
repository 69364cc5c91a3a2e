//! Whoever comes while others of the same event are being served waits, and is served together with all who have come by then. Nobody waits for
//! company: who finds nobody being served is served at once, alone.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use primitives::EventId;

/// Served together at most: a script keeps everybody else waiting for as long as it runs.
pub(super) const TOGETHER_MAX: usize = 32;

pub(super) struct Turns<W>(Arc<Waiting<W>>);

/// Events where somebody is being served, and who waits there.
type Waiting<W> = Mutex<HashMap<EventId, Vec<W>>>;

/// The duty to serve an event until nobody waits there. Dropped before that, those who wait are dropped with it.
pub(super) struct Serving<W> {
    waiting: Arc<Waiting<W>>,
    event: EventId,
    is_over: bool,
}

impl<W> Turns<W> {
    pub(super) fn new() -> Self {
        Self(Arc::default())
    }

    /// Some: nobody is serving this event, so whoever called has to see to it.
    pub(super) fn join(&self, event: EventId, one: W) -> Option<Serving<W>> {
        let mut waiting = lock(&self.0);
        if let Some(line) = waiting.get_mut(&event) {
            line.push(one);
            return None;
        }
        waiting.insert(event, vec![one]);
        Some(Serving { waiting: Arc::clone(&self.0), event, is_over: false })
    }
}

impl<W> Serving<W> {
    /// Those whose turn it is, in the order in which they came. None when nobody waits: the duty is over.
    pub(super) fn next(&mut self) -> Option<Vec<W>> {
        let mut waiting = lock(&self.waiting);
        let line = waiting.get_mut(&self.event).filter(|_| !self.is_over)?;
        if line.is_empty() {
            waiting.remove(&self.event);
            self.is_over = true;
            return None;
        }
        let together = line.len().min(TOGETHER_MAX);
        Some(line.drain(..together).collect())
    }
}

impl<W> Drop for Serving<W> {
    fn drop(&mut self) {
        if !self.is_over {
            lock(&self.waiting).remove(&self.event);
        }
    }
}

fn lock<W>(waiting: &Waiting<W>) -> MutexGuard<'_, HashMap<EventId, Vec<W>>> {
    waiting.lock()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: i64) -> EventId {
        EventId::new(id).unwrap()
    }

    #[test]
    fn the_first_is_served_at_once_and_the_next_ones_together() {
        let turns = Turns::new();
        let mut serving = turns.join(event(1), 'a').unwrap();
        assert_eq!(serving.next(), Some(vec!['a']));
        assert!(turns.join(event(1), 'b').is_none());
        assert!(turns.join(event(1), 'c').is_none());
        assert!(turns.join(event(2), 'z').is_some(), "another event waits for nobody");
        assert_eq!(serving.next(), Some(vec!['b', 'c']));
        assert_eq!(serving.next(), None);
        assert_eq!(serving.next(), None);
        let mut anew = turns.join(event(1), 'd').unwrap();
        drop(serving);
        assert_eq!(anew.next(), Some(vec!['d']), "a duty that is over ends nobody else's");
    }

    #[test]
    fn no_more_than_so_many_are_served_together() {
        let turns = Turns::new();
        let mut serving = turns.join(event(1), 0).unwrap();
        for number in 1..=TOGETHER_MAX {
            assert!(turns.join(event(1), number).is_none());
        }
        assert_eq!(serving.next().unwrap(), (0..TOGETHER_MAX).collect::<Vec<_>>());
        assert_eq!(serving.next(), Some(vec![TOGETHER_MAX]));
    }

    #[test]
    fn where_nobody_serves_any_more_the_next_one_begins_anew() {
        let turns = Turns::new();
        let serving = turns.join(event(1), 'a').unwrap();
        assert!(turns.join(event(1), 'b').is_none());
        drop(serving);
        let mut anew = turns.join(event(1), 'c').unwrap();
        assert_eq!(anew.next(), Some(vec!['c']), "those who waited were dropped, and know it");
    }
}
