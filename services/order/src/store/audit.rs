//! What this service has recorded, page by page, for the audit that compares it with what the other services have recorded.

use std::collections::HashMap;

use bus::{OutboxEntry, OutboxPosition};
use primitives::{EventId, HoldOwner, OrderId, SeatId};
use sql::{Connection, List, query};

use super::codes::{self, StateColumns, damaged};
use super::rows::OrderRow;
use super::{OrderStore, StoreError, sales};
use crate::domain::Order;
use crate::domain::promises::{Account, BuyerPlace, Fate, KeyLink, OutboxMessage};
use crate::domain::sales::{LedgerRow, UnderWay};

#[derive(Debug, sqlx::FromRow)]
struct FateRow {
    order_id: String,
    #[sqlx(flatten)]
    state: StateColumns,
}

#[derive(Debug, sqlx::FromRow)]
struct PlaceRow {
    order_id: String,
    event_id: i64,
    buyer: String,
    k: i64,
}

/// Pages are bounded, and nothing that is read is locked: two pages may be of different moments. Everything is shown as it was last
/// committed, durable or not.
impl OrderStore {
    /// Orders by ascending id, with their rows in the ledger. The orders are read first: what belongs to them was committed with them or
    /// after them.
    pub async fn accounts(&self, after: Option<OrderId>, limit: u32) -> Result<Vec<Account>, StoreError> {
        let mut db = self.database().reader().await?;
        let after = after.map(|order| order.to_string()).unwrap_or_default();
        let orders: Vec<OrderRow> = query(
            "SELECT id, owner, event_id, seats, holds, amount, currency, method, traceparent, created_us, prices, tiers, buyer_limit, reference, version, state, reason, \
                    voided, released, lost, attempt, entries, entered_us, updated_us, due_us \
             FROM orders JOIN sagas ON sagas.order_id = orders.id WHERE orders.id > ? ORDER BY orders.id LIMIT ?",
        )
        .bind(&after)
        .bind(i64::from(limit))
        .fetch_all(&mut db)
        .await?;
        let Some(last) = orders.last().map(|order| order.id.clone()) else { return Ok(Vec::new()) };
        let mut sold = sold(&mut db, &after, &last).await?;
        let mut places = places(&mut db, &after, &last).await?;
        orders
            .into_iter()
            .map(|row| {
                let sold = sold.remove(&row.id).unwrap_or_default();
                let places = places.remove(&row.id).unwrap_or_default();
                let (order, progress) = row.read()?;
                let places = places.into_iter().map(|row| row.place(&order)).collect();
                Ok(Account { order, state: progress.state, sold, places })
            })
            .collect()
    }

    /// Idempotency keys by ascending digest.
    pub async fn keys(&self, after: Option<&str>, limit: u32) -> Result<Vec<KeyLink>, StoreError> {
        let rows: Vec<(String, String, String, Option<String>)> = query(
            "SELECT digest, order_id, body, orders.id FROM idempotency_keys LEFT JOIN orders ON orders.id = order_id \
             WHERE digest > ? ORDER BY digest LIMIT ?",
        )
        .bind(after.unwrap_or_default())
        .bind(i64::from(limit))
        .fetch_all(&mut *self.database().reader().await?)
        .await?;
        rows.into_iter()
            .map(|(digest, order, body, found)| {
                let is_named = body.contains(&order);
                Ok(KeyLink { digest, order: order_id(&order)?, is_there: found.is_some(), is_named })
            })
            .collect()
    }

    /// Messages of the outbox by ascending key and number, from `from` on, itself included.
    pub async fn messages(
        &self,
        from: Option<&OutboxPosition>,
        limit: u32,
    ) -> Result<Vec<OutboxMessage>, StoreError> {
        let mut db = self.database().reader().await?;
        let kept = bus::adapters::sql::outbox_entries(&mut db, from, limit).await?;
        Ok(kept.into_iter().map(OutboxMessage::from).collect())
    }

    /// Rows of the ledger by ascending seat, not behind `up_to`.
    pub async fn ledger(
        &self,
        event: EventId,
        after: Option<SeatId>,
        up_to: Option<SeatId>,
        limit: u32,
    ) -> Result<Vec<LedgerRow>, StoreError> {
        let rows: Vec<(i64, String)> = query(
            "SELECT seat_id, order_id FROM sale_ledger WHERE event_id = ? AND seat_id > ? AND seat_id <= ? \
             ORDER BY seat_id LIMIT ?",
        )
        .bind(event.get())
        .bind(after.map_or(0, SeatId::get))
        .bind(up_to.map_or(i64::MAX, SeatId::get))
        .bind(i64::from(limit))
        .fetch_all(&mut *self.database().reader().await?)
        .await?;
        let row = |(id, order): (i64, String)| {
            let seat = SeatId::new(id).map_err(|_| damaged("a seat id", id))?;
            Ok(LedgerRow { seat, order: order_id(&order)? })
        };
        rows.into_iter().map(row).collect()
    }

