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

        /// The pass of a visitor who shows a ticket where a pass is needed: a call is answered on the way. Repeated, it gives the same pass. Refused
        /// as `QUEUE_TOKEN_REQUIRED`, `NOT_YOUR_TURN` or `SALE_NOT_OPEN`.
        fn admit(body: AdmitBody) -> AdmittedBody = Route::new("admit", "/admit");
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

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdmitBody {
    pub event_id: i64,
    pub ticket: String,
    /// Whose ticket it has to be, as 32 hexadecimal digits.
    pub visitor: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdmittedBody {
    pub pass: String,
}
