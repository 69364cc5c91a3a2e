//! What makes two requests the same one.

use primitives::digest_of;

use crate::{Access, ApiError, OptionalIdempotencyKey};

/// One intention of one caller, as records have it: two digests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedCall {
    /// Of the caller, the operation and the key: two callers may use the same key, and a caller may use it for two operations.
    pub digest: String,
    /// Of what is asked for: one key never stands for two requests.
    pub fingerprint: String,
}

impl KeyedCall {
    #[must_use]
    pub fn new<'p>(
        scope: &str,
        operation: &str,
        key: &str,
        request: impl IntoIterator<Item = &'p str>,
    ) -> Self {
        Self { digest: digest_of([scope, operation, key]), fingerprint: digest_of(request) }
    }
}

impl OptionalIdempotencyKey {
    /// None: the call came without a key. `request`: what the path and the body ask for.
    pub fn call(
        &self,
        operation: &str,
        access: &Access,
        request: &[&str],
    ) -> Result<Option<KeyedCall>, ApiError> {
        let Some(key) = &self.0 else { return Ok(None) };
        Ok(Some(KeyedCall::new(&access.scope()?, operation, key.as_str(), request.iter().copied())))
    }
}
