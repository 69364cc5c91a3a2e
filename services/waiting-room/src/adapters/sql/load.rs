//! Reads a line from the file.

use primitives::{EventId, Timestamp, VisitorId};
use sql::{Connection, DbError, query};
use uuid::Uuid;

use super::cached_line::CachedLine;
use crate::adapters::{admission_record, room_record};
use crate::domain::{AdmissionEntry, JoinIndex, LineChange, PlaceNumber, Room, SessionId, Slot, SlotState};

pub(super) fn corrupt(cause: impl std::fmt::Display) -> DbError {
    DbError::Corrupt(cause.to_string())
}

pub(super) async fn rooms(db: &mut Connection) -> Result<Vec<(EventId, Room)>, DbError> {
    let rows: Vec<(i64, String)> =
        query("SELECT event_id, record FROM rooms ORDER BY event_id").fetch_all(db).await?;
    rows.into_iter()
        .map(|(event, record)| Ok((EventId::new(event).map_err(corrupt)?, room(&record)?)))
        .collect()
}

fn room(record: &str) -> Result<Room, DbError> {
    let fields = serde_json::from_str(record).map_err(corrupt)?;
    room_record::read(&fields).ok_or_else(|| corrupt("the record of a room"))
}

/// Who is there is not known: all count as present for a while.
pub(super) async fn line(
    db: &mut Connection,
    event: EventId,
    now: Timestamp,
) -> Result<Option<CachedLine>, DbError> {
    let id = event.get();
    let record: Option<(String,)> =
        query("SELECT record FROM rooms WHERE event_id = ?").bind(id).fetch_optional(db).await?;
    let Some((record,)) = record else { return Ok(None) };
    let mut cached = CachedLine::of(room(&record)?, now);
    let places: Vec<(String, i64)> =
        query("SELECT visitor, join_index FROM places WHERE event_id = ? ORDER BY join_index")
            .bind(id)
            .fetch_all(db)
            .await?;
    for (visitor, index) in places {
        let visitor: VisitorId = visitor.parse().map_err(corrupt)?;
        cached.line.visitors.insert(visitor, JoinIndex(u32::try_from(index).map_err(corrupt)?));
    }
    let numbers = "SELECT number FROM gone WHERE event_id = ? ORDER BY position";
    let gone: Vec<(i64,)> = query(numbers).bind(id).fetch_all(db).await?;
    let gone =
        gone.into_iter().map(|row| Ok(LineChange::Gone(number(row)?))).collect::<Result<_, DbError>>()?;
    cached.apply(gone, now);
    let numbers = "SELECT number FROM returned WHERE event_id = ?";
    let returned: Vec<(i64,)> = query(numbers).bind(id).fetch_all(db).await?;
    for row in returned {
        cached.line.view.returned.insert(number(row)?);
    }
    let slots: Vec<(i64, i64, Option<String>, Option<i64>)> =
        query("SELECT number, until_us, session, end_us FROM slots WHERE event_id = ?")
            .bind(id)
            .fetch_all(db)
            .await?;
    for (row, until, session, end) in slots {
        cached.line.view.slots.insert(number((row,))?, slot(until, session.as_deref(), end)?);
    }
    let last = "SELECT COALESCE(MAX(position), 0) FROM admissions WHERE event_id = ?";
    let (last,): (i64,) = query(last).bind(id).fetch_one(db).await?;
    cached.recorded = u64::try_from(last).map_err(corrupt)?;
    Ok(Some(cached))
}

pub(super) async fn admissions(db: &mut Connection, event: EventId) -> Result<Vec<AdmissionEntry>, DbError> {
    let records = "SELECT record FROM admissions WHERE event_id = ? ORDER BY position";
    let rows: Vec<(String,)> = query(records).bind(event.get()).fetch_all(db).await?;
    let read = |(record,): (String,)| {
        admission_record::read(&record).ok_or_else(|| corrupt("the record of an admission"))
    };
    rows.into_iter().map(read).collect()
}

fn number((number,): (i64,)) -> Result<PlaceNumber, DbError> {
    u32::try_from(number).map(PlaceNumber).map_err(corrupt)
}

fn slot(until: i64, session: Option<&str>, end: Option<i64>) -> Result<Slot, DbError> {
    let state = match (session, end) {
        (Some(session), Some(end)) => {
            let session = SessionId(session.parse::<Uuid>().map_err(corrupt)?);
            SlotState::Active { session, end: Timestamp::from_micros(end) }
        }
        _ => SlotState::Called,
    };
    Ok(Slot { state, until: Timestamp::from_micros(until) })
}

pub(super) async fn registered(
    db: &mut Connection,
    event: EventId,
    from: JoinIndex,
    limit: u32,
) -> Result<Vec<VisitorId>, DbError> {
    let rows: Vec<(String,)> = query(
        "SELECT visitor FROM places WHERE event_id = ? AND join_index >= ? ORDER BY join_index LIMIT ?",
    )
    .bind(event.get())
    .bind(from.0)
    .bind(limit)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(|(visitor,)| visitor.parse().map_err(corrupt)).collect()
}
