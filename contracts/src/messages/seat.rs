//! `seat.events`: one message per change of a seat's public status, and one when no such message can tell what has changed.

use serde::{Deserialize, Serialize};

use super::Message;
use crate::http::catalog::SeatStatus;
use crate::topics::Topic;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum SeatEvent {
    /// `(epoch, version)` has no gap within an event: a reader that misses one fetches the snapshot again.
    #[serde(rename_all = "camelCase")]
    SeatChanged { event_id: i64, epoch: u64, version: u64, seat_id: i64, status: SeatStatus },
    /// The versions began anew under this epoch, and the map as of `version` has to be fetched: earlier changes do not add up to it.
    #[serde(rename_all = "camelCase")]
    EpochBegan { event_id: i64, epoch: u64, version: u64 },
}

impl Message for SeatEvent {
    const TOPIC: Topic = Topic::SEAT_EVENTS;

    fn key(&self) -> String {
        match self {
            Self::SeatChanged { event_id, .. } | Self::EpochBegan { event_id, .. } => event_id.to_string(),
        }
    }
}
