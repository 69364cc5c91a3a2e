//! The name of one intention of one caller.

use primitives::digest_of;

/// By which a repetition is recognised. The key itself is not kept: for an anonymous caller it is a part of what proves who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldKey {
    /// Of the key, and of whose it is: two callers may use the same one.
    pub digest: String,
    /// Digest of the request: another request under the same key is refused.
    pub fingerprint: String,
}

impl HoldKey {
    #[must_use]
    pub fn new(scope: &str, key: &str, fingerprint: String) -> Self {
        Self { digest: digest_of([scope, key]), fingerprint }
    }
}
