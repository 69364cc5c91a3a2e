//! `seat.events`: what has changed of the seats' public statuses, and that it cannot be said as changes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Message;
use crate::http::catalog::SeatStatus;
use crate::topics::Topic;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data")]
pub enum SeatEvent {
    /// Changes that became visible together, one for each version from `first_version` to `version`. `(epoch, version)` has no gap within an
    /// event: a reader that misses one fetches the snapshot again.
    #[serde(rename_all = "camelCase")]
    SeatsChanged {
        event_id: i64,
        epoch: u64,
        first_version: u64,
        version: u64,
        /// Seat and new status, by ascending version.
        changes: Vec<(i64, SeatStatus)>,
    },
    /// The first form, of one change: not written any more, but read for one more release.
    #[serde(rename_all = "camelCase")]
    SeatChanged { event_id: i64, epoch: u64, version: u64, seat_id: i64, status: SeatStatus },
    /// The versions began anew under this epoch, and the map as of `version` has to be fetched: earlier changes do not add up to it.
    #[serde(rename_all = "camelCase")]
    EpochBegan { event_id: i64, epoch: u64, version: u64 },
}

/// One change of one seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatChange {
    pub version: u64,
    pub seat_id: i64,
    pub status: SeatStatus,
}

impl SeatEvent {
    /// By ascending version, in whichever form they are written. None: not every version of the range has a change.
    #[must_use]
    pub fn changes(&self) -> Option<Vec<SeatChange>> {
        match self {
            Self::SeatsChanged { first_version, version, changes, .. } => {
                let versions = *first_version..=*version;
                let change = |(version, (seat_id, status)): (u64, &(i64, SeatStatus))| SeatChange {
                    version,
                    seat_id: *seat_id,
                    status: *status,
                };
                let found: Vec<SeatChange> = versions.zip(changes).map(change).collect();
                let covered = version.checked_sub(*first_version)?.checked_add(1)?;
                (found.len() == changes.len() && u64::try_from(found.len()) == Ok(covered)).then_some(found)
            }
            Self::SeatChanged { version, seat_id, status, .. } => {
                Some(vec![SeatChange { version: *version, seat_id: *seat_id, status: *status }])
            }
            Self::EpochBegan { .. } => Some(Vec::new()),
        }
    }
}

impl Message for SeatEvent {
    const TOPIC: Topic = Topic::SEAT_EVENTS;

    fn key(&self) -> String {
        match self {
            Self::SeatsChanged { event_id, .. }
            | Self::SeatChanged { event_id, .. }
            | Self::EpochBegan { event_id, .. } => event_id.to_string(),
        }
    }
}
