//! Bodies of `/vwr-api/vwr` and `/api/admin/vwr`, as the two-tier design spells them. Times are whole seconds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::{LineCounts, PlaceView};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "userId": "mina" })))]
pub(crate) struct AssignBody {
    /// It proves nothing: where the caller is known it has to be theirs.
    #[schema(max_length = 128)]
    pub(super) user_id: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "requestId": "a-token-of-this-place", "position": 41, "estimatedWait": 12, "servingCounter": 28,
})))]
pub(crate) struct AssignedBody {
    /// To ask with. Of a visitor without an identity: to be kept secret.
    pub(super) request_id: String,
    /// The number of the place; before a draw as if it came out last.
    pub(super) position: u32,
    pub(super) estimated_wait: u64,
    pub(super) serving_counter: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "admitted": false, "position": 41, "servingCounter": 28, "totalInQueue": 120, "ahead": 12,
    "estimatedWait": 12, "nextPoll": 2,
})))]
pub(crate) struct CheckedBody {
    pub(super) admitted: bool,
    /// The number of the place; before a draw as if it came out last.
    pub(super) position: u32,
    pub(super) serving_counter: u32,
    pub(super) total_in_queue: u32,
    /// How many are called before, at most.
    pub(super) ahead: u32,
    /// Admits to the sale, in `X-Queue-Token`; absent where the sale needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) estimated_wait: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_poll: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "eventId": "7", "isActive": true, "totalInQueue": 120, "serving": 28, "waitingCount": 92,
})))]
pub(crate) struct VwrStatusBody {
    event_id: String,
    is_active: bool,
    total_in_queue: u32,
    serving: u32,
    waiting_count: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({
    "eventId": "7", "isActive": true, "nextPosition": 120, "servingCounter": 28, "waiting": 92,
})))]
pub(crate) struct OperatedVwrBody {
    event_id: String,
    is_active: bool,
    next_position: u32,
    serving_counter: u32,
    waiting: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "eventId": "7", "status": "activated" })))]
pub(crate) struct VwrDoneBody {
    pub(super) event_id: String,
    pub(super) status: VwrDone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VwrDone {
    Activated,
    Deactivated,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "batchSize": 10 })))]
pub(crate) struct AdvanceBody {
    /// Ignored: no more are called than may be in the sale at once, however many are asked for.
    #[schema(value_type = Option<u64>, maximum = 4_294_967_295u64)]
    pub(super) batch_size: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "eventId": "7", "servingCounter": 38, "advanced": 10 })))]
pub(crate) struct AdvancedBody {
    pub(super) event_id: String,
    pub(super) serving_counter: u32,
    /// How many were called.
    pub(super) advanced: usize,
    /// `caught_up` where none may be called at the moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<CaughtUp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CaughtUp {
    CaughtUp,
}

impl VwrStatusBody {
    pub(super) fn of(event_id: String, line: &LineCounts) -> Self {
        Self {
            event_id,
            is_active: line.is_open,
            total_in_queue: line.issued,
            serving: line.serving,
            waiting_count: line.waiting,
        }
    }
}

impl OperatedVwrBody {
    pub(super) fn of(event_id: String, line: &LineCounts) -> Self {
        Self {
            event_id,
            is_active: line.is_open,
            next_position: line.issued,
            serving_counter: line.serving,
            waiting: line.waiting,
        }
    }
}

impl CheckedBody {
    /// Of a place that has no pass yet.
    pub(super) fn of(place: &PlaceView, line: &LineCounts) -> Self {
        Self {
            admitted: false,
            position: number(place),
            serving_counter: line.serving,
            total_in_queue: line.issued,
            ahead: place.ahead,
            token: None,
            estimated_wait: Some(place.wait.as_secs()),
            next_poll: Some(place.ask_after_seconds()),
        }
    }

    pub(super) fn admitted(self, token: Option<String>) -> Self {
        Self { admitted: true, token, estimated_wait: None, next_poll: None, ..self }
    }
}

pub(super) fn number(place: &PlaceView) -> u32 {
    place.number.map_or(place.ahead.saturating_add(1), |number| number.0)
}
