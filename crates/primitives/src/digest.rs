//! One digest of several texts.

use sha2::{Digest, Sha256};

use crate::hex;

/// SHA-256 in hexadecimal digits. The length is written before each part, so that no two lists of parts have the same digest.
#[must_use]
pub fn digest_of<'p>(parts: impl IntoIterator<Item = &'p str>) -> String {
    let digest = parts.into_iter().fold(Sha256::new(), |digest, part| {
        digest.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
    });
    hex(&digest.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_parts_that_differ_have_digests_that_differ() {
        assert_eq!(digest_of(["a", "bc"]), digest_of(["a", "bc"]));
        assert_eq!(digest_of(["a", "bc"]).len(), 64);
        for other in [digest_of(["ab", "c"]), digest_of(["abc"]), digest_of(["bc", "a"]), digest_of([])] {
            assert_ne!(digest_of(["a", "bc"]), other);
        }
    }
}
