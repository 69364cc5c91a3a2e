//! Writes what a command has changed: one statement a table, however many rows; they are passed as one JSON array.

use std::collections::BTreeMap;

use primitives::EventId;
use serde::Serialize;
use sql::{DbError, Transaction, query};

use super::cached_line::Lengths;
use super::load::corrupt;
use crate::adapters::{admission_record, room_record};
use crate::domain::{ADMISSIONS_KEPT, LineChange, PlaceNumber, Room, Slot, SlotState};

const PUT_ROOM: &str = "INSERT OR REPLACE INTO rooms (event_id, record) VALUES (?, ?)";
const DROP_PLACES: &str =
    "DELETE FROM places WHERE event_id = ? AND visitor IN (SELECT value FROM json_each(?))";
const PUT_PLACES: &str = "INSERT OR REPLACE INTO places (event_id, join_index, visitor) \
     SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)";
const PUT_SLOTS: &str = "INSERT OR REPLACE INTO slots (event_id, number, until_us, session, end_us) \
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?)";
const DROP_SLOTS: &str = "DELETE FROM slots WHERE (event_id, number) IN \
     (SELECT value ->> 0, value ->> 1 FROM json_each(?))";
const PUT_GONE: &str = "INSERT INTO gone (event_id, position, number) \
     SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)";
const PUT_RETURNED: &str = "INSERT OR REPLACE INTO returned (event_id, number) \
     SELECT value ->> 0, value ->> 1 FROM json_each(?)";
const DROP_RETURNED: &str = "DELETE FROM returned WHERE (event_id, number) IN \
     (SELECT value ->> 0, value ->> 1 FROM json_each(?))";
const PUT_ADMISSIONS: &str = "INSERT INTO admissions (event_id, position, record) \
     SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)";
const DROP_ADMISSIONS: &str = "DELETE FROM admissions WHERE event_id = ? AND position <= ?";
const REMOVE: [&str; 6] = [
    "DELETE FROM admissions WHERE event_id = ?",
    "DELETE FROM places WHERE event_id = ?",
    "DELETE FROM slots WHERE event_id = ?",
    "DELETE FROM gone WHERE event_id = ?",
    "DELETE FROM returned WHERE event_id = ?",
    "DELETE FROM rooms WHERE event_id = ?",
];

/// `known`: what the file has of the lists that grow.
pub(super) async fn changes(
    tx: &mut Transaction,
    event: EventId,
    changes: &[LineChange],
    known: Lengths,
) -> Result<(), DbError> {
    let (event, mut rows) = (event.get(), Rows::default());
    changes.iter().for_each(|change| rows.add(event, change, known));
    if let Some(room) = rows.room {
        put_room(tx, event, room).await?;
    }
    if !rows.recalled.is_empty() {
        let recalled = serde_json::to_string(&rows.recalled).map_err(corrupt)?;
        query(DROP_PLACES).bind(event).bind(recalled).execute(&mut *tx).await?;
    }
    put(tx, PUT_PLACES, &rows.places).await?;
    let (put_slots, drop_slots): (Vec<_>, Vec<_>) = rows.slots.iter().partition(|(_, slot)| slot.is_some());
    let columns = put_slots.iter().filter_map(|(number, slot)| Some(columns(event, **number, (**slot)?)));
    put(tx, PUT_SLOTS, &columns.collect::<Vec<_>>()).await?;
    put(tx, DROP_SLOTS, &drop_slots.iter().map(|(number, _)| (event, number.0)).collect::<Vec<_>>()).await?;
    put(tx, PUT_GONE, &rows.gone).await?;
    let (back, called): (Vec<_>, Vec<_>) = rows.returned.iter().partition(|(_, waits)| **waits);
    put(tx, PUT_RETURNED, &back.iter().map(|(number, _)| (event, number.0)).collect::<Vec<_>>()).await?;
    put_admissions(tx, event, &rows.admissions).await?;
    put(tx, DROP_RETURNED, &called.iter().map(|(number, _)| (event, number.0)).collect::<Vec<_>>()).await
}

/// Those beyond the last ones are removed by the way.
async fn put_admissions(
    tx: &mut Transaction,
    event: i64,
    rows: &[(i64, u64, String)],
) -> Result<(), DbError> {
    let Some((_, last, _)) = rows.last() else { return Ok(()) };
    put(tx, PUT_ADMISSIONS, rows).await?;
    let over = last.saturating_sub(ADMISSIONS_KEPT as u64);
    if over > 0 {
        query(DROP_ADMISSIONS).bind(event).bind(i64::try_from(over).unwrap_or(i64::MAX)).execute(tx).await?;
    }
    Ok(())
}

pub(super) async fn put_room(tx: &mut Transaction, event: i64, room: &Room) -> Result<(), DbError> {
    let fields: BTreeMap<_, _> = room_record::fields(room).into_iter().collect();
    let record = serde_json::to_string(&fields).map_err(corrupt)?;
    query(PUT_ROOM).bind(event).bind(record).execute(tx).await?;
    Ok(())
}

pub(super) async fn remove(tx: &mut Transaction, event: EventId) -> Result<(), DbError> {
    for statement in REMOVE {
        query(statement).bind(event.get()).execute(tx).await?;
    }
    Ok(())
}

/// Of each number what it is at the end.
#[derive(Default)]
struct Rows<'c> {
    room: Option<&'c Room>,
    places: Vec<(i64, u32, String)>,
    /// Visitors who get back a place that they had: any other one of theirs is none.
    recalled: Vec<String>,
    slots: BTreeMap<PlaceNumber, Option<Slot>>,
    gone: Vec<(i64, usize, u32)>,
    returned: BTreeMap<PlaceNumber, bool>,
    admissions: Vec<(i64, u64, String)>,
}

impl<'c> Rows<'c> {
    fn add(&mut self, event: i64, change: &'c LineChange, known: Lengths) {
        match change {
            LineChange::Room(room) => self.room = Some(room),
            LineChange::Joined { visitor, index } => self.places.push((event, index.0, visitor.to_string())),
            LineChange::Recalled { visitor, index } => {
                self.recalled.push(visitor.to_string());
                self.places.push((event, index.0, visitor.to_string()));
            }
            LineChange::Slot { number, slot } => {
                self.slots.insert(*number, *slot);
                if slot.is_some() {
                    self.returned.insert(*number, false);
                }
            }
            LineChange::Gone(number) => {
                self.gone.push((event, known.gone + self.gone.len(), number.0));
            }
            LineChange::Recorded(entry) => {
                let position = known.recorded + 1 + self.admissions.len() as u64;
                self.admissions.push((event, position, admission_record::write(entry)));
            }
            LineChange::Returned { number, waits } => {
                self.returned.insert(*number, *waits);
            }
            LineChange::Seen(_) => {}
        }
    }
}

type SlotColumns = (i64, u32, i64, Option<String>, Option<i64>);

fn columns(event: i64, number: PlaceNumber, slot: Slot) -> SlotColumns {
    let (session, end) = match slot.state {
        SlotState::Called => (None, None),
        SlotState::Active { session, end } => (Some(session.to_string()), Some(end.as_micros())),
    };
    (event, number.0, slot.until.as_micros(), session, end)
}

async fn put(tx: &mut Transaction, statement: &'static str, rows: &[impl Serialize]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = serde_json::to_string(rows).map_err(corrupt)?;
    query(statement).bind(rows).execute(tx).await?;
    Ok(())
}
