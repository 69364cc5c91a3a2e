//! What waits for the next call about an event while one is in flight.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use primitives::EventId;

/// How many commands share a call at most: a script blocks all other callers for as long as it runs.
const COMMANDS_PER_CALL_MAX: usize = 32;

/// The queues of all events with a call in flight.
pub(super) struct Queues<W>(Arc<Mutex<HashMap<EventId, Vec<W>>>>);

/// The duty to send calls for an event until its queue is empty. If it is dropped before that, the queue is dropped with it.
pub(super) struct Leader<W> {
    queues: Arc<Mutex<HashMap<EventId, Vec<W>>>>,
    event: EventId,
    is_over: bool,
}

impl<W> Default for Queues<W> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<W> Queues<W> {
    /// Some: no call for this event is in flight, so the caller has to lead.
    pub(super) fn join(&self, event: EventId, one: W) -> Option<Leader<W>> {
        let mut queues = self.0.lock();
        if let Some(queue) = queues.get_mut(&event) {
            queue.push(one);
            return None;
        }
        queues.insert(event, vec![one]);
        Some(Leader { queues: Arc::clone(&self.0), event, is_over: false })
    }
}

impl<W> Leader<W> {
    /// The next call's worth, in order of arrival. None when the queue is empty: the duty is over.
    pub(super) fn next(&mut self) -> Option<Vec<W>> {
        let mut queues = self.queues.lock();
        let queue = queues.get_mut(&self.event).filter(|_| !self.is_over)?;
        if queue.is_empty() {
            queues.remove(&self.event);
            self.is_over = true;
            return None;
        }
        let count = queue.len().min(COMMANDS_PER_CALL_MAX);
        Some(queue.drain(..count).collect())
    }
}

impl<W> Drop for Leader<W> {
    fn drop(&mut self) {
        if !self.is_over {
            self.queues.lock().remove(&self.event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: i64) -> EventId {
        EventId::new(id).unwrap()
    }

    #[test]
    fn the_first_command_is_sent_at_once_and_the_next_ones_together() {
        let queues = Queues::default();
        let mut leader = queues.join(event(1), 'a').unwrap();
        assert_eq!(leader.next(), Some(vec!['a']));
        assert!(queues.join(event(1), 'b').is_none());
        assert!(queues.join(event(1), 'c').is_none());
        assert!(queues.join(event(2), 'z').is_some(), "events do not wait for each other");
        assert_eq!(leader.next(), Some(vec!['b', 'c']));
        assert_eq!(leader.next(), None);
        assert_eq!(leader.next(), None);
        let mut successor = queues.join(event(1), 'd').unwrap();
        drop(leader);
        assert_eq!(successor.next(), Some(vec!['d']), "a leader whose duty is over ends no other's");
    }

    #[test]
    fn a_call_has_a_maximum_of_commands() {
        let queues = Queues::default();
        let mut leader = queues.join(event(1), 0).unwrap();
        for number in 1..=COMMANDS_PER_CALL_MAX {
            assert!(queues.join(event(1), number).is_none());
        }
        assert_eq!(leader.next().unwrap(), (0..COMMANDS_PER_CALL_MAX).collect::<Vec<_>>());
        assert_eq!(leader.next(), Some(vec![COMMANDS_PER_CALL_MAX]));
    }

    #[test]
    fn after_a_leader_was_dropped_the_next_command_leads() {
        let queues = Queues::default();
        let leader = queues.join(event(1), 'a').unwrap();
        assert!(queues.join(event(1), 'b').is_none());
        drop(leader);
        let mut successor = queues.join(event(1), 'c').unwrap();
        assert_eq!(successor.next(), Some(vec!['c']), "the waiting ones were dropped, and notice it");
    }
}
