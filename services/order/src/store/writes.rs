//! Orders as they are written, many at a time.

use primitives::{HoldOwner, Timestamp};
use sql::{Insert, OnDuplicate, Transaction, Update, Value, query};

use super::codes::{self, StateColumns, damaged};
use super::records::{AcceptedOrder, OrderStep};
use super::{KeyRecord, StoreError};
use crate::domain::{Order, Progress, ProgressChange, Purchase};

const KEYS: Insert<8> = Insert::into(
    "idempotency_keys",
    ["digest", "scope", "idem_key", "fingerprint", "order_id", "body", "traceparent", "created_us"],
);

const ORDERS: Insert<16> = Insert::into(
    "orders",
    [
        "id",
        "owner",
        "owner_key",
        "event_id",
        "seats",
        "holds",
        "amount",
        "currency",
        "method",
        "status",
        "traceparent",
        "created_us",
        "prices",
        "tiers",
        "buyer_limit",
        "reference",
    ],
);

const SAGAS: Insert<12> = Insert::into(
    "sagas",
    [
        "order_id",
        "version",
        "state",
        "reason",
        "voided",
        "released",
        "lost",
        "attempt",
        "entries",
        "entered_us",
        "updated_us",
        "due_us",
    ],
);

const MOVE: Update<11, 2> = Update::of(
    "sagas",
    [
        "version",
        "state",
        "reason",
        "voided",
        "released",
        "lost",
        "attempt",
        "entries",
        "entered_us",
        "updated_us",
        "due_us",
    ],
    ["order_id", "version"],
);

const SET_STATUS: Update<1, 1> = Update::of("orders", ["status"], ["id"]);

const LOG: Insert<6> =
    Insert::into("saga_log", ["order_id", "number", "step", "outcome", "attempt", "at_us"]);

pub(super) async fn insert_keys(tx: &mut Transaction, records: &[&KeyRecord]) -> Result<(), StoreError> {
    let rows = records.iter().map(|record| {
        [
            record.key.as_str().into(),
            // Two columns for the previous version, which wrote scope and key themselves.
            "".into(),
            "".into(),
            record.fingerprint.as_str().into(),
            record.order.to_string().into(),
            (&record.body).into(),
            (&record.traceparent).into(),
            record.created.as_micros().into(),
        ]
    });
    Ok(KEYS.pipelined(rows.collect(), OnDuplicate::Error, tx).await?)
}

