//! Tickets that were shown since a line was restored, until its store knows of their places.

use std::collections::HashMap;

use parking_lot::Mutex;
use primitives::{EventId, Timestamp, VisitorId};

use crate::domain::{JoinIndex, NumberSet};

/// One bit for each place that was shown: no ticket is passed on twice by one instance.
#[derive(Default)]
pub(super) struct Recalls(Mutex<HashMap<EventId, Shown>>);

struct Shown {
    /// Which loss they are shown after.
    restored_at: Timestamp,
    known: NumberSet,
    waiting: Vec<(VisitorId, JoinIndex)>,
}

impl Recalls {
    pub(super) fn note(
        &self,
        event: EventId,
        restored_at: Timestamp,
        (visitor, index): (VisitorId, JoinIndex),
    ) {
        let new = || Shown { restored_at, known: NumberSet::default(), waiting: Vec::new() };
        let mut all = self.0.lock();
        let shown = all.entry(event).or_insert_with(new);
        if shown.restored_at != restored_at {
            *shown = new();
        }
        if !shown.known.contains(index.0) {
            shown.known.insert(index.0);
            shown.waiting.push((visitor, index));
        }
    }

    pub(super) fn take(&self, event: EventId) -> Vec<(VisitorId, JoinIndex)> {
        self.0.lock().get_mut(&event).map(|shown| std::mem::take(&mut shown.waiting)).unwrap_or_default()
    }

    /// They could not be passed on.
    pub(super) fn put_back(&self, event: EventId, tickets: &[(VisitorId, JoinIndex)]) {
        if let Some(shown) = self.0.lock().get_mut(&event) {
            shown.waiting.extend_from_slice(tickets);
        }
    }

    pub(super) fn forget(&self, event: EventId) {
        self.0.lock().remove(&event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_passed_on_once_after_each_loss() {
        let (recalls, event) = (Recalls::default(), EventId::new(4).unwrap());
        let (first, second) = (Timestamp::from_micros(1), Timestamp::from_micros(2));
        let ticket = (VisitorId(7), JoinIndex(3));
        recalls.note(event, first, ticket);
        recalls.note(event, first, ticket);
        assert_eq!(recalls.take(event), [ticket]);
        recalls.put_back(event, &[ticket]);
        assert_eq!(recalls.take(event), [ticket], "it could not be passed on");
        recalls.note(event, first, ticket);
        assert_eq!(recalls.take(event), []);
        recalls.note(event, second, ticket);
        assert_eq!(recalls.take(event), [ticket], "another loss");
    }
}
