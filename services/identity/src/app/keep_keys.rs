//! The generations of signing keys are read, continued and forgotten.

use super::Identity;
use super::error::AuthError;
use crate::domain::{KeySchedule, PublishedKey};
use crate::store::SigningKeyRecord;

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
        let is_foreign = |record: &&SigningKeyRecord| !published.contains(&record.key);
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