    /// What has become of these orders; those that do not exist are missing.
    pub async fn fates(&self, orders: &[OrderId]) -> Result<HashMap<OrderId, Fate>, StoreError> {
        let mut db = self.database().reader().await?;
        let ids: Vec<String> = orders.iter().map(OrderId::to_string).collect();
        let mut rows = Vec::new();
        for some in List::of(&ids) {
            let text = some
                .text("SELECT order_id, state, reason, voided, released, lost FROM sagas WHERE order_id IN ");
            rows.extend(query(text).bind_all(some.values()).fetch_all::<FateRow>(&mut db).await?);
        }
        rows.into_iter().map(FateRow::read).collect()
    }

    /// The orders of the event that may still become a sale.
    pub async fn under_way(&self, event: EventId) -> Result<Vec<UnderWay>, StoreError> {
        sales::under_way(&mut *self.database().reader().await?, event).await
    }

    /// The next event that has anything in the ledger.
    pub async fn event_behind(&self, event: Option<EventId>) -> Result<Option<EventId>, StoreError> {
        let (next,): (Option<i64>,) = query("SELECT MIN(event_id) FROM sale_ledger WHERE event_id > ?")
            .bind(event.map_or(0, EventId::get))
            .fetch_one(&mut *self.database().reader().await?)
            .await?;
        next.map(|id| EventId::new(id).map_err(|_| damaged("an event id", id))).transpose()
    }
}

/// The rows of the ledger of the orders behind `after` and up to `last`.
async fn sold(
    db: &mut Connection,
    after: &str,
    last: &str,
) -> Result<HashMap<String, Vec<(EventId, SeatId)>>, StoreError> {
    let rows: Vec<(String, i64, i64)> = query(
        "SELECT order_id, event_id, seat_id FROM sale_ledger WHERE order_id > ? AND order_id <= ? \
         ORDER BY order_id, event_id, seat_id",
    )
    .bind(after)
    .bind(last)
    .fetch_all(db)
    .await?;
    let mut sold = HashMap::<_, Vec<_>>::new();
    for (order, event, seat) in rows {
        let event = EventId::new(event).map_err(|_| damaged("an event id", event))?;
        let seat = SeatId::new(seat).map_err(|_| damaged("a seat id", seat))?;
        sold.entry(order).or_default().push((event, seat));
    }
    Ok(sold)
}

/// The rows of the buyer ledger of the orders behind `after` and up to `last`.
async fn places(
    db: &mut Connection,
    after: &str,
    last: &str,
) -> Result<HashMap<String, Vec<PlaceRow>>, StoreError> {
    let rows: Vec<PlaceRow> = query(
        "SELECT order_id, event_id, buyer, k FROM buyer_ledger WHERE order_id > ? AND order_id <= ? ORDER BY order_id, k",
    )
    .bind(after)
    .bind(last)
    .fetch_all(db)
    .await?;
    let mut places = HashMap::<_, Vec<_>>::new();
    for row in rows {
        places.entry(row.order_id.clone()).or_default().push(row);
    }
    Ok(places)
}

fn order_id(text: &str) -> Result<OrderId, StoreError> {
    text.parse().map_err(|_| damaged("an order id", text))
}

impl PlaceRow {
    /// A number that is no place is one that no buyer has.
    fn place(&self, order: &Order) -> BuyerPlace {
        let is_buyer = match &order.owner {
            HoldOwner::User(user) => codes::owner_key(user) == self.buyer,
            HoldOwner::Anonymous => false,
        };
        let is_own = is_buyer && order.event.get() == self.event_id;
        BuyerPlace { number: u32::try_from(self.k).unwrap_or(0), is_own }
    }
}

impl FateRow {
    fn read(self) -> Result<(OrderId, Fate), StoreError> {
        Ok((order_id(&self.order_id)?, Fate::of(&self.state.try_into()?)))
    }
}

impl From<OutboxEntry> for OutboxMessage {
    fn from(entry: OutboxEntry) -> Self {
        let OutboxEntry { position: OutboxPosition { key, number }, written_at, is_sent } = entry;
        Self { key, number, is_sent, written: written_at }
    }
}
