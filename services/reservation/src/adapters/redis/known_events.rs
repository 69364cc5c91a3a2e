//! The events that this instance knows of.

use std::collections::BTreeSet;
use std::time::Duration;

use primitives::EventId;
use tokio::time::Instant;

/// How long the set of all events is not read again.
const FRESH_FOR: Duration = Duration::from_secs(1);

#[derive(Default)]
pub(super) struct KnownEvents {
    pub(super) ids: BTreeSet<EventId>,
    /// When the set was last read, or could not be read.
    read_at: Option<Instant>,
}

impl KnownEvents {
    pub(super) fn insert(&mut self, event: EventId) {
        self.ids.insert(event);
    }

    /// Whether it is time to read the set. Then this caller does it, and no other for a while.
    pub(super) fn begin_reading(&mut self) -> bool {
        let is_due = self.read_at.is_none_or(|at| at.elapsed() >= FRESH_FOR);
        if is_due {
            self.read_at = Some(Instant::now());
        }
        is_due
    }

    /// It could not be read, and is due again.
    pub(super) fn forget_reading(&mut self) {
        self.read_at = None;
    }
}
