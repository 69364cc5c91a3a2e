//! What several services have to know of the demo season.

use uuid::Uuid;

/// The show whose sale has a line in front of it.
pub const EVENT_WITH_A_LINE: i64 = 9;

/// The organization that all of its shows belong to.
pub const ORGANIZATION: Uuid = Uuid::from_u128(0x0190_b7a0_0000_7000_8000_0000_0000_00de);
