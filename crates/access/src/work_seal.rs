//! Challenges of work, signed with what they were made for, so that nothing has to be remembered of them until they are paid.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use primitives::Timestamp;
use sha2::Sha256;

use crate::work::WorkPrice;

const PRICE_BYTES: usize = size_of::<u32>() + size_of::<i64>();
const DIGEST_BYTES: usize = 32;
/// Longer ones are not ours, and are not read.
const CHALLENGE_CHARS_MAX: usize = 136;

/// Signs challenges of one kind.
#[derive(Clone)]
pub struct WorkSeal {
    keyed: Hmac<Sha256>,
}

impl WorkSeal {
    /// `label`: what is paid for, so that no challenge of another kind is one of this, and no other use of the same secret makes the same key.
    #[must_use]
    pub fn new(label: &[u8], secret: &[u8]) -> Self {
        let keyed: Hmac<Sha256> =
            Hmac::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        Self { keyed: keyed.chain_update(label) }
    }

    /// `what`: whom and what it is for, at most 48 bytes.
    #[must_use]
    pub fn seal(&self, what: &[u8], price: WorkPrice) -> String {
        let mut bytes = Vec::with_capacity(what.len() + PRICE_BYTES + DIGEST_BYTES);
        bytes.extend_from_slice(what);
        bytes.extend_from_slice(&price.bits.to_be_bytes());
        bytes.extend_from_slice(&price.asked_at.as_micros().to_be_bytes());
        let digest = self.keyed.clone().chain_update(&bytes).finalize().into_bytes();
        bytes.extend_from_slice(&digest);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// None: it is not genuine. Compares in constant time.
    #[must_use]
    pub fn open(&self, challenge: &str) -> Option<(Vec<u8>, WorkPrice)> {
        if challenge.len() > CHALLENGE_CHARS_MAX {
            return None;
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(challenge).ok()?;
        let digest = bytes.split_off(bytes.len().checked_sub(DIGEST_BYTES)?);
        self.keyed.clone().chain_update(&bytes).verify_slice(&digest).ok()?;
        let price = bytes.split_off(bytes.len().checked_sub(PRICE_BYTES)?);
        let (bits, asked_at) = price.split_first_chunk()?;
        let asked_at = Timestamp::from_micros(i64::from_be_bytes(asked_at.try_into().ok()?));
        Some((bytes, WorkPrice { bits: u32::from_be_bytes(*bits), asked_at }))
    }
}

impl std::fmt::Debug for WorkSeal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WorkSeal(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_says_what_was_asked_and_a_forged_one_nothing() {
        let seal = WorkSeal::new(b"places", b"secret");
        let price = WorkPrice { bits: 14, asked_at: Timestamp::from_micros(1 << 50) };
        for what in [[7; 36].as_slice(), &[0; 48], &[]] {
            assert_eq!(seal.open(&seal.seal(what, price)), Some((what.to_vec(), price)));
        }
        let what = [7; 36];
        let (text, dear) = (seal.seal(&what, WorkPrice { bits: 1, ..price }), seal.seal(&what, price));
        let cheaper = format!("{}{}", &text[..64], &dear[64..]);
        let by_another = WorkSeal::new(b"places", b"another").seal(&what, price);
        let for_another = WorkSeal::new(b"guests", b"secret").seal(&what, price);
        let long = "A".repeat(137);
        for forged in
            ["", "AAAA", &dear[1..], &cheaper, &by_another, &for_another, &format!("{dear}AAAA"), &long]
        {
            assert_eq!(seal.open(forged), None, "{forged:?} passed");
        }
    }
}