/// The facts, the sagas, and the first entries of the timelines.
pub(super) async fn insert_orders(
    tx: &mut Transaction,
    accepted: &[AcceptedOrder<'_>],
) -> Result<(), StoreError> {
    ORDERS.pipelined(accepted.iter().map(facts).collect(), OnDuplicate::Error, tx).await?;
    let sagas = accepted.iter().map(|AcceptedOrder { order, first }| saga(order, &first.progress));
    SAGAS.pipelined(sagas.collect::<Result<_, _>>()?, OnDuplicate::Error, tx).await?;
    let changes: Vec<_> = accepted.iter().map(|AcceptedOrder { order, first }| (*order, *first)).collect();
    log(tx, &changes).await
}

/// In one order for all units of work, so that no two of them deadlock.
pub(super) async fn advance(tx: &mut Transaction, steps: &[OrderStep<'_>]) -> Result<(), StoreError> {
    let mut steps: Vec<&OrderStep<'_>> = steps.iter().collect();
    steps.sort_unstable_by_key(|step| step.order.id);
    let moves = steps.iter().map(|step| {
        let from = [step.order.id.to_string().into(), version(step.from.version)?];
        Ok::<_, StoreError>((progress(&step.to.progress)?, from))
    });
    let moved = MOVE.execute(moves.collect::<Result<_, _>>()?, tx).await?;
    if moved != steps.len() as u64 {
        return Err(StoreError::Conflict);
    }
    let changed = steps.iter().filter_map(|step| {
        let status = step.to.progress.state.status();
        let is_new = status != step.from.state.status();
        is_new.then(|| ([codes::status_name(status).into()], [step.order.id.to_string().into()]))
    });
    SET_STATUS.pipelined(changed.collect(), tx).await?;
    let changes: Vec<_> = steps.iter().map(|step| (step.order, step.to)).collect();
    log(tx, &changes).await
}

async fn log(tx: &mut Transaction, changes: &[(&Order, &ProgressChange)]) -> Result<(), StoreError> {
    let rows = changes.iter().flat_map(|(order, change)| entries(order, change));
    Ok(LOG.pipelined(rows.collect(), OnDuplicate::Error, tx).await?)
}

/// The new ones are the last of those that the order has.
fn entries<'a>(order: &Order, change: &'a ProgressChange) -> impl Iterator<Item = [Value<'a>; 6]> + use<'a> {
    let new = i64::try_from(change.entries.len()).unwrap_or(i64::MAX);
    let first = i64::from(change.progress.entries) - new;
    let order = order.id.to_string();
    (first..).zip(&change.entries).map(move |(number, entry)| {
        [
            order.clone().into(),
            number.into(),
            entry.step.name().into(),
            entry.outcome.name().into(),
            i64::from(entry.attempt).into(),
            entry.at.as_micros().into(),
        ]
    })
}

fn facts<'a>(AcceptedOrder { order, first }: &AcceptedOrder<'a>) -> [Value<'a>; 16] {
    let owner = match &order.owner {
        HoldOwner::User(user) => Some(user),
        HoldOwner::Anonymous => None,
    };
    [
        order.id.to_string().into(),
        owner.map(|user| user.as_str()).into(),
        owner.map(codes::owner_key).into(),
        order.event.get().into(),
        codes::write_list(&order.seats().collect::<Vec<_>>()).into(),
        codes::write_list(&order.holds).into(),
        order.price.amount.into(),
        order.price.currency.to_string().into(),
        order.method.as_ref().map(|method| method.as_str()).into(),
        codes::status_name(first.progress.state.status()).into(),
        (&order.traceparent).into(),
        order.created.as_micros().into(),
        codes::write_prices(&order.items).into(),
        codes::write_tiers(&order.items).into(),
        order.buyer_limit.map(i64::from).into(),
        (&order.reference).into(),
    ]
}

fn saga(order: &Order, first: &Progress) -> Result<[Value<'static>; 12], StoreError> {
    let [version, state, reason, voided, released, lost, attempt, entries, entered, updated, due] =
        progress(first)?;
    let id = order.id.to_string().into();
    Ok([id, version, state, reason, voided, released, lost, attempt, entries, entered, updated, due])
}

fn progress(progress: &Progress) -> Result<[Value<'static>; 11], StoreError> {
    let columns = StateColumns::from(&progress.state);
    Ok([
        version(progress.version)?,
        columns.state.into(),
        columns.reason.into(),
        columns.voided.into(),
        columns.released.into(),
        columns.lost.into(),
        i64::from(progress.attempt).into(),
        i64::from(progress.entries).into(),
        progress.entered.as_micros().into(),
        progress.updated.as_micros().into(),
        progress.due.map(Timestamp::as_micros).into(),
    ])
}

fn version(version: u64) -> Result<Value<'static>, StoreError> {
    i64::try_from(version).map(Value::from).map_err(|_| damaged("a version", version))
}

pub(super) fn insert_purchase(tx: &mut Transaction, purchase: &Purchase) -> Result<(), StoreError> {
    let insert = query(
        "INSERT INTO purchases (order_id, digest, fingerprint, scope, event_id, seats, hold_id, remaining, until_us) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    insert
        .bind(purchase.order.to_string())
        .bind(purchase.key.as_str())
        .bind(purchase.fingerprint.as_str())
        .bind(&purchase.scope)
        .bind(purchase.event.get())
        .bind(codes::write_list(&purchase.seats))
        .bind(purchase.hold.to_string())
        .bind(i64::from(purchase.remaining))
        .bind(purchase.until.as_micros())
        .pipelined(OnDuplicate::Error, tx)?;
    Ok(())
}
