//! The secret part of a link: the id of a challenge and a keyed digest of it. Computed when the mail is written, and never stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

const LABEL: &[u8] = b"holdfast mailed links 1";
const ID_BYTES: usize = 16;
const TEXT_BYTES_MAX: usize = 128;

#[derive(Clone)]
pub struct LinkTokens(Hmac<Sha256>);

impl LinkTokens {
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        let mut keyed = Hmac::<Sha256>::new_from_slice(secret)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        keyed.update(LABEL);
        Self(keyed)
    }

    #[must_use]
    pub fn sign(&self, challenge: Uuid) -> String {
        let digest = self.digest(challenge).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([challenge.as_bytes().as_slice(), digest.as_slice()].concat())
    }

    /// The challenge that a genuine token names. Compares in constant time.
    #[must_use]
    pub fn verify(&self, token: &str) -> Option<Uuid> {
        let token = Some(token).filter(|token| token.len() <= TEXT_BYTES_MAX)?;
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (id, digest) = bytes.split_at_checked(ID_BYTES)?;
        let challenge = Uuid::from_slice(id).ok()?;
        self.digest(challenge).verify_slice(digest).ok().map(|()| challenge)
    }

    fn digest(&self, challenge: Uuid) -> Hmac<Sha256> {
        let mut digest = self.0.clone();
        digest.update(challenge.as_bytes());
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_genuine_token_names_a_challenge() {
        let (links, challenge) = (LinkTokens::new(b"secret"), Uuid::from_u128(7));
        let token = links.sign(challenge);
        assert_eq!(links.verify(&token), Some(challenge));
        for wrong in
            ["", "AAAA", &token[1..], &format!("{token}A"), &LinkTokens::new(b"another").sign(challenge)]
        {
            assert_eq!(links.verify(wrong), None, "{wrong}");
        }
    }
}
