//! Which process publishes a message.
//!
//! A lease is set when the message is written, and renewed while the owner is alive and cannot publish it. Times are those of the
//! processes, so a lease has to be longer than their clocks are apart. An owner that stood still for longer than its lease may
//! publish a message that another process has published: a duplicate, which every consumer tolerates, and never one out of order, because
//! each of the two publishes the messages of a key in their order.

use std::time::Duration;

use primitives::Timestamp;
use tokio::time::timeout;

use crate::database::Database;
use crate::error::DbError;
use crate::list::List;
use crate::statement::query;

/// In one round.
const ROWS: u32 = 256;
const ROUNDS: u32 = 16;
/// How long a hand-over waits for transactions that have messages in them already.
const WRITTEN_WITHIN: Duration = Duration::from_secs(2);

/// Renews the leases of what this process cannot publish for now, and takes over what other processes left behind.
pub(super) async fn renew(db: &Database, now: Timestamp) -> Result<(), DbError> {
    let leases = db.outbox_owner().leases();
    let Some(leases) = leases.filter(|leases| leases.is_renewal_due(now)) else { return Ok(()) };
    leases.set_handed_over(false);
    let until_us = now.as_micros().saturating_add(leases.length_us());
    let half_us = now.as_micros().saturating_add(leases.length_us() / 2);
    extend(db, "owner = ? AND leased_until_us < ?", half_us, until_us).await?;
    let taken = extend(db, "owner <> ? AND leased_until_us < ?", now.as_micros(), until_us).await?;
    if taken > 0 {
        tracing::info!(taken, "took over messages that another process has left in the outbox");
    }
    Ok(())
}

/// From now on any process may take over what this one has committed and not published, and what it still commits.
pub async fn hand_over(db: &Database) -> Result<(), DbError> {
    if let Some(leases) = db.outbox_owner().leases() {
        leases.set_handed_over(true);
        if timeout(WRITTEN_WITHIN, leases.all_written()).await.is_err() {
            tracing::warn!("messages that are still being written will wait for their lease to run out");
        }
        extend(db, "owner = ? AND leased_until_us > ?", 0, 0).await?;
    }
    Ok(())
}

/// Leases unsent messages to this process until then. They are looked up first and changed by their keys under the same condition: the
/// fastest process has them, none waits long, and none locks what is not its own.
async fn extend(db: &Database, which: &'static str, before_us: i64, until_us: i64) -> Result<u64, DbError> {
    let owner = db.outbox_owner().name();
    let mut extended = 0;
    for _ in 0..ROUNDS {
        let candidates =
            ["SELECT message_id FROM outbox WHERE sent_us = 0 AND ", which, " ORDER BY created_us LIMIT ?"];
        let rows: Vec<(String,)> = query(sqlx::AssertSqlSafe(candidates.concat()))
            .bind(owner)
            .bind(before_us)
            .bind(ROWS)
            .fetch_all(&mut *db.reader().await?)
            .await?;
        let is_last = rows.len() < ROWS as usize;
        let ids: Vec<String> = rows.into_iter().map(|(id,)| id).collect();
        let head = [
            "UPDATE outbox SET owner = ?, leased_until_us = ? WHERE sent_us = 0 AND ",
            which,
            " AND message_id IN ",
        ];
        let head = head.concat();
        for some in List::of(&ids) {
            let mut tx = db.begin().await?;
            extended += query(some.text(&head))
                .bind(owner)
                .bind(until_us)
                .bind(owner)
                .bind(before_us)
                .bind_all(some.values())
                .execute(&mut tx)
                .await?;
            tx.commit().await?;
        }
        if is_last {
            break;
        }
    }
    Ok(extended)
}
