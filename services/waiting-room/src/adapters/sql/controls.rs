//! What operators did, in the file.

use primitives::{EventId, Timestamp};
use sql::{Connection, DbError, Transaction, query};

use super::load::corrupt;
use crate::adapters::control_record;
use crate::domain::{ControlRecord, RECORDS_MAX};

const APPEND: &str = "INSERT INTO controls (event_id, number, at_us, record) \
     SELECT ?, COALESCE(MAX(number), 0) + 1, ?, ? FROM controls WHERE event_id = ?";
const PRUNE: &str = "DELETE FROM controls WHERE event_id = ? AND number <= \
     (SELECT MAX(number) FROM controls WHERE event_id = ?) - ?";
const LATEST: &str = "SELECT record FROM controls WHERE event_id = ? ORDER BY number DESC LIMIT ?";

pub(super) async fn append(
    tx: &mut Transaction,
    event: EventId,
    record: &ControlRecord,
) -> Result<(), DbError> {
    let (event, at) = (event.get(), record.at.as_micros());
    let text = control_record::write(record).map_err(corrupt)?;
    query(APPEND).bind(event).bind(at).bind(text).bind(event).execute(&mut *tx).await?;
    query(PRUNE).bind(event).bind(event).bind(RECORDS_MAX).execute(tx).await?;
    Ok(())
}

pub(super) async fn latest(
    db: &mut Connection,
    event: EventId,
    limit: u32,
) -> Result<Vec<ControlRecord>, DbError> {
    let rows: Vec<(String,)> = query(LATEST).bind(event.get()).bind(limit).fetch_all(db).await?;
    let read =
        |(text,): (String,)| control_record::read(&text).ok_or_else(|| corrupt("the record of a control"));
    rows.into_iter().map(read).collect()
}

pub(super) async fn prune(tx: &mut Transaction, before: Timestamp) -> Result<(), DbError> {
    query("DELETE FROM controls WHERE at_us < ?").bind(before.as_micros()).execute(tx).await?;
    Ok(())
}
