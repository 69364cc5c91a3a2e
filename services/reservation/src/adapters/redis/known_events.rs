//! The events that this instance knows of.

use std::collections::BTreeSet;

use primitives::EventId;
use tokio::time::Instant;

#[derive(Default)]
pub(super) struct KnownEvents {
    pub(super) ids: BTreeSet<EventId>,
    /// When the set of all instances was last read, or could not be read.
    pub(super) asked_at: Option<Instant>,
}
