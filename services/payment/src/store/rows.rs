//! A payment as a row and back.

use std::str::FromStr;

use primitives::{Currency, HoldId, HoldOwner, MessageId, Money, OrderId, Timestamp, UserId};
use sql::{Connection, Insert, List, OnDuplicate, Transaction, Update, query};

use super::StoreError;
use crate::domain::{Authorization, Charge, Payment};

/// Greater than every id, whose digits end with `f`.
const BEHIND_EVERY_ID: &str = "g";

/// When a payment is written.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    pub now: Timestamp,
    /// When the lease of an unsettled payment ends, and another worker takes it up.
    pub due: Timestamp,
}

/// A row that no version of this program can have written.
#[derive(Debug, thiserror::Error)]
#[error("the record of order {order} has {what}")]
struct Corrupt {
    order: String,
    what: &'static str,
}

#[derive(Debug, sqlx::FromRow)]
struct PaymentRow {
    order_id: String,
    amount: Option<i64>,
    currency: Option<String>,
    method: Option<String>,
    owner: Option<String>,
    /// Ids, separated by commas.
    holds: Option<String>,
    state: String,
    reason: Option<String>,
    owes_release: i64,
    awaited_by: String,
    traceparent: Option<String>,
    version: i64,
}

pub(super) async fn find(connection: &mut Connection, order: OrderId) -> Result<Option<Payment>, StoreError> {
    Ok(find_all(connection, &[order]).await?.pop())
}

/// Those of the orders that have a payment.
pub(super) async fn find_all(
    connection: &mut Connection,
    orders: &[OrderId],
) -> Result<Vec<Payment>, StoreError> {
    let ids: Vec<String> = orders.iter().map(OrderId::to_string).collect();
    let mut payments = Vec::with_capacity(orders.len());
    for some in List::of(&ids) {
        let text = some.text(
            "SELECT order_id, amount, currency, method, owner, holds, state, reason, owes_release, awaited_by, traceparent, version
             FROM payments WHERE order_id IN ",
        );
        let rows: Vec<PaymentRow> = query(text).bind_all(some.values()).fetch_all(connection).await?;
        payments.extend(read_all(rows)?);
    }
    Ok(payments)
}

pub(super) async fn between(
    connection: &mut Connection,
    after: Option<OrderId>,
    up_to: Option<OrderId>,
    limit: u32,
) -> Result<Vec<Payment>, StoreError> {
    let rows: Vec<PaymentRow> = query(
        "SELECT order_id, amount, currency, method, owner, holds, state, reason, owes_release, awaited_by, traceparent, version
         FROM payments WHERE order_id > ? AND order_id <= ? ORDER BY order_id LIMIT ?",
    )
    .bind(after.map(|order| order.to_string()).unwrap_or_default())
    .bind(up_to.map_or_else(|| BEHIND_EVERY_ID.to_owned(), |order| order.to_string()))
    .bind(limit)
    .fetch_all(connection)
    .await?;
    read_all(rows)
}

fn read_all(rows: Vec<PaymentRow>) -> Result<Vec<Payment>, StoreError> {
    let payments = rows.into_iter().map(PaymentRow::into_payment);
    payments.collect::<Result<_, _>>().map_err(|corrupt| StoreError::Corrupt(corrupt.into()))
}

const INSERT: Insert<15> = Insert::into(
    "payments",
    [
        "order_id",
        "amount",
        "currency",
        "method",
        "owner",
        "holds",
        "state",
        "reason",
        "owes_release",
        "awaited_by",
        "traceparent",
        "version",
        "due_at",
        "created_at",
        "updated_at",
    ],
);

/// Only what can change is written; the charge and the trace are fixed.
const UPDATE: Update<7, 2> = Update::of(
    "payments",
    ["state", "reason", "owes_release", "awaited_by", "version", "due_at", "updated_at"],
    ["order_id", "version"],
);

pub(super) async fn insert(
    unit: &mut Transaction,
    payments: &[Payment],
    times: Times,
) -> Result<(), StoreError> {
    let rows = payments.iter().map(|payment| {
        let (row, due, now) = (PaymentRow::from(payment), due(payment, times), times.now.as_micros());
        [
            row.order_id.into(),
            row.amount.into(),
            row.currency.into(),
            row.method.into(),
            row.owner.into(),
            row.holds.into(),
            row.state.into(),
            row.reason.into(),
            row.owes_release.into(),
            row.awaited_by.into(),
            row.traceparent.into(),
            row.version.into(),
            due.into(),
            now.into(),
            now.into(),
        ]
    });
    // A concurrent unit of work has added one of the payments: a retry finds it and changes it.
    INSERT.pipelined(rows.collect(), OnDuplicate::Contention, unit).await.map_err(|error| {
        if error.is_duplicate() { StoreError::Contended(error.into()) } else { error.into() }
    })
}

