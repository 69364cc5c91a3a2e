//! Bodies of `/api/v1/queue/enter` and `/stream`, as the first-come design spells them.

use contracts::WireTime;
use contracts::http::purchase::EventNumber;
use contracts::http::waiting_room::QueuePositionBody;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::PlaceView;
use crate::domain::PlaceState;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(examples(json!({ "eventId": "7", "userId": "mina" })))]
pub(crate) struct EnterQueueBody {
    /// `7`, `"7"` or `"E7"`.
    #[schema(value_type = String, pattern = "^E?[1-9][0-9]{0,17}$", example = "7")]
    pub(super) event_id: EventNumber,
    /// It proves nothing: where the caller is known it has to be theirs.
    #[schema(max_length = 128)]
    pub(super) user_id: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(examples(json!({ "token": "a-token-of-this-place", "position": 13, "estimatedWaitSeconds": 12 })))]
pub(crate) struct EnteredQueueBody {
    /// For the stream, and for the header `X-Queue-Token` of the reservation. Of a visitor without an identity: to be kept secret.
    pub(super) token: String,
    /// From 1; 0 for one who may reserve.
    pub(super) position: u32,
    pub(super) estimated_wait_seconds: u64,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TokenQuery {
    /// As `enter` has answered.
    #[param(max_length = 256, example = "a-token-of-this-place")]
    pub(super) token: String,
}

pub(super) fn queue_position(place: &PlaceView) -> QueuePositionBody {
    let until = match place.state {
        PlaceState::Called { until } => Some(until),
        PlaceState::Active { lease, .. } => Some(lease),
        PlaceState::Registered
        | PlaceState::Waiting { .. }
        | PlaceState::Away
        | PlaceState::Returned { .. }
        | PlaceState::Ended
        | PlaceState::Closed => None,
    };
    QueuePositionBody {
        position: place.position(),
        estimated_wait_seconds: place.wait.as_secs(),
        until: until.map(WireTime),
    }
}
