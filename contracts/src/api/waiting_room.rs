//! What the waiting room answers: which sales have a line in front of them.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{NoContent, Route};

declare_api! {
    /// The service that owns the lines.
    WaitingRoomApi of WAITING_ROOM {
        /// The events whose sale asks for a pass. To be asked again and again: passes are verified without a call.
        fn guarded() -> GuardedBody = Route::new("guarded", "/guarded");

        /// With which passes these holds were made: when one is bought, its session gives its slot back. What is not known to be so ends with
        /// its lease, so nothing is lost with a call that fails.
        fn held(body: HeldBody) -> NoContent = Route::new("held", "/held");
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuardedBody {
    pub event_ids: Vec<i64>,
    /// The sessions that have ended in the last ten seconds: their passes are worth nothing any more.
    #[serde(default)]
    pub ended: Vec<Uuid>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeldBody {
    pub holds: Vec<SessionHoldBody>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionHoldBody {
    pub event_id: i64,
    pub session: Uuid,
    pub hold_id: Uuid,
}
