//! Reading the records, and beginning units of work that write them.

use primitives::{EventId, OrderId, Timestamp, UserId};
use sql::Database;

use super::{Census, DueOrder, KeyRecord, OrderTx, StoreError, reads, sales};
use crate::domain::sales::Standing;
use crate::domain::{KeyDigest, OrderCursor, OrderDetails};

/// Cheap to clone. A read locks nothing and changes nothing; when it fails, the caller decides whether to retry.
///
/// What may be shown to a client is durable when the call returns, and not only committed: that holds for `find_key`, `find`, `list` and
/// `standing`. The other reads show what was last committed.
#[derive(Debug, Clone)]
pub struct OrderStore {
    database: Database,
}

impl OrderStore {
    /// Of a database that was opened with [`super::MIGRATOR`].
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    /// Begins a unit of work. Dropping it rolls all of it back. Any call in it may fail with [`StoreError::Contended`]; nothing is left of
    /// it then, and the caller starts it over.
    pub async fn begin(&self) -> Result<OrderTx, StoreError> {
        Ok(OrderTx::new(self.database.begin().await?))
    }

    pub async fn find_key(&self, key: &KeyDigest) -> Result<Option<KeyRecord>, StoreError> {
        let found = reads::key(&mut *self.database.reader().await?, key).await?;
        // Most keys are new, and absence needs no sync.
        if found.is_some() { self.durable(found).await } else { Ok(None) }
    }

    pub async fn find(&self, order: OrderId) -> Result<Option<OrderDetails>, StoreError> {
        self.find_all(&[order]).await?.pop().unwrap_or(Ok(None))
    }

    /// Each by itself, in the order of the call: one that cannot be decoded hides no other.
    pub async fn find_all(
        &self,
        orders: &[OrderId],
    ) -> Result<Vec<Result<Option<OrderDetails>, StoreError>>, StoreError> {
        let found = reads::details(&mut *self.database.reader().await?, orders).await?;
        self.durable(found).await
    }

    /// The orders of one user, newest first, only those behind `after`.
    pub async fn list(
        &self,
        user: &UserId,
        after: Option<OrderCursor>,
        limit: u32,
    ) -> Result<Vec<OrderDetails>, StoreError> {
        let listed = reads::details_of(&mut *self.database.reader().await?, user, after, limit).await?;
        self.durable(listed).await
    }

    /// Orders whose time has come, longest due first, only those behind `after`: a caller that fails on one continues behind it.
    pub async fn due(
        &self,
        now: Timestamp,
        after: Option<DueOrder>,
        limit: u32,
    ) -> Result<Vec<DueOrder>, StoreError> {
        reads::due(&mut *self.database.reader().await?, now, after, limit).await
    }

    /// Everything that is sold of the event, and which of these orders have ended, so that nothing more will be done for them. An order
    /// that is listed as ended ended before the sales were read. Unknown orders have not ended.
    pub async fn standing(&self, event: EventId, orders: &[OrderId]) -> Result<Standing, StoreError> {
        let standing = sales::standing(&mut *self.database.reader().await?, event, orders).await?;
        self.durable(standing).await
    }

    /// Counts sagas by state, those that ended since a time, and those that were accepted since another and are not decided.
    pub async fn census(
        &self,
        ended_since: Timestamp,
        accepted_since: Timestamp,
    ) -> Result<Census, StoreError> {
        reads::census(&mut *self.database.reader().await?, ended_since, accepted_since).await
    }

    async fn durable<T>(&self, read: T) -> Result<T, StoreError> {
        self.database.durable().await?;
        Ok(read)
    }
}
