//! One unit of work, of one order or of many.

use std::collections::{HashMap, HashSet};

use bus::Message;
use bus::adapters::sql::enqueue_all;
use primitives::{EventId, MessageId, OrderId, Timestamp};
use sql::{Transaction, inbox, outbox};

use super::records::{AcceptedOrder, KeyRecord, OrderStep};
use super::rows::OrderRow;
use super::{StoreError, buyer_ledger, ledger, sales, writes};
use crate::domain::saga::LostSeat;
use crate::domain::sales::SalesSnapshot;
use crate::domain::{Order, Progress, Purchase};

/// The name of this service in the inbox.
const CONSUMER: &str = "order";

/// Everything in it becomes durable together, or none of it happened. Statements without a result are pipelined: their failure may surface
/// in a later call, and surfaces in the commit at the latest. However many orders a call is about, it is about one statement a table.
pub struct OrderTx {
    tx: Transaction,
}

impl OrderTx {
    pub(super) fn new(tx: Transaction) -> Self {
        Self { tx }
    }

    pub(super) fn transaction(&mut self) -> &mut Transaction {
        &mut self.tx
    }

    /// Records that the messages were handled, and gives those that were not before.
    pub async fn mark_processed(
        &mut self,
        messages: &[MessageId],
        now: Timestamp,
    ) -> Result<HashSet<MessageId>, StoreError> {
        Ok(inbox::mark_processed_all(&mut self.tx, CONSUMER, messages, now).await?)
    }

    /// Where a key is taken, this or a later call fails with [`StoreError::Duplicate`]; the unit of work can only be dropped then. The
    /// database waits for a concurrent unit of work that is taking the key.
    pub async fn insert_keys(&mut self, records: &[&KeyRecord]) -> Result<(), StoreError> {
        writes::insert_keys(&mut self.tx, records).await
    }

    /// Writes accepted orders, their sagas and their first timeline entries.
    pub async fn insert_orders(&mut self, accepted: &[AcceptedOrder<'_>]) -> Result<(), StoreError> {
        writes::insert_orders(&mut self.tx, accepted).await
    }

    /// Where its key has a purchase already, this or a later call fails with [`StoreError::Duplicate`]; the unit of work can only be dropped then.
    pub fn insert_purchase(&mut self, purchase: &Purchase) -> Result<(), StoreError> {
        writes::insert_purchase(&mut self.tx, purchase)
    }

    /// Those that are in the records.
    pub async fn load(
        &mut self,
        orders: &[OrderId],
    ) -> Result<HashMap<OrderId, (Order, Progress)>, StoreError> {
        let rows = OrderRow::of(&mut self.tx, orders).await?;
        let loaded = rows.into_iter().map(|row| {
            let (order, progress) = OrderRow::read(row)?;
            Ok((order.id, (order, progress)))
        });
        loaded.collect()
    }

    /// Writes the steps of different orders, each on top of the version that it was decided on; [`StoreError::Conflict`] if one of them has
    /// moved since, and the unit of work can only be dropped then.
    pub async fn advance(&mut self, steps: &[OrderStep<'_>]) -> Result<(), StoreError> {
        writes::advance(&mut self.tx, steps).await
    }

    /// Gives each seat of these orders one of the places that its buyer may have at the event, and names the orders for which there are too few;
    /// they get none. Orders without a limit need none. Safe to repeat. Of two units of work that take one place, the second fails with
    /// [`StoreError::Contended`].
    pub async fn enter_buyers(&mut self, orders: &[&Order]) -> Result<HashSet<OrderId>, StoreError> {
        buyer_ledger::enter(&mut self.tx, orders).await
    }

    /// Enters the seats of each order into the sale ledger, where a seat has room for one order for ever. Of an order that finds any of them
    /// another's, it enters none, takes its places in the buyer ledger back, and gives which were lost to whom. Safe to repeat. Of two orders that want one seat, the first gets it; of
    /// two units of work, the second waits and learns that it lost.
    pub async fn enter_sales(
        &mut self,
        orders: &[&Order],
        now: Timestamp,
    ) -> Result<HashMap<OrderId, Vec<LostSeat>>, StoreError> {
        let lost = ledger::enter(&mut self.tx, orders, now).await?;
        buyer_ledger::leave(&mut self.tx, lost.keys())?;
        Ok(lost)
    }

    /// Raises the epoch of the event above every earlier one, also of records that were restored to an earlier time, and reads everything that is
    /// sold of the event or may yet be. No other unit of work raises it before this one ends, so the snapshot shows everything that any lower
    /// epoch has shown.
    pub async fn begin_rebuild(
        &mut self,
        event: EventId,
        now: Timestamp,
    ) -> Result<SalesSnapshot, StoreError> {
        let epoch = sales::raise_epoch(&mut self.tx, event, now).await?;
        // After the epoch, whose row is locked from here on: what others with a lower epoch have read was committed before this.
        sales::snapshot(&mut self.tx, event, epoch).await
    }

    /// Those of which a message has not left the outbox yet.
    pub async fn unsent(&mut self, orders: &[OrderId]) -> Result<HashSet<OrderId>, StoreError> {
        let keys: Vec<String> = orders.iter().map(OrderId::to_string).collect();
        let unsent = outbox::keys_with_unsent(&mut self.tx, &keys).await?;
        let waits = |(_, key): &(&OrderId, &String)| unsent.contains(*key);
        Ok(orders.iter().zip(&keys).filter(waits).map(|(order, _)| *order).collect())
    }

    /// Messages with one key are published in this order, after the commit.
    pub async fn enqueue(&mut self, messages: &[Message]) -> Result<(), StoreError> {
        Ok(enqueue_all(&mut self.tx, messages).await?)
    }

    /// Returns when it is durable. After [`StoreError::Unknown`] it may have happened, or may still happen.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await.map_err(|error| {
            // A pipelined statement was refused, which kept the rest from being committed.
            if error.is_contended() || error.is_duplicate() || error.is_refused() {
                error.into()
            } else {
                StoreError::Unknown(error.into())
            }
        })
    }
}
