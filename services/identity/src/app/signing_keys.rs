//! The keys that this instance signs with, made from the secret and the generations on record.

use access::{AccessKey, VerificationKey};
use parking_lot::RwLock;
use primitives::Timestamp;
use settings::Secret;

use crate::domain::{KeySchedule, PublishedKey};
use crate::store::SigningKeyRecord;

pub(super) struct SigningKeys {
    secret: Secret<Vec<u8>>,
    known: RwLock<Vec<KnownKey>>,
}

#[derive(Clone)]
struct KnownKey {
    published: PublishedKey,
    key: AccessKey,
}

impl SigningKeys {
    pub(super) fn new(secret: &[u8]) -> Self {
        Self { secret: Secret::new(secret.to_vec()), known: RwLock::default() }
    }

    /// None: no generation has been read yet.
    pub(super) fn current(&self, now: Timestamp) -> Option<AccessKey> {
        let known = self.known.read();
        let published: Vec<PublishedKey> = known.iter().map(|known| known.published).collect();
        let current = KeySchedule(&published).current(now)?;
        known.iter().find(|known| known.published == current).map(|known| known.key.clone())
    }

    pub(super) fn public(&self) -> Vec<VerificationKey> {
        self.known.read().iter().map(|known| known.key.public().clone()).collect()
    }

    /// Those on record that this secret makes.
    pub(super) fn learn(&self, records: &[SigningKeyRecord]) -> Vec<PublishedKey> {
        let known = records.iter().filter_map(|record| {
            let key = AccessKey::derive(self.secret.expose(), record.key.generation);
            (key.public().kid == record.kid).then_some(KnownKey { published: record.key, key })
        });
        let known: Vec<KnownKey> = known.collect();
        let published = known.iter().map(|known| known.published).collect();
        *self.known.write() = known;
        published
    }

    pub(super) fn record(&self, key: PublishedKey) -> SigningKeyRecord {
        let kid = AccessKey::derive(self.secret.expose(), key.generation).public().kid.clone();
        SigningKeyRecord { key, kid }
    }
}
