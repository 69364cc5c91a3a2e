//! Names of keys.

use primitives::EventId;
use redis_nodes::slot_of;

/// The keys of every script, in the order of `rules.lua`.
const SHARED: [&str; 10] = [
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
];

/// The keys of one line. All have the event in braces, so that they are in one slot, and not in the slot of its seats.
#[derive(Debug, Clone)]
pub(super) struct LineKeys {
    pub(super) slot: u16,
    pub(super) names: [String; 10],
}

impl LineKeys {
    pub(super) fn of(prefix: &str, event: EventId) -> Self {
        let tag = format!("line:{event}");
        Self { slot: slot_of(&tag), names: SHARED.map(|name| format!("{prefix}{{{tag}}}:{name}")) }
    }
}

/// The set of all events with a room, and its slot.
pub(super) fn rooms(prefix: &str) -> (String, u16) {
    (format!("{prefix}{{lines}}"), slot_of("lines"))
}
