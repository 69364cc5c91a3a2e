//! One fdatasync for everybody who waits: group commit.
//!
//! SQLite at `synchronous=NORMAL` writes a commit to the `-wal` file and does not sync it, which takes microseconds. Whoever
//! needs the commit to survive a power cut then waits here. A thread of its own takes all who are waiting, syncs the file
//! once, and answers them all; those who come meanwhile share the next sync.
//!
//! A checkpoint between a commit and this sync does no harm: SQLite syncs the WAL before it copies it into the database, and
//! syncs the database before it starts the WAL anew. Whatever was committed is durable on one side or the other.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{mpsc, oneshot};

use crate::DbError;

/// How many may wait for the next sync; more wait for a place in the queue.
const WAITING_MAX: usize = 16 * 1024;

type Waiter = oneshot::Sender<Result<(), DbError>>;

#[derive(Debug, Clone)]
pub(crate) struct Barrier {
    waiters: mpsc::Sender<Waiter>,
    syncs: Arc<AtomicU64>,
}

impl Barrier {
    /// `wal` has to exist. It is opened by a descriptor of its own: on the database file that would drop SQLite's locks.
    pub(crate) fn open(wal: &Path) -> io::Result<Self> {
        let file = File::open(wal)?;
        let (waiters, queue) = mpsc::channel(WAITING_MAX);
        let syncs = Arc::new(AtomicU64::new(0));
        let counter = syncs.clone();
        std::thread::Builder::new()
            .name("group-commit".to_owned())
            .spawn(move || run(&file, queue, &counter))?;
        Ok(Self { waiters, syncs })
    }

    /// Returns when everything committed before this call is durable. After one failed sync nothing is known to be durable
    /// any more, so all later calls are refused.
    pub(crate) async fn passed(&self) -> Result<(), DbError> {
        let (done, answer) = oneshot::channel();
        self.waiters.send(done).await.map_err(|_| DbError::Poisoned)?;
        answer.await.map_err(|_| DbError::Poisoned)?
    }

    /// How many syncs there were: what tests count to see that commits share them.
    pub(crate) fn syncs(&self) -> u64 {
        self.syncs.load(Ordering::Relaxed)
    }
}

fn run(file: &File, mut queue: mpsc::Receiver<Waiter>, syncs: &AtomicU64) {
    let mut batch = Vec::new();
    while let Some(first) = queue.blocking_recv() {
        batch.push(first);
        while let Ok(next) = queue.try_recv() {
            batch.push(next);
        }
        let synced = file.sync_data();
        syncs.fetch_add(1, Ordering::Relaxed);
        let failed = synced.is_err();
        if let Err(error) = synced {
            tracing::error!(%error, "the write-ahead log cannot be synced; no commit is accepted any more");
        }
        for waiter in batch.drain(..) {
            // Somebody who does not wait any more needs no answer.
            let _ = waiter.send(if failed { Err(DbError::Poisoned) } else { Ok(()) });
        }
        if failed {
            return;
        }
    }
}
