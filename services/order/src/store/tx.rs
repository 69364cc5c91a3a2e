//! One unit of work.

use std::collections::BTreeSet;

use bus::Message;
use bus::adapters::sql::enqueue;
use primitives::{EventId, HoldOwner, MessageId, OrderId, SeatId, Timestamp};
use sql::{OnDuplicate, Transaction, inbox, query};

use super::codes::{self, StateColumns, damaged};
use super::rows::OrderRow;
use super::{KeyRecord, StoreError, reads, sales};
use crate::domain::saga::LostSeat;
use crate::domain::sales::SalesSnapshot;
use crate::domain::{Order, Progress, ProgressChange};

/// The name of this service in the inbox.
const CONSUMER: &str = "order";

/// Everything in it becomes durable together, or none of it happened. Statements without a result are pipelined: their failure may surface
/// in a later call, and surfaces in the commit at the latest.
pub struct OrderTx {
    tx: Transaction,
}

impl OrderTx {
    pub(super) fn new(tx: Transaction) -> Self {
        Self { tx }
    }

    /// Records that the message was handled; false if it was already.
    pub async fn mark_processed(&mut self, message: MessageId, now: Timestamp) -> Result<bool, StoreError> {
        Ok(inbox::mark_processed(&mut self.tx, CONSUMER, message, now).await?)
    }

