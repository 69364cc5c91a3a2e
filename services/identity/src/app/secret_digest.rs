//! What is kept of a secret that is random and long: a digest, which is compared in constant time. Passwords need more than this.

use primitives::hex;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

#[derive(Clone)]
pub struct SecretDigest(String);

impl SecretDigest {
    #[must_use]
    pub fn of(secret: &str) -> Self {
        Self(hex(&Sha256::digest(secret.as_bytes())))
    }

    #[must_use]
    pub(super) fn stored(text: String) -> Self {
        Self(text)
    }

    /// Of no secret. To compare with it takes as long as with any other.
    #[must_use]
    pub(super) fn of_none() -> Self {
        Self("0".repeat(2 * 32))
    }

    #[must_use]
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub(super) fn is_of(&self, secret: &str) -> bool {
        Self::of(secret).0.as_bytes().ct_eq(self.0.as_bytes()).into()
    }
}

impl std::fmt::Debug for SecretDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretDigest(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_secret_is_the_secret() {
        let digest = SecretDigest::stored(SecretDigest::of("a secret").as_str().to_owned());
        assert!(digest.is_of("a secret"));
        for wrong in ["", "a secre", "a secret ", "A secret", digest.as_str()] {
            assert!(!digest.is_of(wrong), "{wrong:?}");
            assert!(!SecretDigest::of_none().is_of(wrong), "{wrong:?}");
        }
        assert_eq!(format!("{digest:?}"), "SecretDigest(..)");
        assert!(!SecretDigest::stored(String::new()).is_of(""), "a record without a digest matches");
    }
}
