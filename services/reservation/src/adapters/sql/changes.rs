//! What one batch of the writer has to put into the database: the rows that have changed, and the messages about them.

use std::collections::{BTreeSet, HashSet};

use bus::Message;
use primitives::{EventId, HoldId, OrderId, SeatId};

use super::released::Released;
use super::seat_events::SeatEvents;

/// Rows are only named here, and read from memory when they are written, so that a row that changed twice is written once.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) events: BTreeSet<EventId>,
    /// Events that are over: all their rows go.
    pub(super) removed: BTreeSet<EventId>,
    pub(super) seats: BTreeSet<(EventId, SeatId)>,
    pub(super) receipts: BTreeSet<(EventId, HoldId)>,
    pub(super) released: Released,
    pub(super) tombstones: HashSet<(EventId, OrderId)>,
    pub(super) seat_events: SeatEvents,
    pub(super) replies: Vec<Message>,
    /// A hold is among them: for the failpoints.
    pub(super) has_hold: bool,
}

impl Changes {
    pub(super) fn is_empty(&self) -> bool {
        let Self {
            events,
            removed,
            seats,
            receipts,
            released,
            tombstones,
            seat_events,
            replies,
            has_hold: _,
        } = self;
        events.is_empty()
            && removed.is_empty()
            && seats.is_empty()
            && receipts.is_empty()
            && released.is_empty()
            && tombstones.is_empty()
            && seat_events.is_empty()
            && replies.is_empty()
    }
}
