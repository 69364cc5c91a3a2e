//! Bodies of `/api/queue`, as the two-tier design spells them. Times are whole seconds.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::{Admittance, LineCounts, PlaceView, VisitorStanding};
use crate::domain::PlaceState;

/// Of one who has nothing to wait for.
const NEXT_POLL: u64 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum QueueStatus {
    Queued,
    /// May reserve.
    Active,
    NotInQueue,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "status": "queued", "queued": true, "position": 13, "peopleAhead": 12, "peopleBehind": 67,
    "estimatedWait": 12, "nextPoll": 2, "currentUsers": 200, "threshold": 200, "queueSize": 80,
})))]
pub(crate) struct QueueStandingBody {
    status: QueueStatus,
    queued: bool,
    /// From 1; absent where nothing is waited for. Before a draw: as if it came out last.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    people_ahead: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    people_behind: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    estimated_wait: Option<u64>,
    next_poll: u64,
    current_users: u32,
    threshold: u32,
    queue_size: u32,
    /// For the header or the cookie `x-queue-entry-token`; absent where the sale needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry_token: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(examples(json!({ "status": "active", "queued": false })))]
pub(crate) struct QueueSignBody {
    status: QueueStatus,
    queued: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(examples(json!({ "message": "Left queue" })))]
pub(crate) struct QueueMessageBody {
    pub(super) message: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "eventId": "7", "queueSize": 80, "currentUsers": 200, "threshold": 200, "available": 0,
})))]
pub(crate) struct QueueAdminBody {
    pub(super) event_id: String,
    pub(super) queue_size: u32,
    pub(super) current_users: u32,
    pub(super) threshold: u32,
    pub(super) available: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "eventId": "7", "threshold": 200 })))]
pub(crate) struct QueueThresholdBody {
    pub(super) event_id: String,
    pub(super) threshold: u32,
}

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ThresholdQuery {
    /// How many may be called or in the sale at once.
    #[param(minimum = 1, maximum = 1_000_000, example = 200)]
    pub(super) threshold: u32,
}

impl QueueStandingBody {
    pub(super) fn of(VisitorStanding { admission, line }: VisitorStanding) -> Self {
        let nothing_to_wait_for = |status| Self {
            status,
            queued: false,
            position: None,
            people_ahead: None,
            people_behind: None,
            estimated_wait: None,
            next_poll: NEXT_POLL,
            current_users: line.taken,
            threshold: line.cap,
            queue_size: line.waiting,
            entry_token: None,
        };
        match admission {
            Admittance::NotNeeded { .. } => nothing_to_wait_for(QueueStatus::Active),
            Admittance::Absent => nothing_to_wait_for(QueueStatus::NotInQueue),
            Admittance::Admitted { pass, .. } => {
                Self { entry_token: Some(pass), ..nothing_to_wait_for(QueueStatus::Active) }
            }
            Admittance::Waits { place, .. } => Self {
                queued: true,
                position: Some(place.ahead.saturating_add(1)),
                people_ahead: Some(place.ahead),
                people_behind: Some(behind(place.ahead, &line)),
                estimated_wait: Some(place.wait.as_secs()),
                next_poll: place.ask_after_seconds(),
                ..nothing_to_wait_for(QueueStatus::Queued)
            },
        }
    }
}

fn behind(ahead: u32, line: &LineCounts) -> u32 {
    line.waiting.saturating_sub(ahead).saturating_sub(1)
}

impl QueueSignBody {
    pub(super) fn of(place: Option<PlaceView>) -> Self {
        let status = match place.map(|place| place.state) {
            None | Some(PlaceState::Ended) => QueueStatus::NotInQueue,
            Some(PlaceState::Called { .. } | PlaceState::Active { .. } | PlaceState::Closed) => {
                QueueStatus::Active
            }
            Some(
                PlaceState::Registered
                | PlaceState::Waiting { .. }
                | PlaceState::Away
                | PlaceState::Returned { .. },
            ) => QueueStatus::Queued,
        };
        Self { status, queued: status == QueueStatus::Queued }
    }
}
