//! The generations of signing keys: when each was published, and under which id.

use primitives::Timestamp;
use sql::query;

use super::{IdentityStore, StoreError};
use crate::domain::PublishedKey;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKeyRecord {
    pub key: PublishedKey,
    pub kid: String,
}

impl IdentityStore {
    /// By ascending generation.
    pub async fn keys(&self) -> Result<Vec<SigningKeyRecord>, StoreError> {
        let rows: Vec<(i64, String, i64)> =
            query("SELECT generation, kid, published_us FROM signing_keys ORDER BY generation")
                .fetch_all(&mut *self.database.reader().await?)
                .await?;
        let records = rows.into_iter().filter_map(|(generation, kid, published)| {
            let generation = u64::try_from(generation).ok()?;
            let key = PublishedKey { generation, published_at: Timestamp::from_micros(published) };
            Some(SigningKeyRecord { key, kid })
        });
        Ok(records.collect())
    }

    /// Another instance may have been faster; then there is one already, and nothing changes.
    pub async fn publish_key(&self, record: &SigningKeyRecord) -> Result<(), StoreError> {
        let mut tx = self.database.begin().await?;
        let inserted = query("INSERT INTO signing_keys (generation, kid, published_us) VALUES (?, ?, ?)")
            .bind(i64::try_from(record.key.generation).unwrap_or(i64::MAX))
            .bind(&record.kid)
            .bind(record.key.published_at.as_micros())
            .execute(&mut tx)
            .await;
        match inserted {
            Ok(_) => Ok(tx.commit().await?),
            Err(error) if error.is_duplicate() => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    pub async fn forget_keys(&self, generations: &[u64]) -> Result<(), StoreError> {
        if generations.is_empty() {
            return Ok(());
        }
        let mut tx = self.database.begin().await?;
        for generation in generations {
            query("DELETE FROM signing_keys WHERE generation = ?")
                .bind(i64::try_from(*generation).unwrap_or(i64::MAX))
                .execute(&mut tx)
                .await?;
        }
        Ok(tx.commit_lazily().await?)
    }
}
