//! What several services have to know of the demo season.

/// The show whose sale has a line in front of it.
pub const EVENT_WITH_A_LINE: i64 = 9;
