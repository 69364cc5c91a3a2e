//! What the waiting room answers: which sales have a line in front of them.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::order::CheckedBody;
use super::{NoContent, Route};

/// Ten thousand admissions of a hundred bytes, and as much again.
const ADMISSIONS_BYTES_MAX: usize = 2 * 1024 * 1024;

declare_api! {
    /// The service that owns the lines.
    WaitingRoomApi of WAITING_ROOM {
        /// The events whose sale asks for a pass. To be asked again and again: passes are verified without a call.
        fn guarded() -> GuardedBody = Route::new("guarded", "/guarded");

        /// With which passes these holds were made: when one is bought, its session gives its slot back. What is not known to be so ends with
        /// its lease, so nothing is lost with a call that fails.
        fn held(body: HeldBody) -> NoContent = Route::new("held", "/held");

        /// Judges what is recorded of the next line behind this event, by the rules that it obeys.
        fn audit(body: AuditLineQuery) -> AuditedLineBody = Route::new("audit", "/audit").with_answer_of(ADMISSIONS_BYTES_MAX);
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

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditLineQuery {
    /// None: the first line.
    pub after: Option<i64>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditedLineBody {
    /// None: there is no line behind it.
    pub line: Option<LineAuditBody>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LineAuditBody {
    pub event_id: i64,
    pub checked: Vec<CheckedBody>,
    pub breaches: Vec<LineBreachBody>,
    /// Since when every admission is recorded, as long as holds need a pass. None: no admission is.
    pub recorded_since_us: Option<i64>,
    pub admissions: Vec<AdmissionBody>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LineBreachBody {
    pub invariant: String,
    pub what: String,
}

/// A visitor has claimed a session, and may hold seats for as long as its pass is valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdmissionBody {
    pub visitor: String,
    pub from_us: i64,
    pub until_us: i64,
}
