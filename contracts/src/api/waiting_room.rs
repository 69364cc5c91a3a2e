//! What the waiting room answers: which sales have a line in front of them.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::order::CheckedBody;
use super::{NoContent, Route};
use crate::http::waiting_room::PlaceStateBody;

/// Ten thousand admissions of a hundred bytes, and as much again.
const ADMISSIONS_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Longer than an answer waits for news.
const NEWS_TIMEOUT: Duration = Duration::from_secs(4);

declare_api! {
    /// The service that owns the lines.
    WaitingRoomApi of WAITING_ROOM {
        /// The events whose sale asks for a pass, at once. Instances of an earlier release ask for it again and again.
        fn guarded() -> GuardedBody = Route::new("guarded", "/guarded");

        /// The same, as soon as it is something else than what the caller knows, or after a second and a half: so a pass that is worth nothing any
        /// more is known to be so without a call for each hold, and without asking all the time.
        fn changes(body: ChangesQuery) -> GuardedBody =
            Route::new("changes", "/changes").with_attempt_timeout(NEWS_TIMEOUT);

        /// With which passes these holds were made: when one is bought, its session gives its slot back. What is not known to be so ends with
        /// its lease, so nothing is lost with a call that fails. And how the sale behind the line copes.
        fn held(body: HeldBody) -> NoContent = Route::new("held", "/held");

        /// Judges what is recorded of the next line behind this event, by the rules that it obeys.
        fn audit(body: AuditLineQuery) -> AuditedLineBody = Route::new("audit", "/audit").with_answer_of(ADMISSIONS_BYTES_MAX);

        /// The pass of a visitor who shows a ticket where a pass is needed: a call is answered on the way. Repeated, it gives the same pass. Refused
        /// as `QUEUE_TOKEN_REQUIRED`, `NOT_YOUR_TURN` or `SALE_NOT_OPEN`.
        fn admit(body: AdmitBody) -> AdmittedBody = Route::new("admit", "/admit");

        /// Where the place of a ticket stands, for its visitor, who is there as long as it is asked for. Costs the store nothing. Refused as
        /// `QUEUE_TOKEN_REQUIRED`: the ticket is not genuine, of another event, or of a room that is no more.
        fn place(body: PlaceQuery) -> PlaceStandingBody = Route::new("place", "/place");
    }
}

/// What the caller knows; absent: nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangesQuery {
    pub known: Option<u64>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GuardedBody {
    pub event_ids: Vec<i64>,
    /// The sessions that have ended in the last ten seconds: their passes are worth nothing any more.
    #[serde(default)]
    pub ended: Vec<Uuid>,
    /// The events whose room is closed. One that is in neither list may have been lost, and goes on needing a pass; absent: an earlier release,
    /// which names the guarded ones alone.
    #[serde(default)]
    pub closed: Option<Vec<i64>>,
    /// Where visitors get in without a pass for a while.
    #[serde(default)]
    pub open: Vec<OpenSaleBody>,
    /// A digest of all this, for [`ChangesQuery`].
    #[serde(default)]
    pub state: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenSaleBody {
    pub event_id: i64,
    pub per_second: u32,
    pub until_us: i64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeldBody {
    pub holds: Vec<SessionHoldBody>,
    #[serde(default)]
    pub load: Option<LoadBody>,
    /// Digests of the addresses where seats are held again and again and nothing is ordered: all of them, as the instance sees them now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub churning: Vec<String>,
}

/// How the sale behind the line copes, as an instance of reservation sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoadBody {
    /// Nineteen of twenty holds of the last seconds were quicker; absent: there were none.
    pub hold_p95_ms: Option<u64>,
    pub orders: IntakeBody,
}

/// Whether another order would be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IntakeBody {
    HasRoom,
    Full,
    /// The service does not answer.
    Unreachable,
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

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdmitBody {
    pub event_id: i64,
    pub ticket: String,
    /// Whose ticket it has to be, as 32 hexadecimal digits.
    pub visitor: String,
    /// Or whose: the guest that the visitor was before the log-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlaceQuery {
    pub event_id: i64,
    pub ticket: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlaceStandingBody {
    pub state: PlaceStateBody,
    /// From 1; 0 for one that does not wait any more. Before the draw as if it came out last.
    pub position: u32,
    pub estimated_wait_seconds: u64,
    /// When to ask again.
    pub poll_after_ms: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdmittedBody {
    pub pass: String,
}
