//! Rows as they stand in the tables, and how they are decoded into domain values.

use primitives::{Currency, EventId, HoldOwner, Money, OrderId, Timestamp, UserId};
use sql::{Connection, List, query};

use super::codes::{self, StateColumns, damaged};
use super::{DueOrder, KeyRecord, StoreError};
use crate::domain::{Entry, Fingerprint, KeyDigest, Order, PaymentMethod, Progress};

/// An order and its saga, joined.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct OrderRow {
    pub(super) id: String,
    owner: Option<String>,
    event_id: i64,
    seats: String,
    holds: String,
    amount: i64,
    currency: String,
    method: Option<String>,
    traceparent: Option<String>,
    created_us: i64,
    prices: Option<String>,
    tiers: Option<String>,
    buyer_limit: Option<i64>,
    reference: Option<String>,
    version: i64,
    state: String,
    reason: Option<String>,
    voided: i64,
    released: i64,
    lost: String,
    attempt: i64,
    entries: i64,
    entered_us: i64,
    updated_us: i64,
    due_us: Option<i64>,
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct EntryRow {
    pub(super) order_id: String,
    pub(super) number: i64,
    step: String,
    outcome: String,
    attempt: i64,
    at_us: i64,
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct KeyRow {
    pub(super) digest: String,
    fingerprint: String,
    order_id: String,
    body: String,
    traceparent: Option<String>,
    created_us: i64,
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct DueRow {
    order_id: String,
    due_us: i64,
}

impl OrderRow {
    /// Those that are in the records.
    pub(super) async fn of(db: &mut Connection, orders: &[OrderId]) -> Result<Vec<Self>, StoreError> {
        let ids: Vec<String> = orders.iter().map(OrderId::to_string).collect();
        let mut rows = Vec::with_capacity(ids.len());
        for some in List::of(&ids) {
            let text = some.text(
                "SELECT id, owner, event_id, seats, holds, amount, currency, method, traceparent, created_us, prices, tiers, buyer_limit, reference, version, state, \
                        reason, voided, released, lost, attempt, entries, entered_us, updated_us, due_us \
                 FROM orders JOIN sagas ON sagas.order_id = orders.id WHERE orders.id IN ",
            );
            rows.extend(query(text).bind_all(some.values()).fetch_all::<OrderRow>(db).await?);
        }
        Ok(rows)
    }

    pub(super) fn read(self) -> Result<(Order, Progress), StoreError> {
        let owner = match self.owner {
            None => HoldOwner::Anonymous,
            Some(name) => HoldOwner::User(UserId::parse(&name).ok_or_else(|| damaged("an owner", name))?),
        };
        let currency = Currency::parse(&self.currency).map_err(|_| damaged("a currency", &self.currency))?;
        let order = Order {
            id: self.id.parse().map_err(|_| damaged("an order id", &self.id))?,
            owner,
            event: EventId::new(self.event_id).map_err(|_| damaged("an event id", self.event_id))?,
            items: codes::read_items(&self.seats, self.prices.as_deref(), self.tiers.as_deref())?,
            holds: codes::read_ids(&self.holds)?,
            price: Money { amount: self.amount, currency },
            method: self.method.map(PaymentMethod::from_records),
            reference: self.reference,
            buyer_limit: self.buyer_limit.map(|limit| number("a limit", limit)).transpose()?,
            created: Timestamp::from_micros(self.created_us),
            traceparent: self.traceparent,
        };
        let columns = StateColumns {
            state: self.state,
            reason: self.reason,
            voided: self.voided,
            released: self.released,
            lost: self.lost,
        };
        let progress = Progress {
            state: columns.try_into()?,
            version: number("a version", self.version)?,
            attempt: number("an attempt", self.attempt)?,
            entries: number("a number of entries", self.entries)?,
            entered: Timestamp::from_micros(self.entered_us),
            updated: Timestamp::from_micros(self.updated_us),
            due: self.due_us.map(Timestamp::from_micros),
        };
        Ok((order, progress))
    }
}

impl EntryRow {
    pub(super) fn read(self) -> Result<Entry, StoreError> {
        Ok(Entry {
            step: codes::read_step(&self.step)?,
            at: Timestamp::from_micros(self.at_us),
            outcome: codes::read_outcome(&self.outcome)?,
            attempt: number("an attempt", self.attempt)?,
        })
    }
}

impl KeyRow {
    pub(super) fn read(self) -> Result<KeyRecord, StoreError> {
        Ok(KeyRecord {
            key: KeyDigest::from_records(self.digest),
            fingerprint: Fingerprint::from_records(self.fingerprint),
            order: self.order_id.parse().map_err(|_| damaged("an order id", &self.order_id))?,
            body: self.body,
            traceparent: self.traceparent,
            created: Timestamp::from_micros(self.created_us),
        })
    }
}

impl DueRow {
    pub(super) fn read(self) -> Result<DueOrder, StoreError> {
        let order = self.order_id.parse().map_err(|_| damaged("an order id", &self.order_id))?;
        Ok(DueOrder { at: Timestamp::from_micros(self.due_us), order })
    }
}

fn number<T: TryFrom<i64>>(what: &'static str, value: i64) -> Result<T, StoreError> {
    T::try_from(value).map_err(|_| damaged(what, value))
}
