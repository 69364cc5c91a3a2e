//! One fdatasync for everybody who waits: group commit.
//!
//! SQLite at `synchronous=NORMAL` writes a commit to the end of the `-wal` file and does not sync it, which takes microseconds.
//! Whoever needs the commit to survive a power cut then waits here. A thread of its own takes all who are waiting, syncs the
//! file once, and answers them all; those who come meanwhile share the next sync. So the disk is never idle while somebody
//! waits, and never asked twice for the same.
//!
//! A checkpoint between a commit and this sync does no harm: SQLite syncs the log before it copies it into the database, and
//! syncs the database, with everything that the log held, before it starts to overwrite the log. So at any time after a COMMIT
//! its pages are either still in the log, where the next sync reaches them, or durable in the database. The file is not
//! replaced either: SQLite deletes it only with the last connection, and the writer's stays open for as long as we do.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::DbError;

/// How many may wait for the next sync; more wait for a place in the queue.
const WAITING_MAX: usize = 4_096;
/// A disk that takes longer is not one that anybody should wait for.
const SYNC_WITHIN: Duration = Duration::from_secs(10);

/// Makes the log durable, up to its present end.
pub(crate) type Sync = Box<dyn FnMut() -> io::Result<()> + Send>;

#[derive(Debug)]
pub(crate) struct Barrier {
    waiters: mpsc::Sender<Waiter>,
    marks: Arc<Marks>,
}

#[derive(Debug)]
struct Waiter {
    /// All commits up to this one have to be durable.
    ticket: u64,
    done: oneshot::Sender<Result<(), DbError>>,
}

/// How far the commits are. With one writer they have an order, and `begun >= finished >= durable`.
#[derive(Debug, Default)]
struct Marks {
    begun: AtomicU64,
    finished: AtomicU64,
    durable: AtomicU64,
    syncs: AtomicU64,
    /// After a failed sync the kernel may have dropped what it could not write and call the next sync a success. Only a restart,
    /// which reads the file again, finds out what is there.
    poisoned: AtomicBool,
}

impl Barrier {
    pub(crate) fn start(sync: Sync) -> io::Result<Self> {
        let (waiters, queue) = mpsc::channel(WAITING_MAX);
        let marks = Arc::new(Marks::default());
        let shared = Arc::clone(&marks);
        // Ends with the last sender, that is, with the database.
        std::thread::Builder::new()
            .name("group-commit".to_owned())
            .spawn(move || run(queue, &shared, sync))?;
        Ok(Self { waiters, marks })
    }

    /// The writer says this right before COMMIT. The ticket stands for this commit and all before it.
    pub(crate) fn commit_begins(&self) -> u64 {
        self.marks.begun.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// The writer says this when no COMMIT is under way: neither its own nor one that somebody stopped waiting for.
    pub(crate) fn commits_finished(&self) {
        self.marks.finished.store(self.marks.begun.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    /// Returns when everything that anybody can have read by now is durable. Costs nothing where nothing was committed since.
    pub(crate) async fn passed(&self) -> Result<(), DbError> {
        self.passed_by(self.marks.begun.load(Ordering::SeqCst)).await
    }

    /// Returns when the commit with this ticket is durable.
    pub(crate) async fn passed_by(&self, ticket: u64) -> Result<(), DbError> {
        self.healthy()?;
        if ticket <= self.marks.durable.load(Ordering::SeqCst) {
            return Ok(());
        }
        let (done, answer) = oneshot::channel();
        let wait = async {
            self.waiters.send(Waiter { ticket, done }).await.map_err(|_| DbError::Poisoned)?;
            answer.await.map_err(|_| DbError::Poisoned)?
        };
        timeout(SYNC_WITHIN, wait)
            .await
            .map_err(|_| DbError::unavailable("the disk takes too long to sync"))?
    }

    pub(crate) fn healthy(&self) -> Result<(), DbError> {
        if self.marks.poisoned.load(Ordering::SeqCst) { Err(DbError::Poisoned) } else { Ok(()) }
    }

    /// How many syncs there were: what tests count to see that commits share them.
    pub(crate) fn syncs(&self) -> u64 {
        self.marks.syncs.load(Ordering::SeqCst)
    }
}

fn run(mut queue: mpsc::Receiver<Waiter>, marks: &Marks, mut sync: Sync) {
    let mut round = Vec::new();
    while let Some(first) = queue.blocking_recv() {
        round.push(first);
        while let Ok(next) = queue.try_recv() {
            round.push(next);
        }
        let passed = round_passes(&round, marks, &mut sync);
        for waiter in round.drain(..) {
            // Somebody who does not wait any more needs no answer.
            let _ = waiter.done.send(if passed { Ok(()) } else { Err(DbError::Poisoned) });
        }
    }
}

fn round_passes(round: &[Waiter], marks: &Marks, sync: &mut Sync) -> bool {
    if marks.poisoned.load(Ordering::SeqCst) {
        return false;
    }
    let durable = marks.durable.load(Ordering::SeqCst);
    if round.iter().all(|waiter| waiter.ticket <= durable) {
        return true;
    }
    // Read before the sync: whatever is finished by now is in the file.
    let finished = marks.finished.load(Ordering::SeqCst);
    marks.syncs.fetch_add(1, Ordering::SeqCst);
    match sync() {
        Ok(()) => {
            marks.durable.store(finished, Ordering::SeqCst);
            true
        }
        Err(error) => {
            marks.poisoned.store(true, Ordering::SeqCst);
            tracing::error!(%error, "the write-ahead log cannot be synced, no commit is accepted any more");
            false
        }
    }
}
