//! What the waiting room answers: which sales have a line in front of them.

use serde::{Deserialize, Serialize};

use super::Route;

declare_api! {
    /// The service that owns the lines.
    WaitingRoomApi of WAITING_ROOM {
        /// The events whose sale asks for a pass. To be asked again and again: passes are verified without a call.
        fn guarded() -> GuardedBody = Route::new("guarded", "/guarded");
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuardedBody {
    pub event_ids: Vec<i64>,
}
