//! What is kept of a password: argon2id, in the PHC format, with a salt of its own and the parameters it was made with.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use subtle::ConstantTimeEq;

use crate::domain::Password;

/// 19 MiB, two passes, one thread: about 45 ms of a processor.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const THREADS: u32 = 1;
/// What a stored digest may ask for, however it got there.
const MEMORY_KIB_MAX: u32 = 64 * 1024;
const PASSES_MAX: u32 = 4;
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// As it is stored.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct PasswordDigest(String);

struct Parts {
    memory_kib: u32,
    passes: u32,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl PasswordDigest {
    #[must_use]
    pub(super) fn stored(text: String) -> Self {
        Self(text)
    }

    /// Of no password. To compare with it takes as long as with any other.
    #[must_use]
    pub(super) fn of_no_user() -> Self {
        let (salt, hash) = ([0; SALT_BYTES], [0; HASH_BYTES]);
        Self(written(&salt, &hash))
    }

    #[must_use]
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    fn parts(&self) -> Option<Parts> {
        let mut fields = self.0.strip_prefix("$argon2id$v=19$")?.split('$');
        let (costs, salt, hash) = (fields.next()?, fields.next()?, fields.next()?);
        let mut costs = costs.split(',');
        let mut cost = |name: &str| costs.next()?.strip_prefix(name)?.parse::<u32>().ok();
        let (memory_kib, passes, threads) = (cost("m=")?, cost("t=")?, cost("p=")?);
        let salt = STANDARD_NO_PAD.decode(salt).ok()?;
        let hash = STANDARD_NO_PAD.decode(hash).ok()?;
        let fits = memory_kib <= MEMORY_KIB_MAX
            && (1..=PASSES_MAX).contains(&passes)
            && threads == THREADS
            && salt.len() == SALT_BYTES
            && hash.len() == HASH_BYTES;
        (fits && fields.next().is_none()).then_some(Parts { memory_kib, passes, salt, hash })
    }
}

fn written(salt: &[u8], hash: &[u8]) -> String {
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={THREADS}${salt}${hash}")
}

/// Slow, on purpose. None: the costs are not possible, which those of this program are.
#[must_use]
pub(super) fn hash_password(password: &Password, salt: [u8; SALT_BYTES]) -> Option<PasswordDigest> {
    let hash = argon2id(password, &salt, MEMORY_KIB, PASSES)?;
    Some(PasswordDigest(written(&salt, &hash)))
}

/// Slow, on purpose. A digest that cannot be read matches nothing.
#[must_use]
pub(super) fn password_matches(password: &Password, digest: &PasswordDigest) -> bool {
    let Some(parts) = digest.parts() else {
        tracing::error!("a stored password cannot be read");
        return false;
    };
    let hash = argon2id(password, &parts.salt, parts.memory_kib, parts.passes);
    hash.is_some_and(|hash| bool::from(hash.as_slice().ct_eq(&parts.hash)))
}

fn argon2id(password: &Password, salt: &[u8], memory_kib: u32, passes: u32) -> Option<[u8; HASH_BYTES]> {
    let params = Params::new(memory_kib, passes, THREADS, Some(HASH_BYTES)).ok()?;
    let mut hash = [0; HASH_BYTES];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into(password.expose().as_bytes(), salt, &mut hash).ok()?;
    Some(hash)
}

impl std::fmt::Debug for PasswordDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordDigest(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::given(text.to_owned()).unwrap()
    }

    #[test]
    fn a_digest_matches_its_password_alone() {
        let digest = hash_password(&password("correct staple"), [7; 16]).unwrap();
        assert!(password_matches(&password("correct staple"), &digest));
        assert!(!password_matches(&password("correct stable"), &digest));
        assert!(!password_matches(&password("correct staple"), &PasswordDigest::of_no_user()));
        let salted = hash_password(&password("correct staple"), [8; 16]).unwrap();
        assert_ne!(digest, salted);
        assert_eq!(format!("{digest:?}"), "PasswordDigest(..)");
    }

    #[test]
    fn a_stored_digest_cannot_ask_for_any_amount_of_work() {
        let good = hash_password(&password("correct staple"), [7; 16]).unwrap().as_str().to_owned();
        for wrong in [
            good.replace("m=19456", "m=4194304"),
            good.replace("t=2", "t=1000"),
            good.replace("t=2", "t=0"),
            good.replace("p=1", "p=64"),
            good.replace("argon2id", "argon2d"),
            good.replace("v=19", "v=16"),
            format!("{good}$"),
            String::new(),
        ] {
            assert!(PasswordDigest::stored(wrong.clone()).parts().is_none(), "{wrong}");
        }
        assert!(PasswordDigest::stored(good).parts().is_some());
        assert!(PasswordDigest::of_no_user().parts().is_some(), "it would be answered too early");
    }
}