    /// Where the key is taken, this or a later call fails with [`StoreError::Duplicate`]; the unit of work can only be dropped then. The
    /// database waits for a concurrent unit of work that is taking the key.
    pub fn insert_key(&mut self, record: &KeyRecord) -> Result<(), StoreError> {
        query(
            "INSERT INTO idempotency_keys (digest, scope, idem_key, fingerprint, order_id, body, traceparent, created_us) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(record.key.digest().as_str())
        .bind(&record.key.scope)
        .bind(&record.key.key)
        .bind(record.fingerprint.as_str())
        .bind(record.order.to_string())
        .bind(&record.body)
        .bind(&record.traceparent)
        .bind(record.created.as_micros())
        .pipelined(OnDuplicate::Error, &mut self.tx)?;
        Ok(())
    }

    /// Writes an accepted order, its saga and its first timeline entries.
    pub fn insert_order(&mut self, order: &Order, first: &ProgressChange) -> Result<(), StoreError> {
        self.insert_facts(order, first)?;
        self.insert_saga(order.id, &first.progress)?;
        self.log(order.id, first)
    }

    pub async fn load(&mut self, order: OrderId) -> Result<Option<(Order, Progress)>, StoreError> {
        reads::order(&mut self.tx, order).await?.map(OrderRow::read).transpose()
    }

    /// Writes a step that was decided on version `from`; [`StoreError::Conflict`] if the order has moved since.
    pub async fn advance(
        &mut self,
        order: &Order,
        from: u64,
        change: &ProgressChange,
    ) -> Result<(), StoreError> {
        self.move_saga(order.id, from, &change.progress).await?;
        self.set_status(order.id, codes::status_name(change.progress.state.status()))?;
        self.log(order.id, change)
    }

    /// Enters the seats into the sale ledger, where a seat has room for one order for ever. If other orders have any of them, says which
    /// and enters none. Safe to repeat. Of two units of work that want one seat, the second waits and learns that it lost.
    pub async fn enter_sale(&mut self, order: &Order, now: Timestamp) -> Result<Vec<LostSeat>, StoreError> {
        let mut lost = Vec::new();
        // Every unit of work locks seats in the same order, so that no two deadlock.
        let seats: BTreeSet<SeatId> = order.seats.iter().copied().collect();
        for seat in &seats {
            let entered =
                query("INSERT INTO sale_ledger (event_id, seat_id, order_id, sold_us) VALUES (?, ?, ?, ?)")
                    .bind(order.event.get())
                    .bind(seat.get())
                    .bind(order.id.to_string())
                    .bind(now.as_micros())
                    .execute(&mut self.tx)
                    .await;
            match entered {
                Ok(_) => {}
                Err(error) if error.is_duplicate() => {
                    let winner = self.buyer(order, seat.get()).await?;
                    if winner != order.id {
                        lost.push(LostSeat { seat: *seat, winner });
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        if !lost.is_empty() {
            query("DELETE FROM sale_ledger WHERE order_id = ?")
                .bind(order.id.to_string())
                .execute(&mut self.tx)
                .await?;
        }
        Ok(lost)
    }

    /// Raises the epoch of the event by one, the first is 1, and reads everything that is sold of the event or may yet be. No other unit of
    /// work raises it before this one ends, so the snapshot shows everything that any lower epoch has shown.
    pub async fn begin_rebuild(&mut self, event: EventId) -> Result<SalesSnapshot, StoreError> {
        let epoch = sales::raise_epoch(&mut self.tx, event).await?;
        // After the epoch, whose row is locked from here on: what others with a lower epoch have read was committed before this.
        sales::snapshot(&mut self.tx, event, epoch).await
    }

    /// Messages with one key are published in the order of these calls, after the commit.
    pub async fn enqueue(&mut self, message: &Message) -> Result<(), StoreError> {
        Ok(enqueue(&mut self.tx, message).await?)
    }

    /// Returns when it is durable. After [`StoreError::Unknown`] it may have happened, or may still happen.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await.map_err(|error| {
            // A pipelined statement was refused, which kept the rest from being committed.
            if error.is_contended() || error.is_duplicate() {
                error.into()
            } else {
                StoreError::Unknown(error.into())
            }
        })
    }

    fn insert_facts(&mut self, order: &Order, first: &ProgressChange) -> Result<(), StoreError> {
        let owner = match &order.owner {
            HoldOwner::User(user) => Some(user),
            HoldOwner::Anonymous => None,
        };
        query(
            "INSERT INTO orders (id, owner, owner_key, event_id, seats, holds, amount, currency, method, status, traceparent, \
             created_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(order.id.to_string())
        .bind(owner.map(|user| user.as_str().to_owned()))
        .bind(owner.map(reads::owner_key))
        .bind(order.event.get())
        .bind(codes::write_list(&order.seats))
        .bind(codes::write_list(&order.holds))
        .bind(order.price.amount)
        .bind(order.price.currency.to_string())
        .bind(order.method.as_ref().map(|method| method.as_str().to_owned()))
        .bind(codes::status_name(first.progress.state.status()))
        .bind(&order.traceparent)
        .bind(order.created.as_micros())
        .pipelined(OnDuplicate::Error, &mut self.tx)?;
        Ok(())
    }

    fn insert_saga(&mut self, order: OrderId, progress: &Progress) -> Result<(), StoreError> {
        let columns = StateColumns::from(&progress.state);
        query(
            "INSERT INTO sagas (order_id, version, state, reason, voided, released, lost, attempt, entries, entered_us, \
             updated_us, due_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(order.to_string())
        .bind(version(progress.version)?)
        .bind(columns.state)
        .bind(columns.reason)
        .bind(columns.voided)
        .bind(columns.released)
        .bind(columns.lost)
        .bind(i64::from(progress.attempt))
        .bind(i64::from(progress.entries))
        .bind(progress.entered.as_micros())
        .bind(progress.updated.as_micros())
        .bind(progress.due.map(Timestamp::as_micros))
        .pipelined(OnDuplicate::Error, &mut self.tx)?;
        Ok(())
    }

    async fn move_saga(&mut self, order: OrderId, from: u64, to: &Progress) -> Result<(), StoreError> {
        let columns = StateColumns::from(&to.state);
        let moved = query(
            "UPDATE sagas SET version = ?, state = ?, reason = ?, voided = ?, released = ?, lost = ?, attempt = ?, entries = ?, \
             entered_us = ?, updated_us = ?, due_us = ? WHERE order_id = ? AND version = ?",
        )
        .bind(version(to.version)?)
        .bind(columns.state)
        .bind(columns.reason)
        .bind(columns.voided)
        .bind(columns.released)
        .bind(columns.lost)
        .bind(i64::from(to.attempt))
        .bind(i64::from(to.entries))
        .bind(to.entered.as_micros())
        .bind(to.updated.as_micros())
        .bind(to.due.map(Timestamp::as_micros))
        .bind(order.to_string())
        .bind(version(from)?)
        .execute(&mut self.tx)
        .await?;
        if moved == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }

    fn set_status(&mut self, order: OrderId, status: &'static str) -> Result<(), StoreError> {
        query("UPDATE orders SET status = ? WHERE id = ? AND status <> ?")
            .bind(status)
            .bind(order.to_string())
            .bind(status)
            .pipelined(OnDuplicate::Error, &mut self.tx)?;
        Ok(())
    }

    /// The new entries are the last ones of those that the order has.
    fn log(&mut self, order: OrderId, change: &ProgressChange) -> Result<(), StoreError> {
        let new = i64::try_from(change.entries.len()).unwrap_or(i64::MAX);
        let first = i64::from(change.progress.entries) - new;
        for (number, entry) in (first..).zip(&change.entries) {
            query(
                "INSERT INTO saga_log (order_id, number, step, outcome, attempt, at_us) VALUES (?, ?, ?, ?, ?, ?)",
            )
            .bind(order.to_string())
            .bind(number)
            .bind(entry.step.name())
            .bind(entry.outcome.name())
            .bind(i64::from(entry.attempt))
            .bind(entry.at.as_micros())
            .pipelined(OnDuplicate::Error, &mut self.tx)?;
        }
        Ok(())
    }

    async fn buyer(&mut self, order: &Order, seat: i64) -> Result<OrderId, StoreError> {
        let buyer: Option<(String,)> =
            query("SELECT order_id FROM sale_ledger WHERE event_id = ? AND seat_id = ?")
                .bind(order.event.get())
                .bind(seat)
                .fetch_optional(&mut self.tx)
                .await?;
        // The order that stood in the way has given the seat up meanwhile.
        let (buyer,) = buyer.ok_or_else(|| StoreError::Contended("a sale was taken back".into()))?;
        buyer.parse().map_err(|_| damaged("a buyer", buyer))
    }
}

fn version(version: u64) -> Result<i64, StoreError> {
    i64::try_from(version).map_err(|_| damaged("a version", version))
}
