//! The records in a SQL database. Every statement is one that SQLite and MySQL both understand.

mod books;
mod codes;
mod reads;
mod rows;
mod sales;
mod tx;

use async_trait::async_trait;
use lifecycle::ReadyCheck;
use primitives::{EventId, OrderId, Timestamp, UserId};
use sql::{Database, DbError, inbox};

use crate::domain::KeyDigest;
use crate::domain::sales::Standing;
use crate::ports::{Census, Due, KeyRecord, OrderStore, OrderTx, Place, StoreError, Story};
use tx::SqlTx;

/// The schema of this service; the tables of the house come with `sql`.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

#[derive(Debug, Clone)]
pub struct SqlOrders {
    database: Database,
}

impl SqlOrders {
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    fn database(&self) -> &Database {
        &self.database
    }

    /// What was read may be told: it is not only committed but durable.
    async fn durable<T>(&self, read: T) -> Result<T, StoreError> {
        self.database.durable().await?;
        Ok(read)
    }
}

#[async_trait]
impl OrderStore for SqlOrders {
    async fn begin(&self) -> Result<Box<dyn OrderTx>, StoreError> {
        Ok(Box::new(SqlTx::new(self.database.begin().await?)))
    }

    async fn find_key(&self, key: &KeyDigest) -> Result<Option<KeyRecord>, StoreError> {
        let found = reads::key(&mut *self.database.reader().await?, key).await?;
        // Most keys are new, and absence needs no sync.
        if found.is_some() { self.durable(found).await } else { Ok(None) }
    }

    async fn find(&self, order: OrderId) -> Result<Option<Story>, StoreError> {
        let story = reads::story(&mut *self.database.reader().await?, order).await?;
        self.durable(story).await
    }

    async fn list(&self, user: &UserId, after: Option<Place>, limit: u32) -> Result<Vec<Story>, StoreError> {
        let stories = reads::stories_of(&mut *self.database.reader().await?, user, after, limit).await?;
        self.durable(stories).await
    }

    async fn due(&self, now: Timestamp, after: Option<Due>, limit: u32) -> Result<Vec<Due>, StoreError> {
        reads::due(&mut *self.database.reader().await?, now, after, limit).await
    }

    async fn forget_heard(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        Ok(inbox::prune(&self.database, before, limit).await?)
    }

    async fn standing(&self, event: EventId, orders: &[OrderId]) -> Result<Standing, StoreError> {
        let standing = sales::standing(&mut *self.database.reader().await?, event, orders).await?;
        self.durable(standing).await
    }

    async fn census(&self, since: Timestamp) -> Result<Census, StoreError> {
        reads::census(&mut *self.database.reader().await?, since).await
    }
}

#[async_trait]
impl ReadyCheck for SqlOrders {
    fn name(&self) -> &'static str {
        "order database"
    }

    async fn check(&self) -> Result<(), String> {
        self.database.ping().await.map_err(|error| error.to_string())
    }
}

impl From<DbError> for StoreError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Duplicate(_) => Self::Duplicate,
            DbError::Contended(cause) => Self::Contended(cause),
            DbError::Corrupt(_) | DbError::Statement(_) => Self::Damaged(error.into()),
            DbError::Unavailable(_) | DbError::Poisoned | DbError::Migration(_) | DbError::File { .. } => {
                Self::Unavailable(error.into())
            }
        }
    }
}
