//! One event's line in memory.

use primitives::Timestamp;

use crate::domain::{Line, LineChange, PlaceNumber, Room};
use crate::ports::{ViewAnswer, ViewCursor, ViewUpdate};

/// The line, in which order its numbers have gone, and how many steps of admissions were ever recorded.
#[derive(Debug)]
pub(super) struct CachedLine {
    pub(super) line: Line,
    pub(super) gone: Vec<PlaceNumber>,
    pub(super) recorded: u64,
}

/// How much of the lists in the file is there already.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lengths {
    pub(super) gone: usize,
    pub(super) recorded: u64,
}

impl CachedLine {
    pub(super) fn of(room: Room, now: Timestamp) -> Self {
        Self { line: Line::of(room, now), gone: Vec::new(), recorded: 0 }
    }

    pub(super) fn apply(&mut self, changes: Vec<LineChange>, now: Timestamp) {
        for change in changes {
            match &change {
                LineChange::Gone(number) => self.gone.push(*number),
                LineChange::Recorded(_) => self.recorded += 1,
                LineChange::Room(_)
                | LineChange::Joined { .. }
                | LineChange::Recalled { .. }
                | LineChange::Slot { .. }
                | LineChange::Returned { .. }
                | LineChange::Seen(_) => {}
            }
            self.line.apply(change, now);
        }
    }

    pub(super) fn lengths(&self) -> Lengths {
        Lengths { gone: self.gone.len(), recorded: self.recorded }
    }

    /// With what was lost. Readers that knew more versions go on reading.
    pub(super) fn restore(&mut self, changes: Vec<LineChange>, version: u64, now: Timestamp) {
        self.apply(changes, now);
        self.line.version = self.line.version.max(version) + 1;
    }

    pub(super) fn view(&self, since: Option<ViewCursor>) -> ViewAnswer {
        let (view, version) = (&self.line.view, self.line.version);
        let is_same = |cursor: &ViewCursor| {
            cursor.epoch == view.room.epoch && cursor.restored_at == view.room.restored_at
        };
        let since = since.filter(is_same);
        if since.is_some_and(|cursor| cursor.version == version) {
            return ViewAnswer::Unchanged;
        }
        let known = since.map_or(0, |cursor| cursor.gone as usize);
        ViewAnswer::Changed(Box::new(ViewUpdate {
            room: view.room.clone(),
            version,
            slots: view.slots.iter().map(|(number, slot)| (*number, *slot)).collect(),
            returned: view.returned.iter().copied().collect(),
            gone: self.gone.iter().skip(known).copied().collect(),
        }))
    }
}

/// Whether the file has to know of it.
pub(super) fn is_durable(change: &LineChange, line: &Line) -> bool {
    match change {
        LineChange::Room(room) => room.durable() != line.view.room.durable(),
        LineChange::Joined { .. }
        | LineChange::Recalled { .. }
        | LineChange::Slot { .. }
        | LineChange::Gone(_)
        | LineChange::Recorded(_)
        | LineChange::Returned { .. } => true,
        LineChange::Seen(_) => false,
    }
}
