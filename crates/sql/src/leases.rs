//! How long messages in the outbox are left to the process that committed them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use primitives::{Backoff, Timestamp};
use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};

/// The pauses of a relay whose next message waits behind one of another process.
const BLOCKED: Backoff = Backoff::new(Duration::from_millis(5), Duration::from_millis(160));

/// Of one process on a server.
#[derive(Debug)]
pub(crate) struct Leases {
    /// For how long a message is left to its owner.
    length: Duration,
    renewed_us: AtomicI64,
    /// This process publishes nothing any more.
    is_handed_over: AtomicBool,
    /// Shared by the transactions that have messages in them, which no other process can see yet.
    writing: Arc<RwLock<()>>,
    /// How often in a row nothing could be published, because an earlier message of the key belongs to another process.
    blocked: AtomicU32,
}

impl Leases {
    pub(crate) fn new(length: Duration) -> Self {
        Self {
            length,
            renewed_us: AtomicI64::new(i64::MIN),
            is_handed_over: AtomicBool::new(false),
            writing: Arc::default(),
            blocked: AtomicU32::new(0),
        }
    }

    pub(crate) fn length_us(&self) -> i64 {
        i64::try_from(self.length.as_micros()).unwrap_or(i64::MAX)
    }

    /// A hand-over waits until this is dropped: it could not hand over what is not committed.
    pub(crate) async fn begin_writing(&self) -> OwnedRwLockReadGuard<()> {
        Arc::clone(&self.writing).read_owned().await
    }

    /// Returns when no transaction with messages in it is open.
    pub(crate) async fn all_written(&self) -> OwnedRwLockWriteGuard<()> {
        Arc::clone(&self.writing).write_owned().await
    }

    /// For a message that is being written.
    pub(crate) fn of_new_us(&self) -> i64 {
        if self.is_handed_over.load(Ordering::Relaxed) { 0 } else { self.length_us() }
    }

    pub(crate) fn set_handed_over(&self, is_handed_over: bool) {
        self.is_handed_over.store(is_handed_over, Ordering::Relaxed);
    }

    /// A renewal takes statements, so it is done now and then. True starts the time to the next one.
    pub(crate) fn is_renewal_due(&self, now: Timestamp) -> bool {
        let since = now.as_micros().saturating_sub(self.renewed_us.load(Ordering::Relaxed));
        let is_due = since < 0 || since >= self.length_us() / 10;
        if is_due {
            self.renewed_us.store(now.as_micros(), Ordering::Relaxed);
        }
        is_due
    }

    pub(crate) fn note_blocked(&self, is_blocked: bool) {
        let times = if is_blocked { self.blocked.load(Ordering::Relaxed).saturating_add(1) } else { 0 };
        self.blocked.store(times, Ordering::Relaxed);
    }

    /// How soon to look again, although nothing was committed here.
    pub(crate) fn recheck_after(&self) -> Option<Duration> {
        let times = self.blocked.load(Ordering::Relaxed);
        (times > 0).then(|| BLOCKED.delay(times))
    }
}
