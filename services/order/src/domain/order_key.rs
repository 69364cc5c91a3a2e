//! Idempotency: what makes two requests the same one, and the order id that follows from it.
//!
//! The id is computed, not drawn: a retry with the same key and content claims the seats as the same order, even when nothing of the
//! first attempt was stored.

use hmac::{Hmac, KeyInit, Mac};
use primitives::{OrderId, digest_of, id_of_digest};
use sha2::Sha256;

use super::{OrderRequest, PurchaseRequest};

/// An idempotency key within the scope of one caller.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OrderKey {
    pub scope: String,
    pub key: String,
}

/// A key as the records have it: of fixed length, and the same under every collation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyDigest(String);

/// What a request asks for, as a digest. One key never stands for two of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(String);

/// Keeps order ids from being guessed.
#[derive(Clone)]
pub struct OrderSecret {
    keyed: Hmac<Sha256>,
}

impl OrderKey {
    #[must_use]
    pub fn digest(&self) -> KeyDigest {
        KeyDigest(digest_of([self.scope.as_str(), &self.key]))
    }
}

impl KeyDigest {
    #[must_use]
    pub fn from_records(text: String) -> Self {
        Self(text)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Fingerprint {
    #[must_use]
    pub fn of(request: &OrderRequest) -> Self {
        Self::of_post("/api/orders", &request.canonical_json())
    }

    #[must_use]
    pub fn of_purchase(request: &PurchaseRequest) -> Self {
        Self::of_post("/purchase", &request.canonical_json())
    }

    fn of_post(path: &str, body: &str) -> Self {
        Self(digest_of(["POST", path, body]))
    }

    #[must_use]
    pub fn from_records(text: String) -> Self {
        Self(text)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl OrderSecret {
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        let keyed =
            Hmac::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        Self { keyed }
    }

    /// A UUIDv8 that only this key with this content gives.
    #[must_use]
    pub fn order_id(&self, key: &OrderKey, fingerprint: &Fingerprint) -> OrderId {
        let mut digest = self.keyed.clone();
        // Hold tokens are made from the same secret: the first part keeps the two apart.
        for part in ["order id", &key.scope, &key.key, fingerprint.as_str()] {
            digest.update(&length(part));
            digest.update(part.as_bytes());
        }
        OrderId::from_uuid(id_of_digest(&digest.finalize().into_bytes()))
    }
}

impl std::fmt::Debug for OrderSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OrderSecret(..)")
    }
}

/// Written before every part, so that no two lists of parts read the same.
fn length(part: &str) -> [u8; 8] {
    (part.len() as u64).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use primitives::{EventId, SeatId};

    use super::*;

    fn key(scope: &str, key: &str) -> OrderKey {
        OrderKey { scope: scope.to_owned(), key: key.to_owned() }
    }

    fn fingerprint(seat: i64) -> Fingerprint {
        let seats = vec![SeatId::new(seat).unwrap()];
        Fingerprint::of(&OrderRequest::new(EventId::new(1).unwrap(), seats, None).unwrap())
    }

    #[test]
    fn the_same_request_has_the_same_id_and_any_other_has_another() {
        let secret = OrderSecret::new(b"secret");
        let id = secret.order_id(&key("user:mina", "k"), &fingerprint(1));
        assert_eq!(id, secret.order_id(&key("user:mina", "k"), &fingerprint(1)));
        assert_eq!(id.as_uuid().get_version_num(), 8);

        let others = [
            secret.order_id(&key("user:joon", "k"), &fingerprint(1)),
            secret.order_id(&key("user:mina", "l"), &fingerprint(1)),
            secret.order_id(&key("user:mina", "k"), &fingerprint(2)),
            secret.order_id(&key("user:min", "ak"), &fingerprint(1)),
            OrderSecret::new(b"another").order_id(&key("user:mina", "k"), &fingerprint(1)),
        ];
        assert!(!others.contains(&id));
    }

    #[test]
    fn keys_that_differ_only_in_case_or_trailing_blanks_are_different_keys() {
        let digests = ["k", "K", "k "].map(|text| key("anonymous", text).digest());
        assert!(digests[0] != digests[1] && digests[0] != digests[2]);
        assert_eq!(digests[0].as_str().len(), 64);
        assert_ne!(key("ab", "c").digest(), key("a", "bc").digest());
    }
}
