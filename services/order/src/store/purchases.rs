//! Purchases that wait for their payment, or did until lately.

use primitives::{EventId, HoldId, OrderId, Timestamp};
use sql::{List, Statement, query};

use super::codes::{self, damaged};
use super::{OrderStore, StoreError};
use crate::domain::{Fingerprint, KeyDigest, Purchase};

/// How many one call deletes: others wait for the writer meanwhile.
const SLICE: u32 = 500;

const BY_KEY: &str = "SELECT order_id, digest, fingerprint, scope, event_id, seats, hold_id, remaining, until_us \
    FROM purchases WHERE digest = ?";
const BY_ORDER: &str = "SELECT order_id, digest, fingerprint, scope, event_id, seats, hold_id, remaining, until_us \
    FROM purchases WHERE order_id = ?";

#[derive(Debug, sqlx::FromRow)]
struct PurchaseRow {
    order_id: String,
    digest: String,
    fingerprint: String,
    scope: String,
    event_id: i64,
    seats: String,
    hold_id: String,
    remaining: i64,
    until_us: i64,
}

impl OrderStore {
    pub async fn find_purchase(&self, key: &KeyDigest) -> Result<Option<Purchase>, StoreError> {
        self.purchase(query(BY_KEY).bind(key.as_str())).await
    }

    pub async fn find_purchase_of(&self, order: OrderId) -> Result<Option<Purchase>, StoreError> {
        self.purchase(query(BY_ORDER).bind(order.to_string())).await
    }

    /// Durable when it is shown; that there is none needs no sync.
    async fn purchase(&self, by: Statement<'_>) -> Result<Option<Purchase>, StoreError> {
        let mut db = self.database().reader().await?;
        let Some(row) = by.fetch_optional::<PurchaseRow>(&mut db).await? else { return Ok(None) };
        self.database().durable().await?;
        row.read().map(Some)
    }

    /// Deletes a slice of those whose hold ended before, and says whether there may be more. They are looked up first, so that the write
    /// touches no others.
    pub async fn prune_purchases(&self, ended_before: Timestamp) -> Result<bool, StoreError> {
        let over: Vec<(String,)> =
            query("SELECT order_id FROM purchases WHERE until_us < ? ORDER BY until_us LIMIT ?")
                .bind(ended_before.as_micros())
                .bind(i64::from(SLICE))
                .fetch_all(&mut *self.database().reader().await?)
                .await?;
        if over.is_empty() {
            return Ok(false);
        }
        let over: Vec<String> = over.into_iter().map(|(order,)| order).collect();
        let mut tx = self.database().begin().await?;
        for some in List::of(&over) {
            let text = some.text("DELETE FROM purchases WHERE order_id IN ");
            query(text).bind_all(some.values()).execute(&mut tx).await?;
        }
        tx.commit_lazily().await?;
        Ok(over.len() >= SLICE as usize)
    }
}

impl PurchaseRow {
    fn read(self) -> Result<Purchase, StoreError> {
        Ok(Purchase {
            order: self.order_id.parse().map_err(|_| damaged("an order id", &self.order_id))?,
            key: KeyDigest::from_records(self.digest),
            fingerprint: Fingerprint::from_records(self.fingerprint),
            scope: self.scope,
            event: EventId::new(self.event_id).map_err(|_| damaged("an event id", self.event_id))?,
            seats: codes::read_seats(&self.seats)?,
            hold: hold(&self.hold_id)?,
            remaining: u32::try_from(self.remaining)
                .map_err(|_| damaged("a number of places", self.remaining))?,
            until: Timestamp::from_micros(self.until_us),
        })
    }
}

fn hold(text: &str) -> Result<HoldId, StoreError> {
    text.parse().map_err(|_| damaged("a hold id", text))
}
