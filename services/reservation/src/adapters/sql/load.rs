//! Reads the rows of an event into memory.

use primitives::{EventId, OrderId, Timestamp};
use sql::{Connection, DbError, outbox, query};

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
    let row: Option<(i64, i64, i64, i64)> =
        query("SELECT epoch, version, seat_count, on_sale_us FROM events WHERE event_id = ?")
            .bind(id.get())
            .fetch_optional(db)
            .await?;
    let Some((epoch, version, seat_count, on_sale_us)) = row else { return Ok(None) };
    let unsigned = |number: i64| u64::try_from(number).map_err(corrupt);
    let meta = EventMeta {
        event: id,
        seat_count: u32::try_from(seat_count).map_err(corrupt)?,
        on_sale_at: Timestamp::from_micros(on_sale_us),
    };
    let last_event_at = outbox::last_written(db, &id.to_string()).await?.unwrap_or(Timestamp::from_micros(0));
    let mut event = Event::new(meta, unsigned(epoch)?, unsigned(version)?, last_event_at);
    let seats: Vec<SeatRow> = query(
        "SELECT seat_id, state, hold_id, owner, since_us, until_us, extension, order_id, pin_until_us \
         FROM seats WHERE event_id = ?",
    )
    .bind(id.get())
    .fetch_all(db)
    .await?;
    for row in seats {
        let (seat, record) = row.into_seat()?;
        event.set(seat, record);
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

pub(super) async fn has_tombstone(
    db: &mut Connection,
    event: EventId,
    order: OrderId,
) -> Result<bool, DbError> {
    let found: Option<(i64,)> = query("SELECT 1 FROM tombstones WHERE event_id = ? AND order_id = ?")
        .bind(event.get())
        .bind(order.to_string())
        .fetch_optional(db)
        .await?;
    Ok(found.is_some())
}
