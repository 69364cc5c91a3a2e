//! Where a place in the line of a sale stands, as the waiting room says it.

use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceStage {
    /// Its number is drawn when the room opens.
    Registered,
    Waiting,
    /// The turn was missed, the number is kept.
    Away,
    /// Back after a missed turn.
    Returned,
    Called,
    /// In the sale.
    Active,
    /// Given up, or over.
    Ended,
    /// The room is closed.
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceStanding {
    pub state: PlaceStage,
    /// From 1; 0 for one that does not wait any more.
    pub position: u32,
    pub wait: Duration,
}

impl PlaceStage {
    /// Whether there is still something to wait for in line.
    #[must_use]
    pub fn waits(self) -> bool {
        match self {
            Self::Registered | Self::Waiting | Self::Away | Self::Returned => true,
            Self::Called | Self::Active | Self::Ended | Self::Closed => false,
        }
    }
}
