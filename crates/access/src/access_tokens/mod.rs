//! Access tokens: who a caller is, signed by identity and verified by every service without a call.
//!
//! A JWS of EdDSA with `typ=at+jwt` (RFC 9068). Only identity can sign: the others have the public keys, which they are given at the start and
//! from time to time. No request causes a key to be fetched, so tokens with invented key ids cost nothing but their refusal.

mod claims;
mod ended_sessions;
mod header;
mod signing;
mod token_cache;
mod verifier;

pub use claims::{AccessClaims, Principal, is_subject};
pub use signing::{AccessKey, CannotSign};
pub use verifier::{AccessRefused, AccessTokens, EndedSession, InvalidKey, VerificationKey};

/// How long an access token lives.
pub const ACCESS_TOKEN_LIFE: std::time::Duration = std::time::Duration::from_secs(30 * 60);
/// By how much the clocks of two machines may differ.
const SKEW_SECONDS: i64 = 5;
/// Longer ones are not ours, and are not read.
const TOKEN_BYTES_MAX: usize = 2_048;

#[cfg(test)]
mod tests;
