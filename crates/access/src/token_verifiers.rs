//! What verifies the tokens of callers, of every kind.

use crate::{AccessTokens, HoldTokens};

#[derive(Debug, Clone)]
pub struct TokenVerifiers {
    pub holds: HoldTokens,
    pub access: AccessTokens,
}

/// Of a process that knows no identity.
impl From<HoldTokens> for TokenVerifiers {
    fn from(holds: HoldTokens) -> Self {
        Self { holds, access: AccessTokens::closed() }
    }
}
