//! `seat.events`: one message per change of a seat's public status.

use serde::{Deserialize, Serialize};

use super::Message;
use crate::http::catalog::SeatStatus;
use crate::topics::Topic;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum SeatEvent {
    /// `(epoch, version)` has no gap within an event: whoever misses one fetches the snapshot again.
    #[serde(rename_all = "camelCase")]
    SeatChanged { event_id: i64, epoch: u64, version: u64, seat_id: i64, status: SeatStatus },
}

impl Message for SeatEvent {
    const TOPIC: Topic = Topic::SEAT_EVENTS;

    fn key(&self) -> String {
        let Self::SeatChanged { event_id, .. } = self;
        event_id.to_string()
    }
}
