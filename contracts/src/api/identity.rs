//! What identity answers: all that a service has to know to verify access tokens by itself.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Route;

/// Room for every session that is on the list of those that have ended.
const ANSWER_BYTES_MAX: usize = 8 * 1024 * 1024;

declare_api! {
    /// The service that owns users and their sessions.
    IdentityApi of IDENTITY {
        /// The keys, the sessions that have ended and the rights that have changed while tokens of them live. To be asked at the start and from time to time, never because
        /// of a request: what ends in between is published to `identity.events`.
        fn verification() -> VerificationBody = Route::new("verification", "/verification").with_answer_of(ANSWER_BYTES_MAX);
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerificationBody {
    /// What tokens have as `iss`.
    pub issuer: String,
    pub keys: Vec<VerificationKeyBody>,
    pub ended: Vec<EndedSessionBody>,
    /// Absent from an instance of the version before, which knows no roles.
    #[serde(default)]
    pub changed: Vec<ChangedRightsBody>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerificationKeyBody {
    pub kid: String,
    /// The public key of Ed25519, in base64url.
    pub x: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndedSessionBody {
    pub session_id: Uuid,
    /// When the last access token of it expires, in whole seconds since 1970.
    pub tokens_until: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangedRightsBody {
    pub subject: String,
    /// Of its rights, since the change.
    pub version: u64,
    /// When the last access token of an older version expires, in whole seconds since 1970.
    pub tokens_until: i64,
}