pub(super) async fn update(
    unit: &mut Transaction,
    payments: &[Payment],
    times: Times,
) -> Result<bool, StoreError> {
    let rows = payments.iter().map(|payment| {
        let (row, due, now) = (PaymentRow::from(payment), due(payment, times), times.now.as_micros());
        let set = [
            row.state.into(),
            row.reason.into(),
            row.owes_release.into(),
            row.awaited_by.into(),
            row.version.into(),
            due.into(),
            now.into(),
        ];
        (set, [row.order_id.into(), (row.version - 1).into()])
    });
    let written = UPDATE.execute(rows.collect(), unit).await?;
    Ok(written == payments.len() as u64)
}

/// Set exactly while a provider call is outstanding.
fn due(payment: &Payment, times: Times) -> Option<i64> {
    payment.authorization.outstanding_call().map(|_| times.due.as_micros())
}

impl PaymentRow {
    fn into_payment(self) -> Result<Payment, Corrupt> {
        let corrupt = |what| Corrupt { order: self.order_id.clone(), what };
        let order: OrderId = self.order_id.parse().map_err(|_| corrupt("an id that is no UUID"))?;
        let awaited_by: MessageId = self.awaited_by.parse().map_err(|_| corrupt("no message to reply to"))?;
        let charge = match (self.amount, &self.currency) {
            (Some(amount), Some(currency)) => {
                let currency = Currency::parse(currency).map_err(|_| corrupt("an unknown currency"))?;
                let owner = self.owner().ok_or_else(|| corrupt("an owner that is no user"))?;
                let holds = self.holds().map_err(|_| corrupt("a hold that is no UUID"))?;
                Some(Charge { money: Money { amount, currency }, method: self.method.clone(), owner, holds })
            }
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(corrupt("half an amount")),
        };
        let authorization = match self.state.as_str() {
            PENDING => Authorization::Pending,
            AUTHORIZED => Authorization::Authorized,
            DECLINED => Authorization::Declined { reason: self.reason.clone().unwrap_or_default() },
            CAPTURING => Authorization::Capturing,
            CAPTURED => Authorization::Captured,
            VOIDED => Authorization::Voided { owes_release: self.owes_release != 0 },
            REFUNDED => Authorization::Refunded { owes_refund: self.owes_release != 0 },
            _ => return Err(corrupt("an unknown state")),
        };
        let version = u64::try_from(self.version).map_err(|_| corrupt("a negative version"))?;
        Ok(Payment { order, charge, authorization, awaited_by, traceparent: self.traceparent, version })
    }

    fn owner(&self) -> Option<HoldOwner> {
        match &self.owner {
            Some(name) => UserId::parse(name).map(HoldOwner::User),
            None => Some(HoldOwner::Anonymous),
        }
    }

    /// Rows that an earlier version wrote have none.
    fn holds(&self) -> Result<Vec<HoldId>, <HoldId as FromStr>::Err> {
        let ids = self.holds.as_deref().unwrap_or_default().split(',').filter(|id| !id.is_empty());
        ids.map(str::parse).collect()
    }
}

const PENDING: &str = "PENDING";
const AUTHORIZED: &str = "AUTHORIZED";
const DECLINED: &str = "DECLINED";
const CAPTURING: &str = "CAPTURING";
const CAPTURED: &str = "CAPTURED";
const VOIDED: &str = "VOIDED";
const REFUNDED: &str = "REFUNDED";

impl From<&Payment> for PaymentRow {
    fn from(payment: &Payment) -> Self {
        let charge = payment.charge.as_ref();
        let (state, reason, owes_release) = match &payment.authorization {
            Authorization::Pending => (PENDING, None, false),
            Authorization::Authorized => (AUTHORIZED, None, false),
            Authorization::Declined { reason } => (DECLINED, Some(reason.clone()), false),
            Authorization::Capturing => (CAPTURING, None, false),
            Authorization::Captured => (CAPTURED, None, false),
            Authorization::Voided { owes_release } => (VOIDED, None, *owes_release),
            Authorization::Refunded { owes_refund } => (REFUNDED, None, *owes_refund),
        };
        Self {
            order_id: payment.order.to_string(),
            amount: charge.map(|charge| charge.money.amount),
            currency: charge.map(|charge| charge.money.currency.to_string()),
            method: charge.and_then(|charge| charge.method.clone()),
            owner: charge.and_then(|charge| match &charge.owner {
                HoldOwner::User(user) => Some(user.to_string()),
                HoldOwner::Anonymous => None,
            }),
            holds: charge
                .map(|charge| charge.holds.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")),
            state: state.to_owned(),
            reason,
            owes_release: i64::from(owes_release),
            awaited_by: payment.awaited_by.to_string(),
            traceparent: payment.traceparent.clone(),
            version: i64::try_from(payment.version).unwrap_or(i64::MAX),
        }
    }
}
