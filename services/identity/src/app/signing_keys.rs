//! The keys that this instance signs with, made from the secret and the generations on record.

use access::{AccessKey, VerificationKey};
use parking_lot::RwLock;
use primitives::Timestamp;
use settings::Secret;

use super::Identity;
use super::error::AuthError;
use crate::domain::{KeySchedule, PublishedKey};
use crate::store::KeyRecord;

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
    fn learn(&self, records: &[KeyRecord]) -> Vec<PublishedKey> {
        let known = records.iter().filter_map(|record| {
            let key = AccessKey::derive(self.secret.expose(), record.key.generation);
            (key.public().kid == record.kid).then_some(KnownKey { published: record.key, key })
        });
        let known: Vec<KnownKey> = known.collect();
        let published = known.iter().map(|known| known.published).collect();
        *self.known.write() = known;
        published
    }

    fn record(&self, key: PublishedKey) -> KeyRecord {
        let kid = AccessKey::derive(self.secret.expose(), key.generation).public().kid.clone();
        KeyRecord { key, kid }
    }
}

impl Identity {
    /// Reads the generations, publishes the next one where it is time, and forgets those whose tokens have expired. Done at the start and
    /// every minute, so that all instances know a key long before one of them signs with it.
    pub async fn keep_keys(&self) -> Result<(), AuthError> {
        let now = self.now();
        let mut records = self.store.keys().await?;
        let mut published = self.keys.learn(&records);
        if KeySchedule(&published).needs_another(now) {
            let newest = records.last().map_or(0, |record| record.key.generation);
            let next = PublishedKey { generation: newest + 1, published_at: now };
            self.store.publish_key(&self.keys.record(next)).await?;
            tracing::info!(generation = next.generation, "a signing key was published");
            records = self.store.keys().await?;
            published = self.keys.learn(&records);
        }
        let schedule = KeySchedule(&published);
        let mut forgotten = schedule.forgotten(now);
        // Those of another secret: nothing that they have signed is accepted any more.
        let is_foreign = |record: &&KeyRecord| !published.contains(&record.key);
        let last = records.last().map(|record| record.key.generation);
        forgotten.extend(
            records
                .iter()
                .filter(is_foreign)
                .map(|record| record.key.generation)
                .filter(|generation| Some(*generation) != last),
        );
        Ok(self.store.forget_keys(&forgotten).await?)
    }
}
