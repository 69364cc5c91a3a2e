//! Group commit: one fdatasync for all commits that wait for one.
//!
//! SQLite at `synchronous=NORMAL` writes a commit to the end of the `-wal` file and does not sync it, which takes microseconds.
//! A caller whose commit has to survive a power cut then waits here. A thread of its own takes all that are waiting, syncs the
//! file once, and answers them all; those that come meanwhile share the next sync. So the disk is never idle while a commit
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

use crate::error::DbError;

/// How many may wait for the next sync; more wait for a place in the queue.
const WAITING_MAX: usize = 4_096;
/// A disk that takes longer is not worth waiting for.
const SYNC_WITHIN: Duration = Duration::from_secs(10);

/// Makes the log durable, up to its present end.
pub(crate) type Sync = Box<dyn FnMut() -> io::Result<()> + Send>;

#[derive(Debug)]
pub(crate) struct GroupCommit {
    queue: mpsc::Sender<Waiter>,
    progress: Arc<Progress>,
}

#[derive(Debug)]
struct Waiter {
    /// All commits up to this one have to be durable.
    ticket: u64,
    done: oneshot::Sender<Result<(), DbError>>,
}

/// How far the commits are. With one writer they have an order, and `begun >= finished >= durable`.
#[derive(Debug, Default)]
struct Progress {
    begun: AtomicU64,
    finished: AtomicU64,
    durable: AtomicU64,
    syncs: AtomicU64,
    /// After a failed sync the kernel may have dropped what it could not write and call the next sync a success. Only a restart,
    /// which reads the file again, finds out what is there.
    poisoned: AtomicBool,
}

impl GroupCommit {
    pub(crate) fn start(sync: Sync) -> io::Result<Self> {
        let (waiters, queue) = mpsc::channel(WAITING_MAX);
        let progress = Arc::new(Progress::default());
        let shared = Arc::clone(&progress);
        // Ends with the last sender, that is, with the database.
        std::thread::Builder::new()
            .name("group-commit".to_owned())
            .spawn(move || run(queue, &shared, sync))?;
        Ok(Self { queue: waiters, progress })
    }

    /// To be called right before COMMIT. The ticket stands for this commit and all before it.
    pub(crate) fn commit_begins(&self) -> u64 {
        self.progress.begun.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// To be called when no COMMIT is in progress: neither one's own nor one that a caller stopped waiting for.
    pub(crate) fn commits_finished(&self) {
        self.progress.finished.store(self.progress.begun.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    /// Returns when everything that a reader can have seen by now is durable. Costs nothing where nothing was committed since.
    pub(crate) async fn durable(&self) -> Result<(), DbError> {
        self.durable_up_to(self.progress.begun.load(Ordering::SeqCst)).await
    }

    /// Returns when the commit with this ticket is durable.
    pub(crate) async fn durable_up_to(&self, ticket: u64) -> Result<(), DbError> {
        self.healthy()?;
        if ticket <= self.progress.durable.load(Ordering::SeqCst) {
            return Ok(());
        }
        let (done, answer) = oneshot::channel();
        let wait = async {
            self.queue.send(Waiter { ticket, done }).await.map_err(|_| DbError::Poisoned)?;
            answer.await.map_err(|_| DbError::Poisoned)?
        };
        timeout(SYNC_WITHIN, wait)
            .await
            .map_err(|_| DbError::unavailable("the disk takes too long to sync"))?
    }

    pub(crate) fn healthy(&self) -> Result<(), DbError> {
        if self.progress.poisoned.load(Ordering::SeqCst) { Err(DbError::Poisoned) } else { Ok(()) }
    }

    /// How many syncs there were: what tests count to see that commits share them.
    pub(crate) fn syncs(&self) -> u64 {
        self.progress.syncs.load(Ordering::SeqCst)
    }
}

fn run(mut queue: mpsc::Receiver<Waiter>, progress: &Progress, mut sync: Sync) {
    let mut round = Vec::new();
    while let Some(first) = queue.blocking_recv() {
        round.push(first);
        while let Ok(next) = queue.try_recv() {
            round.push(next);
        }
        let is_durable = sync_round(&round, progress, &mut sync);
        for waiter in round.drain(..) {
            // A caller that does not wait any more needs no answer.
            let _ = waiter.done.send(if is_durable { Ok(()) } else { Err(DbError::Poisoned) });
        }
    }
}

fn sync_round(round: &[Waiter], progress: &Progress, sync: &mut Sync) -> bool {
    if progress.poisoned.load(Ordering::SeqCst) {
        return false;
    }
    let durable = progress.durable.load(Ordering::SeqCst);
    if round.iter().all(|waiter| waiter.ticket <= durable) {
        return true;
    }
    // Read before the sync: whatever is finished by now is in the file.
    let finished = progress.finished.load(Ordering::SeqCst);
    progress.syncs.fetch_add(1, Ordering::SeqCst);
    match sync() {
        Ok(()) => {
            progress.durable.store(finished, Ordering::SeqCst);
            true
        }
        Err(error) => {
            progress.poisoned.store(true, Ordering::SeqCst);
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "the write-ahead log cannot be synced, no commit is accepted any more");
            false
        }
    }
}
