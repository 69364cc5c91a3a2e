//! Whose a message is, and for how long.
//!
//! A lease is set when the message is written, and renewed while the owner lives and cannot tell it. Times are those of the
//! processes, so a lease has to be longer than their clocks are apart. An owner that stood still for longer than its lease may
//! tell a message that somebody else has told: a repetition, which every consumer bears, and never one out of order, because
//! each of the two tells the messages of a key in their order.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use primitives::{Backoff, Timestamp};
use tokio::sync::{OwnedRwLockReadGuard, RwLock};
use tokio::time::timeout;

use crate::list::List;
use crate::{Database, DbError, query};

/// In one go.
const ROWS: u32 = 256;
const ROUNDS: u32 = 16;
/// The pauses of a relay whose next message waits behind one of another instance.
const HELD_UP: Backoff = Backoff::new(Duration::from_millis(5), Duration::from_millis(160));
/// How long a hand-over waits for units of work that have messages in them already.
const WRITTEN_WITHIN: Duration = Duration::from_secs(2);

/// Of one process on a server.
#[derive(Debug)]
pub(crate) struct Leases {
    /// For how long a message is its owner's.
    length: Duration,
    looked_after_us: AtomicI64,
    /// Nobody here tells anything any more.
    is_handed_over: AtomicBool,
    /// Shared by the units of work that have messages in them, which nobody else can see yet.
    writing: Arc<RwLock<()>>,
    /// How often in a row nothing could be told, because an earlier message of the key is another's.
    held_up: AtomicU32,
}

impl Leases {
    pub(crate) fn new(length: Duration) -> Self {
        Self {
            length,
            looked_after_us: AtomicI64::new(i64::MIN),
            is_handed_over: AtomicBool::new(false),
            writing: Arc::default(),
            held_up: AtomicU32::new(0),
        }
    }

    fn length_us(&self) -> i64 {
        i64::try_from(self.length.as_micros()).unwrap_or(i64::MAX)
    }

    /// A hand-over waits until this is dropped: it could not hand over what is not committed.
    pub(crate) async fn begin_writing(&self) -> OwnedRwLockReadGuard<()> {
        Arc::clone(&self.writing).read_owned().await
    }

    /// For a message that is being written.
    pub(crate) fn of_new_us(&self) -> i64 {
        if self.is_handed_over.load(Ordering::Relaxed) { 0 } else { self.length_us() }
    }

    /// A look takes statements, so it is taken now and then.
    fn is_due(&self, now: Timestamp) -> bool {
        let since = now.as_micros().saturating_sub(self.looked_after_us.load(Ordering::Relaxed));
        let is_due = since < 0 || since >= self.length_us() / 10;
        if is_due {
            self.looked_after_us.store(now.as_micros(), Ordering::Relaxed);
        }
        is_due
    }

    pub(crate) fn note_held_up(&self, is_held_up: bool) {
        let times = if is_held_up { self.held_up.load(Ordering::Relaxed).saturating_add(1) } else { 0 };
        self.held_up.store(times, Ordering::Relaxed);
    }

    /// How soon to look again, although nothing was committed here: nobody tells us that another process has told its message.
    pub(crate) fn held_up_for(&self) -> Option<Duration> {
        let times = self.held_up.load(Ordering::Relaxed);
        (times > 0).then(|| HELD_UP.delay(times))
    }
}

/// Renews what this process cannot tell for now, and takes over what others left behind.
pub(super) async fn look_after(db: &Database, now: Timestamp) -> Result<(), DbError> {
    let Some(leases) = db.leases().filter(|leases| leases.is_due(now)) else { return Ok(()) };
    leases.is_handed_over.store(false, Ordering::Relaxed);
    let until_us = now.as_micros().saturating_add(leases.length_us());
    let half_us = now.as_micros().saturating_add(leases.length_us() / 2);
    extend(db, "owner = ? AND leased_until_us < ?", half_us, until_us).await?;
    let taken = extend(db, "owner <> ? AND leased_until_us < ?", now.as_micros(), until_us).await?;
    if taken > 0 {
        tracing::info!(taken, "took over messages that another process has left in the outbox");
    }
    Ok(())
}

/// What this process has committed and not told is anybody's from now on, and so is what it commits yet.
pub async fn hand_over(db: &Database) -> Result<(), DbError> {
    if let Some(leases) = db.leases() {
        leases.is_handed_over.store(true, Ordering::Relaxed);
        if timeout(WRITTEN_WITHIN, leases.writing.write()).await.is_err() {
            tracing::warn!("messages that are still being written will wait for their lease to run out");
        }
        extend(db, "owner = ? AND leased_until_us > ?", 0, 0).await?;
    }
    Ok(())
}

/// Makes unsent messages ours until then. They are looked up first and changed by their keys under the same condition: whoever
/// is faster has them, nobody waits long, and nobody locks what is not theirs.
async fn extend(db: &Database, which: &'static str, before_us: i64, until_us: i64) -> Result<u64, DbError> {
    let mut extended = 0;
    for _ in 0..ROUNDS {
        let candidates =
            ["SELECT message_id FROM outbox WHERE sent_us = 0 AND ", which, " ORDER BY created_us LIMIT ?"];
        let rows: Vec<(String,)> = query(sqlx::AssertSqlSafe(candidates.concat()))
            .bind(db.outbox_owner())
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
                .bind(db.outbox_owner())
                .bind(until_us)
                .bind(db.outbox_owner())
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
