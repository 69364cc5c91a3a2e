//! Reading the records, and beginning units of work that write them.

use primitives::{EventId, OrderId, Timestamp, UserId};
use sql::{Database, List, query};

use super::rows::{DueRow, EntryRow, KeyRow, OrderRow};
use super::{Census, DueOrder, KeyRecord, OrderTx, StoreError, codes, sales};
use crate::domain::sales::Standing;
use crate::domain::{KeyDigest, OrderCursor, OrderDetails, WantedOrders};

/// One page of a buyer's orders. Its values: whose, of which event and status or none, three of the cursor, and how many.
macro_rules! own_page {
    ($before:literal, $owned:literal, $behind:literal) => {
        concat!(
            $before,
            " WHERE owner_key ",
            $owned,
            " AND orders.event_id = COALESCE(?, orders.event_id) AND orders.status = COALESCE(?, orders.status) \
             AND created_us <= ? AND (created_us < ? OR id < ?) ORDER BY created_us DESC, id DESC LIMIT ?",
            $behind
        )
    };
}

/// Of a buyer with one name, and of one with two.
macro_rules! own_pages {
    ($before:literal, $behind:literal) => {
        [own_page!($before, "= ?", $behind), own_page!($before, "IN (?, ?)", $behind)]
    };
}

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
        self.find_keys(&[key]).await?.pop().unwrap_or(Ok(None))
    }

    /// Each by itself, in the order of the call: one that cannot be decoded hides no other.
    pub async fn find_keys(
        &self,
        keys: &[&KeyDigest],
    ) -> Result<Vec<Result<Option<KeyRecord>, StoreError>>, StoreError> {
        let mut db = self.database.reader().await?;
        let digests: Vec<&str> = keys.iter().map(|key| key.as_str()).collect();
        let mut rows = Vec::<KeyRow>::new();
        for some in List::of(&digests) {
            let text = some.text(
                "SELECT digest, fingerprint, order_id, body, traceparent, created_us FROM idempotency_keys WHERE digest IN ",
            );
            rows.extend(query(text).bind_all(some.values().copied()).fetch_all::<KeyRow>(&mut db).await?);
        }
        let found = digests.iter().map(|digest| {
            let own = rows.iter().find(|row| row.digest == *digest);
            own.cloned().map(KeyRow::read).transpose()
        });
        let found: Vec<_> = found.collect();
        // Most keys are new, and absence needs no sync.
        let is_any_known = found.iter().any(|key| !matches!(key, Ok(None)));
        if is_any_known { self.durable(found).await } else { Ok(found) }
    }

    pub async fn find(&self, order: OrderId) -> Result<Option<OrderDetails>, StoreError> {
        self.find_all(&[order]).await?.pop().unwrap_or(Ok(None))
    }

    /// Each by itself, in the order of the call: one that cannot be decoded hides no other.
    pub async fn find_all(
        &self,
        orders: &[OrderId],
    ) -> Result<Vec<Result<Option<OrderDetails>, StoreError>>, StoreError> {
        let mut db = self.database.reader().await?;
        let rows = OrderRow::of(&mut db, orders).await?;
        let ids: Vec<String> = orders.iter().map(OrderId::to_string).collect();
        let mut entries = Vec::<EntryRow>::new();
        for some in List::of(&ids) {
            let text = some.text_between(
                "SELECT order_id, number, step, outcome, attempt, at_us FROM saga_log WHERE order_id IN ",
                " ORDER BY order_id, number",
            );
            entries.extend(query(text).bind_all(some.values()).fetch_all::<EntryRow>(&mut db).await?);
        }
        let found = ids.iter().map(|id| {
            let Some(row) = rows.iter().find(|row| row.id == *id) else { return Ok(None) };
            let own = entries.iter().filter(|entry| entry.order_id == *id).cloned().collect();
            with_timeline(row.clone(), own).map(Some)
        });
        self.durable(found.collect()).await
    }

    /// How many seats of the event this user has bought, of orders with a limit. What is being confirmed is not counted: the unit of work that
    /// confirms it decides.
    pub async fn places_of(&self, user: &UserId, event: EventId) -> Result<u64, StoreError> {
        let (places,): (i64,) = query("SELECT COUNT(*) FROM buyer_ledger WHERE event_id = ? AND buyer = ?")
            .bind(event.get())
            .bind(codes::owner_key(user))
            .fetch_one(&mut *self.database.reader().await?)
            .await?;
        Ok(u64::try_from(places).unwrap_or(0))
    }

    /// The orders of one user, and of the guest whom the user was, newest first, only those behind `after`.
    pub async fn list(
        &self,
        user: &UserId,
        was_guest: Option<&UserId>,
        wanted: WantedOrders,
        after: Option<OrderCursor>,
        limit: u32,
    ) -> Result<Vec<OrderDetails>, StoreError> {
        let mut db = self.database.reader().await?;
        let (created, order) = after
            .map_or((i64::MAX, String::new()), |after| (after.created.as_micros(), after.order.to_string()));
        let names = [Some(user), was_guest].into_iter().flatten().map(codes::owner_key);
        let page = |[of_one, of_two]: [&'static str; 2]| {
            query(if was_guest.is_some() { of_two } else { of_one })
                .bind_all(names.clone())
                .bind(wanted.event.map(EventId::get))
                .bind(wanted.status.map(codes::status_name))
                .bind(created)
                .bind(created)
                .bind(order.clone())
                .bind(i64::from(limit))
        };
        let rows: Vec<OrderRow> = page(own_pages!(
            "SELECT id, owner, event_id, seats, holds, amount, currency, method, traceparent, created_us, prices, tiers, buyer_limit, reference, version, state, reason, \
                    voided, released, lost, attempt, entries, entered_us, updated_us, due_us \
             FROM orders JOIN sagas ON sagas.order_id = orders.id",
            ""
        ))
        .fetch_all(&mut db)
        .await?;
        let mut entries: Vec<EntryRow> = page(own_pages!(
            "SELECT order_id, number, step, outcome, attempt, at_us FROM saga_log JOIN (SELECT id FROM orders",
            ") AS page ON page.id = saga_log.order_id ORDER BY order_id, number"
        ))
        .fetch_all(&mut db)
        .await?;
        let listed = rows.into_iter().map(|row| {
            let own = entries.extract_if(.., |entry| entry.order_id == row.id).collect();
            with_timeline(row, own)
        });
        self.durable(listed.collect::<Result<_, _>>()?).await
    }

    /// Orders whose time has come, longest due first, only those behind `after`: a caller that fails on one continues behind it.
    pub async fn due(
        &self,
        now: Timestamp,
        after: Option<DueOrder>,
        limit: u32,
    ) -> Result<Vec<DueOrder>, StoreError> {
        let mut db = self.database.reader().await?;
        let (at, order) =
            after.map_or((i64::MIN, String::new()), |due| (due.at.as_micros(), due.order.to_string()));
        let rows: Vec<DueRow> = query(
            "SELECT order_id, due_us FROM sagas WHERE due_us <= ? AND due_us >= ? AND (due_us > ? OR order_id > ?) \
             ORDER BY due_us, order_id LIMIT ?",
        )
        .bind(now.as_micros())
        .bind(at)
        .bind(at)
        .bind(order)
        .bind(i64::from(limit))
        .fetch_all(&mut db)
        .await?;
        Ok(rows.into_iter().filter_map(readable).collect())
    }

    /// Everything that is sold of the event, and which of these orders have ended, so that nothing more will be done for them. An order
    /// that is listed as ended ended before the sales were read. So has one that is not there: a seat is sold to an order that was committed, so
    /// the records have lost it.
    pub async fn standing(&self, event: EventId, orders: &[OrderId]) -> Result<Standing, StoreError> {
        let standing = sales::standing(&mut *self.database.reader().await?, event, orders).await?;
        self.durable(standing).await
    }

    /// Counts sagas by state, those that ended since a time, and those that were accepted since another and are not decided. Only states that an
    /// order still has to leave, by itself or with an operator's help, are counted in full: the others grow for ever, and so would the time to count
    /// them.
    pub async fn census(
        &self,
        ended_since: Timestamp,
        accepted_since: Timestamp,
    ) -> Result<Census, StoreError> {
        let mut db = self.database.reader().await?;
        let rows: Vec<(String, i64, i64)> = query(
            "SELECT state, COUNT(*), MIN(entered_us) FROM sagas \
             WHERE state IN ('AUTHORIZING', 'CONFIRMING', 'CONFIRMED', 'COMPENSATING', 'STUCK') GROUP BY state",
        )
        .fetch_all(&mut db)
        .await?;
        let (ended,): (i64,) = query(
            "SELECT COUNT(*) FROM sagas WHERE state IN ('DONE', 'CANCELLED', 'STUCK') AND entered_us >= ?",
        )
        .bind(ended_since.as_micros())
        .fetch_one(&mut db)
        .await?;
        // One that is being confirmed entered that state after it was accepted, and is about to leave it.
        let (queueing,): (i64,) = query(
            "SELECT COUNT(*) FROM sagas WHERE state IN ('AUTHORIZING', 'CONFIRMING') AND entered_us >= ?",
        )
        .bind(accepted_since.as_micros())
        .fetch_one(&mut db)
        .await?;
        let count = |rows: i64| u64::try_from(rows).unwrap_or(0);
        let mut census = Census { ended: count(ended), queueing: count(queueing), ..Census::default() };
        for (state, rows, oldest) in rows {
            let rows = count(rows);
            if state != "STUCK" {
                census.unfinished += rows;
            }
            if state == "AUTHORIZING" || state == "CONFIRMING" {
                census.undecided += rows;
            }
            if state == "COMPENSATING" {
                census.oldest_compensation = Some(Timestamp::from_micros(oldest));
            }
            census.states.push((state, rows));
        }
        Ok(census)
    }

    async fn durable<T>(&self, read: T) -> Result<T, StoreError> {
        self.database.durable().await?;
        Ok(read)
    }
}

/// The order is read before its timeline, which may have grown since: the order says how much of it is its own.
fn with_timeline(row: OrderRow, entries: Vec<EntryRow>) -> Result<OrderDetails, StoreError> {
    let (order, progress) = row.read()?;
    let known = |entry: &EntryRow| entry.number < i64::from(progress.entries);
    let timeline = entries.into_iter().filter(known).map(EntryRow::read).collect::<Result<_, _>>()?;
    Ok(OrderDetails { order, progress, timeline })
}

/// A row that cannot be decoded must not hide the others.
fn readable(row: DueRow) -> Option<DueOrder> {
    let due = row.read();
    if let Err(error) = &due {
        tracing::error!(error = error as &dyn std::error::Error, "a due order cannot be decoded");
    }
    due.ok()
}
