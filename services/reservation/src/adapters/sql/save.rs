//! Writes the changes of a batch. One statement per table, however many rows: they are passed as one JSON array.

use bus::adapters::sql::{Numbered, enqueue_new, enqueue_numbered};
use primitives::{SeatId, Timestamp};
use serde::Serialize;
use sql::{DbError, Transaction, query};

use super::changes::Changes;
use super::event_cache::EventCache;
use super::released::PUT_RELEASED;
use super::rows::{corrupt, receipt_columns, seat_columns};
use super::seat_events::NumberedSeatEvent;

const PUT_EVENTS: &str = "INSERT OR REPLACE INTO events (event_id, epoch, version, seat_count, on_sale_us, left_single) \
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?)";

/// In one step, however many seats: the largest event has some ten thousand.
const REMOVE_EVENTS: [&str; 5] = [
    "DELETE FROM seats WHERE event_id IN (SELECT value FROM json_each(?))",
    "DELETE FROM receipts WHERE event_id IN (SELECT value FROM json_each(?))",
    "DELETE FROM released WHERE event_id IN (SELECT value FROM json_each(?))",
    "DELETE FROM tombstones WHERE event_id IN (SELECT value FROM json_each(?))",
    "DELETE FROM events WHERE event_id IN (SELECT value FROM json_each(?))",
];

const PUT_SEATS: &str = "INSERT OR REPLACE INTO seats (event_id, seat_id, state, hold_id, owner, since_us, \
     until_us, extensions, guest, order_id, pin_until_us, tier) \
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, \
     value ->> 8, value ->> 9, value ->> 10, value ->> 11 FROM json_each(?)";

const DROP_SEATS: &str = "DELETE FROM seats WHERE (event_id, seat_id) IN \
     (SELECT value ->> 0, value ->> 1 FROM json_each(?))";

const PUT_RECEIPTS: &str = "INSERT OR REPLACE INTO receipts (hold_id, event_id, scope, idem_key, fingerprint, \
     seats, life_us, trace_id) \
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7 \
     FROM json_each(?)";

const DROP_RECEIPTS: &str = "DELETE FROM receipts WHERE hold_id IN (SELECT value FROM json_each(?))";

const PUT_TOMBSTONES: &str = "INSERT OR REPLACE INTO tombstones (event_id, order_id, left_us) \
     SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)";

pub(super) async fn save(
    tx: &mut Transaction,
    events: &EventCache,
    changes: &Changes,
    seat_events: &[NumberedSeatEvent],
    now: Timestamp,
) -> Result<(), DbError> {
    for (statement, rows) in Statements::of(events, changes, now)?.0 {
        query(statement).bind(rows).execute(tx).await?;
    }
    // The version numbers the messages of an event, so they need no counting.
    let seat_events: Vec<Numbered> =
        seat_events.iter().map(|event| (&event.message, event.version, event.at)).collect();
    enqueue_numbered(tx, &seat_events).await?;
    // A command may be a repetition, whose reply already is in the outbox.
    enqueue_new(tx, &changes.replies).await
}

/// Each with its rows as a JSON array.
#[derive(Default)]
struct Statements(Vec<(&'static str, String)>);

impl Statements {
    fn of(events: &EventCache, changes: &Changes, now: Timestamp) -> Result<Self, DbError> {
        let mut statements = Self::default();
        for statement in REMOVE_EVENTS {
            statements.add(statement, changes.removed.iter().map(|event| event.get()))?;
        }
        let rows = changes.events.iter().filter_map(|id| events.loaded(*id)).map(|event| {
            let (meta, version, single) = (&event.meta, event.version, event.left_single.map(SeatId::get));
            (meta.event.get(), event.epoch, version, meta.seat_count, meta.on_sale_at.as_micros(), single)
        });
        statements.add(PUT_EVENTS, rows)?;
        statements.add_seats(events, changes)?;
        statements.add_receipts(events, changes)?;
        statements.add(PUT_RELEASED, changes.released.rows(now))?;
        let tombstones = changes.tombstones.iter();
        let rows = tombstones.map(|(event, order)| (event.get(), order.as_uuid(), now.as_micros()));
        statements.add(PUT_TOMBSTONES, rows)?;
        Ok(statements)
    }

    fn add_seats(&mut self, events: &EventCache, changes: &Changes) -> Result<(), DbError> {
        let (mut put, mut drop) = (Vec::new(), Vec::new());
        for (event, id) in &changes.seats {
            let Some(seat) = events.loaded(*event).and_then(|event| event.seat(*id)) else { continue };
            let tier = events.loaded(*event).and_then(|event| event.tier_of(*id));
            match seat_columns(*event, *id, seat, tier) {
                Some(columns) => put.push(columns),
                None => drop.push((event.get(), id.get())),
            }
        }
        self.add(PUT_SEATS, put)?;
        self.add(DROP_SEATS, drop)
    }

    fn add_receipts(&mut self, events: &EventCache, changes: &Changes) -> Result<(), DbError> {
        let (mut put, mut drop) = (Vec::new(), Vec::new());
        for (event, hold) in &changes.receipts {
            match events.loaded(*event).and_then(|event| event.receipt(*hold)) {
                Some(receipt) => put.push(receipt_columns(*event, *hold, receipt)),
                None => drop.push(hold.as_uuid()),
            }
        }
        self.add(PUT_RECEIPTS, put)?;
        self.add(DROP_RECEIPTS, drop)
    }

    fn add(
        &mut self,
        statement: &'static str,
        rows: impl IntoIterator<Item: Serialize>,
    ) -> Result<(), DbError> {
        let rows: Vec<_> = rows.into_iter().collect();
        if !rows.is_empty() {
            self.0.push((statement, serde_json::to_string(&rows).map_err(corrupt)?));
        }
        Ok(())
    }
}
