//! What is sold and what may yet be sold: what a seat store that lost its data is rebuilt from.

use std::collections::HashSet;

use primitives::{EventId, HoldOwner, OrderId, SeatId, TierName, Timestamp, UserId};
use sql::{Connection, List, query};

use super::StoreError;
use super::codes::{self, damaged};
use crate::domain::sales::{LedgerRow, OrderStage, SalesSnapshot, Standing, UnderWay};

#[derive(Debug, sqlx::FromRow)]
struct SoldRow {
    seat_id: i64,
    order_id: String,
}

/// Either a row of the ledger, which has a seat, or an order under way, which has all the other columns.
#[derive(Debug, sqlx::FromRow)]
struct SnapshotRow {
    order_id: String,
    seat_id: Option<i64>,
    owner: Option<String>,
    seats: Option<String>,
    holds: Option<String>,
    state: Option<String>,
    created_us: Option<i64>,
    /// Of the seat, or of each seat of the order.
    tiers: Option<String>,
}

/// A database that was restored to an earlier time has forgotten the epochs since, and the seat store may have been emptied. Maps have not
/// forgotten: they ignore whatever is not above theirs. So an epoch is at least the time in milliseconds, of which there are more than of
/// rebuilds; as a number it is exact in Lua and in browsers too.
pub(super) async fn raise_epoch(
    db: &mut Connection,
    event: EventId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let least = now.as_micros() / 1_000;
    let raised = query(
        "UPDATE event_epochs SET epoch = CASE WHEN epoch >= ? THEN epoch + 1 ELSE ? END WHERE event_id = ?",
    )
    .bind(least)
    .bind(least)
    .bind(event.get())
    .execute(db)
    .await?;
    if raised == 0 {
        query("INSERT INTO event_epochs (event_id, epoch) VALUES (?, ?)")
            .bind(event.get())
            .bind(least.max(1))
            .execute(db)
            .await?;
    }
    let (epoch,): (i64,) =
        query("SELECT epoch FROM event_epochs WHERE event_id = ?").bind(event.get()).fetch_one(db).await?;
    u64::try_from(epoch).map_err(|_| damaged("an epoch", epoch))
}

/// One statement, because on a server each statement has its own snapshot: an order that is confirmed between two of them would be in
/// neither result.
pub(super) async fn snapshot(
    db: &mut Connection,
    event: EventId,
    epoch: u64,
) -> Result<SalesSnapshot, StoreError> {
    let rows: Vec<SnapshotRow> = query(
        "SELECT order_id, seat_id, NULL AS owner, NULL AS seats, NULL AS holds, NULL AS state, NULL AS created_us, tier AS tiers \
         FROM sale_ledger WHERE event_id = ? \
         UNION ALL \
         SELECT orders.id, NULL, orders.owner, orders.seats, orders.holds, sagas.state, orders.created_us, orders.tiers \
         FROM sagas JOIN orders ON orders.id = sagas.order_id \
         WHERE sagas.state IN ('AUTHORIZING', 'CONFIRMING') AND orders.event_id = ?",
    )
    .bind(event.get())
    .bind(event.get())
    .fetch_all(db)
    .await?;
    let mut sales = SalesSnapshot { epoch, sold: Vec::new(), under_way: Vec::new(), tiers: Vec::new() };
    for row in rows {
        sales.tiers.extend(row.read_tiers()?);
        match row.seat_id {
            Some(seat_id) => sales.sold.push(SoldRow { seat_id, order_id: row.order_id }.read()?),
            None => sales.under_way.push(row.read()?),
        }
    }
    Ok(sales)
}

/// The orders alone.
pub(super) async fn under_way(db: &mut Connection, event: EventId) -> Result<Vec<UnderWay>, StoreError> {
    let rows: Vec<SnapshotRow> = query(
        "SELECT orders.id AS order_id, NULL AS seat_id, orders.owner, orders.seats, orders.holds, sagas.state, orders.created_us, \
         orders.tiers \
         FROM sagas JOIN orders ON orders.id = sagas.order_id \
         WHERE sagas.state IN ('AUTHORIZING', 'CONFIRMING') AND orders.event_id = ?",
    )
    .bind(event.get())
    .fetch_all(db)
    .await?;
    rows.into_iter().map(SnapshotRow::read).collect()
}

/// The orders first and the ledger second: an order that ends in between is not listed as ended, and its seats are in the ledger.
pub(super) async fn standing(
    db: &mut Connection,
    event: EventId,
    orders: &[OrderId],
) -> Result<Standing, StoreError> {
    let mut standing = Standing { ended: ended(db, orders).await?, ..Standing::default() };
    let rows: Vec<SoldRow> = query("SELECT seat_id, order_id FROM sale_ledger WHERE event_id = ?")
        .bind(event.get())
        .fetch_all(db)
        .await?;
    standing.sold = rows.into_iter().map(SoldRow::read).collect::<Result<_, _>>()?;
    Ok(standing)
}

/// All but those that go on: one without a saga was lost when the records were restored.
async fn ended(db: &mut Connection, orders: &[OrderId]) -> Result<Vec<OrderId>, StoreError> {
    let ids: Vec<String> = orders.iter().map(OrderId::to_string).collect();
    let mut go_on = HashSet::new();
    for some in List::of(&ids) {
        let text = some.text(
            "SELECT order_id FROM sagas WHERE NOT (state IN ('DONE', 'CANCELLED', 'STUCK') AND due_us IS NULL) AND order_id IN ",
        );
        for (order,) in query(text).bind_all(some.values()).fetch_all::<(String,)>(db).await? {
            go_on.insert(order_id(&order)?);
        }
    }
    Ok(orders.iter().filter(|order| !go_on.contains(order)).copied().collect())
}

fn order_id(text: &str) -> Result<OrderId, StoreError> {
    text.parse().map_err(|_| damaged("an order id", text))
}

impl SoldRow {
    fn read(self) -> Result<LedgerRow, StoreError> {
        let seat = SeatId::new(self.seat_id).map_err(|_| damaged("a seat id", self.seat_id))?;
        Ok(LedgerRow { seat, order: order_id(&self.order_id)? })
    }
}

impl SnapshotRow {
    fn read_tiers(&self) -> Result<Vec<(SeatId, TierName)>, StoreError> {
        let Some(tiers) = &self.tiers else { return Ok(Vec::new()) };
        let seat = self.seat_id.map(|seat| seat.to_string());
        let seats = seat.as_deref().or(self.seats.as_deref()).unwrap_or_default();
        let items = codes::read_items(seats, None, Some(tiers))?;
        Ok(items.into_iter().filter_map(|item| Some((item.seat, item.tier?))).collect())
    }

    fn read(self) -> Result<UnderWay, StoreError> {
        let missing = || damaged("an order", &self.order_id);
        let stage = match self.state.as_deref() {
            Some("AUTHORIZING") => OrderStage::Authorizing,
            Some("CONFIRMING") => OrderStage::Confirming,
            Some(_) | None => return Err(missing()),
        };
        let owner = match self.owner.as_deref() {
            None => HoldOwner::Anonymous,
            Some(name) => HoldOwner::User(UserId::parse(name).ok_or_else(missing)?),
        };
        Ok(UnderWay {
            order: order_id(&self.order_id)?,
            seats: codes::read_seats(self.seats.as_deref().ok_or_else(missing)?)?,
            holds: codes::read_ids(self.holds.as_deref().ok_or_else(missing)?)?,
            owner,
            stage,
            created: Timestamp::from_micros(self.created_us.ok_or_else(missing)?),
        })
    }
}
