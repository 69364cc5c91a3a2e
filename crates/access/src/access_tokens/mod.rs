//! Access tokens: who a caller is, signed by identity and verified by every service without a call.
//!
//! A JWS of EdDSA with `typ=at+jwt` (RFC 9068). Only identity can sign: the others have the public keys, which they are given at the start and
//! from time to time. No request causes a key to be fetched, so tokens with invented key ids cost nothing but their refusal.

mod changed_rights;
mod claims;
mod ended_sessions;
mod header;
mod signing;
mod token_cache;
mod token_watch;
mod verifier;
mod watched_sessions;

pub use changed_rights::ChangedRights;
pub use claims::{AccessClaims, is_subject};
pub use signing::{AccessKey, CannotSign};
pub use token_watch::TokenWatch;
pub use verifier::{AccessRefused, AccessTokens, EndedSession, InvalidKey, VerificationKey};

/// How long the access token of a session lives.
pub const ACCESS_TOKEN_LIFE: std::time::Duration = std::time::Duration::from_secs(30 * 60);
/// How long the token of an API key lives.
pub const KEY_TOKEN_LIFE: std::time::Duration = std::time::Duration::from_secs(10 * 60);
/// How long the token of a device lives: a day at the doors.
pub const DEVICE_TOKEN_LIFE: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);
/// So long ago a password counts as given just now, for what is dangerous.
const RECENT_SECONDS: i64 = 10 * 60;
/// By how much the clocks of two machines may differ.
const SKEW_SECONDS: i64 = 5;
/// Longer ones are not ours, and are not read.
const TOKEN_BYTES_MAX: usize = 2_048;

#[cfg(test)]
mod tests;
