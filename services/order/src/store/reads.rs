//! What is read outside a unit of work.

use primitives::{OrderId, Timestamp, UserId, hex};
use sha2::{Digest, Sha256};
use sql::{Connection, List, query};

use super::rows::{DueRow, EntryRow, KeyRow, OrderRow};
use super::{Census, DueOrder, KeyRecord, StoreError};
use crate::domain::{KeyDigest, OrderCursor, OrderDetails};

/// The form in which an owner is searched for.
pub(super) fn owner_key(user: &UserId) -> String {
    hex(&Sha256::digest(user.as_str()))
}

pub(super) async fn key(db: &mut Connection, key: &KeyDigest) -> Result<Option<KeyRecord>, StoreError> {
    let row: Option<KeyRow> = query(
        "SELECT digest, fingerprint, order_id, body, traceparent, created_us FROM idempotency_keys WHERE digest = ?",
    )
    .bind(key.as_str())
    .fetch_optional(db)
    .await?;
    row.map(KeyRow::read).transpose()
}

pub(super) async fn orders(db: &mut Connection, orders: &[OrderId]) -> Result<Vec<OrderRow>, StoreError> {
    let ids: Vec<String> = orders.iter().map(OrderId::to_string).collect();
    let mut rows = Vec::with_capacity(ids.len());
    for some in List::of(&ids) {
        let text = some.text(
            "SELECT id, owner, event_id, seats, holds, amount, currency, method, traceparent, created_us, version, state, \
                    reason, voided, released, lost, attempt, entries, entered_us, updated_us, due_us \
             FROM orders JOIN sagas ON sagas.order_id = orders.id WHERE orders.id IN ",
        );
        rows.extend(query(text).bind_all(some.values()).fetch_all::<OrderRow>(db).await?);
    }
    Ok(rows)
}

/// Each by itself, in the order of the call.
pub(super) async fn details(
    db: &mut Connection,
    ids: &[OrderId],
) -> Result<Vec<Result<Option<OrderDetails>, StoreError>>, StoreError> {
    let rows = orders(db, ids).await?;
    let ids: Vec<String> = ids.iter().map(OrderId::to_string).collect();
    let mut entries = Vec::<EntryRow>::new();
    for some in List::of(&ids) {
        let text = some.text_between(
            "SELECT order_id, number, step, outcome, attempt, at_us FROM saga_log WHERE order_id IN ",
            " ORDER BY order_id, number",
        );
        entries.extend(query(text).bind_all(some.values()).fetch_all::<EntryRow>(db).await?);
    }
    let found = ids.iter().map(|id| {
        let Some(row) = rows.iter().find(|row| row.id == *id) else { return Ok(None) };
        let own = entries.iter().filter(|entry| entry.order_id == *id).cloned().collect();
        with_timeline(row.clone(), own).map(Some)
    });
    Ok(found.collect())
}

pub(super) async fn details_of(
    db: &mut Connection,
    user: &UserId,
    after: Option<OrderCursor>,
    limit: u32,
) -> Result<Vec<OrderDetails>, StoreError> {
    let (created, order) =
        after.map_or((i64::MAX, String::new()), |after| (after.created.as_micros(), after.order.to_string()));
    let rows: Vec<OrderRow> = query(
        "SELECT id, owner, event_id, seats, holds, amount, currency, method, traceparent, created_us, version, state, reason, \
                voided, released, lost, attempt, entries, entered_us, updated_us, due_us \
         FROM orders JOIN sagas ON sagas.order_id = orders.id \
         WHERE owner_key = ? AND created_us <= ? AND (created_us < ? OR id < ?) ORDER BY created_us DESC, id DESC LIMIT ?",
    )
    .bind(owner_key(user))
    .bind(created)
    .bind(created)
    .bind(&order)
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    let mut entries: Vec<EntryRow> = query(
        "SELECT order_id, number, step, outcome, attempt, at_us FROM saga_log \
         JOIN (SELECT id FROM orders WHERE owner_key = ? AND created_us <= ? AND (created_us < ? OR id < ?) \
               ORDER BY created_us DESC, id DESC LIMIT ?) AS page ON page.id = saga_log.order_id \
         ORDER BY order_id, number",
    )
    .bind(owner_key(user))
    .bind(created)
    .bind(created)
    .bind(&order)
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let own = entries.extract_if(.., |entry| entry.order_id == row.id).collect();
            with_timeline(row, own)
        })
        .collect()
}

/// The order is read before its timeline, which may have grown since: the order says how much of it is its own.
fn with_timeline(row: OrderRow, entries: Vec<EntryRow>) -> Result<OrderDetails, StoreError> {
    let (order, progress) = row.read()?;
    let known = |entry: &EntryRow| entry.number < i64::from(progress.entries);
    let timeline = entries.into_iter().filter(known).map(EntryRow::read).collect::<Result<_, _>>()?;
    Ok(OrderDetails { order, progress, timeline })
}

pub(super) async fn due(
    db: &mut Connection,
    now: Timestamp,
    after: Option<DueOrder>,
    limit: u32,
) -> Result<Vec<DueOrder>, StoreError> {
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
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().filter_map(readable).collect())
}

/// A row that cannot be decoded must not hide the others.
fn readable(row: DueRow) -> Option<DueOrder> {
    let due = row.read();
    if let Err(error) = &due {
        tracing::error!(error = error as &dyn std::error::Error, "a due order cannot be decoded");
    }
    due.ok()
}

/// Only states that an order still has to leave, by itself or with an operator's help, are counted in full: the others grow for ever, and so would the
/// time to count them. Of those, only what came `ended_since`.
pub(super) async fn census(
    db: &mut Connection,
    ended_since: Timestamp,
    accepted_since: Timestamp,
) -> Result<Census, StoreError> {
    let rows: Vec<(String, i64, i64)> = query(
        "SELECT state, COUNT(*), MIN(entered_us) FROM sagas \
         WHERE state IN ('AUTHORIZING', 'CONFIRMING', 'CONFIRMED', 'COMPENSATING', 'STUCK') GROUP BY state",
    )
    .fetch_all(db)
    .await?;
    let (ended,): (i64,) =
        query("SELECT COUNT(*) FROM sagas WHERE state IN ('DONE', 'CANCELLED', 'STUCK') AND entered_us >= ?")
            .bind(ended_since.as_micros())
            .fetch_one(db)
            .await?;
    // One that is being confirmed entered that state after it was accepted, and is about to leave it.
    let (queueing,): (i64,) =
        query("SELECT COUNT(*) FROM sagas WHERE state IN ('AUTHORIZING', 'CONFIRMING') AND entered_us >= ?")
            .bind(accepted_since.as_micros())
            .fetch_one(db)
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
