//! A place in the line, and where it stands.

use std::fmt;

use primitives::Timestamp;
use uuid::Uuid;

/// How many had joined before. Given once, and never again in this room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JoinIndex(pub u32);

/// Where a place stands in the order in which it is called, from 1. Of those who joined before the sale opened, the draw decides it; all
/// others follow in the order in which they joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceNumber(pub u32);

/// One visit to the sale, from the claim to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub Uuid);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceState {
    /// Its number is drawn when the sale opens.
    Registered,
    /// So many are called before it.
    Waiting { ahead: u32 },
    /// Its number was reached while its visitor was not there, or did not answer. The number is kept.
    Away,
    /// Its visitor is back, and is called before those who still wait.
    Returned { ahead: u32 },
    /// May be claimed until then.
    Called { until: Timestamp },
    /// In the sale. The lease is renewed by its visitor, the end is fixed.
    Active { session: SessionId, lease: Timestamp, end: Timestamp },
    /// It was left, or its session is over.
    Ended,
    /// The room is closed for all.
    Closed,
}
