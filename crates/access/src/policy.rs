//! What callers are trusted with. One policy for the whole process.

use crate::{AccessTokens, Guests, HoldTokens, TrustedProxies};

#[derive(Debug, Clone)]
pub struct AccessPolicy {
    /// Whether `X-Caller-Id` names a user: only where a trusted party sets it.
    pub trust_caller_header: bool,
    pub proxies: TrustedProxies,
    /// Whether an anonymous caller without a token may act on anonymous holds.
    pub open: bool,
    pub tokens: HoldTokens,
    pub access_tokens: AccessTokens,
    pub guests: Guests,
}
