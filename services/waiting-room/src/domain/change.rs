//! What a command changes in a line. A store makes the changes of a command durable together, and then applies them.

use primitives::{Timestamp, VisitorId};

use super::admission_log::{AdmissionEntry, AdmissionStep};
use super::place::{JoinIndex, PlaceNumber};
use super::room::Room;
use super::slot::Slot;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineChange {
    Room(Box<Room>),
    Joined {
        visitor: VisitorId,
        index: JoinIndex,
    },
    /// By a ticket that was shown after the line was lost.
    Recalled {
        visitor: VisitorId,
        index: JoinIndex,
    },
    /// None: the slot is free.
    Slot {
        number: PlaceNumber,
        slot: Option<Slot>,
    },
    /// Never called again.
    Gone(PlaceNumber),
    /// Whether it waits for a call that it has missed before.
    Returned {
        number: PlaceNumber,
        waits: bool,
    },
    /// For the record of admissions, and for nothing else.
    Recorded(AdmissionEntry),
    /// Worth no durability: after a restart all count as present for a while.
    Seen(Vec<PlaceNumber>),
}

impl LineChange {
    pub(super) fn recorded(number: PlaceNumber, step: AdmissionStep, at: Timestamp) -> Self {
        Self::Recorded(AdmissionEntry { at, number, step })
    }
}
