//! Names of keys.

use primitives::EventId;
use redis_nodes::slot_of;

/// The keys of every script, in the order of `rules.lua`.
const SHARED: [&str; 11] = [
    "line",
    "gone",
    "going",
    "slots",
    "returned",
    "visitors",
    "registered",
    "seen:0",
    "seen:1",
    "admissions",
    "controls",
];

/// The keys of one line. All have the event in braces, so that they are in one slot, and not in the slot of its seats.
#[derive(Debug, Clone)]
pub(super) struct LineKeys {
    pub(super) slot: u16,
    pub(super) names: [String; 11],
}

impl LineKeys {
    pub(super) fn of(prefix: &str, event: EventId) -> Self {
        let tag = format!("line:{event}");
        Self { slot: slot_of(&tag), names: SHARED.map(|name| format!("{prefix}{{{tag}}}:{name}")) }
    }

    pub(super) fn room(&self) -> &str {
        let [room, ..] = &self.names;
        room
    }

    pub(super) fn registered(&self) -> &str {
        let [.., registered, _, _, _, _] = &self.names;
        registered
    }

    pub(super) fn admissions(&self) -> &str {
        let [.., admissions, _] = &self.names;
        admissions
    }

    pub(super) fn controls(&self) -> &str {
        let [.., controls] = &self.names;
        controls
    }
}

/// The set of all events with a room, and its slot.
pub(super) fn rooms(prefix: &str) -> (String, u16) {
    (format!("{prefix}{{lines}}"), slot_of("lines"))
}
