//! Texts that name an id and cannot be made up: the id and a keyed digest of it. Computed whenever one is shown, and never stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

const ID_BYTES: usize = 16;
const TEXT_BYTES_MAX: usize = 128;

#[derive(Clone)]
pub(super) struct SignedIds(Hmac<Sha256>);

impl SignedIds {
    /// `label`: so that no text of one kind is one of another.
    pub(super) fn new(label: &[u8], secret: &[u8]) -> Self {
        let mut keyed = Hmac::<Sha256>::new_from_slice(secret)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        keyed.update(label);
        Self(keyed)
    }

    pub(super) fn sign(&self, id: Uuid) -> String {
        let digest = self.digest(id).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([id.as_bytes().as_slice(), digest.as_slice()].concat())
    }

    /// The id that a genuine text names. Compares in constant time.
    pub(super) fn verify(&self, text: &str) -> Option<Uuid> {
        let text = Some(text).filter(|text| text.len() <= TEXT_BYTES_MAX)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (id, digest) = bytes.split_at_checked(ID_BYTES)?;
        let id = Uuid::from_slice(id).ok()?;
        self.digest(id).verify_slice(digest).ok().map(|()| id)
    }

    /// What belongs to the id alone, and does not name it.
    pub(super) fn secret(&self, id: Uuid) -> String {
        URL_SAFE_NO_PAD.encode(self.digest(id).finalize().into_bytes())
    }

    fn digest(&self, id: Uuid) -> Hmac<Sha256> {
        let mut digest = self.0.clone();
        digest.update(id.as_bytes());
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_genuine_text_names_an_id() {
        let (ids, id) = (SignedIds::new(b"links", b"secret"), Uuid::from_u128(7));
        let text = ids.sign(id);
        assert_eq!(ids.verify(&text), Some(id));
        let of_another = SignedIds::new(b"links", b"another").sign(id);
        let of_another_kind = SignedIds::new(b"states", b"secret").sign(id);
        let (cut, longer, endless) = (&text[1..], format!("{text}A"), "A".repeat(100_000));
        for wrong in ["", "AAAA", cut, &longer, &of_another, &of_another_kind, &endless] {
            assert_eq!(ids.verify(wrong), None, "{wrong:.60}");
        }
    }
}
