//! Reads the rows of an event into memory.

use std::collections::HashSet;

use primitives::{EventId, OrderId, SeatId, Timestamp};
use sql::{Connection, DbError, outbox, query};
use uuid::Uuid;

use super::event::Event;
use super::rows::{ReceiptRow, SeatRow, corrupt};
use crate::ports::EventMeta;

pub(super) async fn event_ids(db: &mut Connection) -> Result<Vec<EventId>, DbError> {
    let ids: Vec<(i64,)> = query("SELECT event_id FROM events").fetch_all(db).await?;
    ids.into_iter().map(event_id).collect()
}

/// The events with seats that become free by themselves.
pub(super) async fn events_with_unsold(db: &mut Connection) -> Result<Vec<EventId>, DbError> {
    let ids: Vec<(i64,)> =
        query("SELECT DISTINCT event_id FROM seats WHERE state <> 'SOLD'").fetch_all(db).await?;
    ids.into_iter().map(event_id).collect()
}

fn event_id((id,): (i64,)) -> Result<EventId, DbError> {
    EventId::new(id).map_err(corrupt)
}

pub(super) async fn event(db: &mut Connection, id: EventId) -> Result<Option<Event>, DbError> {
    let row: Option<(i64, i64, i64, i64, Option<i64>)> =
        query("SELECT epoch, version, seat_count, on_sale_us, left_single FROM events WHERE event_id = ?")
            .bind(id.get())
            .fetch_optional(db)
            .await?;
    let Some((epoch, version, seat_count, on_sale_us, left_single)) = row else { return Ok(None) };
    let unsigned = |number: i64| u64::try_from(number).map_err(corrupt);
    let meta = EventMeta {
        event: id,
        seat_count: u32::try_from(seat_count).map_err(corrupt)?,
        on_sale_at: Timestamp::from_micros(on_sale_us),
    };
    let last_event_at = outbox::last_written(db, &id.to_string()).await?.unwrap_or(Timestamp::from_micros(0));
    let mut event = Event::new(meta, unsigned(epoch)?, unsigned(version)?, last_event_at);
    event.left_single = left_single.map(SeatId::new).transpose().map_err(corrupt)?;
    let seats: Vec<SeatRow> = query(
        "SELECT seat_id, state, hold_id, owner, since_us, until_us, extensions, guest, order_id, pin_until_us, tier \
         FROM seats WHERE event_id = ?",
    )
    .bind(id.get())
    .fetch_all(db)
    .await?;
    for row in seats {
        let tier = row.tier()?;
        let (seat, record) = row.into_seat()?;
        event.set(seat, record);
        event.note_tier(seat, tier.as_ref());
    }
    let receipts: Vec<ReceiptRow> = query(
        "SELECT hold_id, scope, idem_key, fingerprint, seats, life_us, trace_id FROM receipts WHERE event_id = ?",
    )
    .bind(id.get())
    .fetch_all(db)
    .await?;
    for row in receipts {
        let (hold, receipt) = row.into_receipt()?;
        event.keep_receipt(hold, receipt);
    }
    Ok(Some(event))
}

/// Those of the orders, each at its event, that have left a tombstone.
pub(super) async fn tombstones(
    db: &mut Connection,
    orders: &[(EventId, OrderId)],
) -> Result<HashSet<(EventId, OrderId)>, DbError> {
    let pairs: Vec<(i64, &Uuid)> =
        orders.iter().map(|(event, order)| (event.get(), order.as_uuid())).collect();
    let rows: Vec<(i64, String)> = query(
        "SELECT event_id, order_id FROM tombstones \
         WHERE (event_id, order_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))",
    )
    .bind(serde_json::to_string(&pairs).map_err(corrupt)?)
    .fetch_all(db)
    .await?;
    let tombstone =
        |(event, order): (i64, String)| Ok((event_id((event,))?, order.parse::<OrderId>().map_err(corrupt)?));
    rows.into_iter().map(tombstone).collect()
}
