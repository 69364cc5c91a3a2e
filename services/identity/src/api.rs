//! What other services ask: how to verify access tokens.

use async_trait::async_trait;
use contracts::api::identity::{ChangedRightsBody, EndedSessionBody, VerificationBody, VerificationKeyBody};
use contracts::api::{CallError, IdentityApi};

use crate::app::Identity;
use crate::domain::Subject;

const MICROS_PER_SECOND: i64 = 1_000_000;

pub(crate) struct VerificationOfTokens(pub(crate) Identity);

#[async_trait]
impl IdentityApi for VerificationOfTokens {
    async fn verification(&self) -> Result<VerificationBody, CallError> {
        let verification = self.0.verification().await.map_err(CallError::unavailable)?;
        let keys = verification.keys.into_iter();
        let ended = verification.ended.into_iter().map(|(session_id, until)| EndedSessionBody {
            session_id,
            tokens_until: until.as_micros().div_euclid(MICROS_PER_SECOND),
        });
        let changed = verification.changed.into_iter().map(|(user, version, until)| ChangedRightsBody {
            subject: Subject::user(user).as_str().to_owned(),
            version,
            tokens_until: until.as_micros().div_euclid(MICROS_PER_SECOND),
        });
        Ok(VerificationBody {
            issuer: verification.issuer,
            keys: keys.map(|key| VerificationKeyBody { kid: key.kid, x: key.x }).collect(),
            ended: ended.collect(),
            changed: changed.collect(),
        })
    }
}
