//! A unit of work: all of it, or nothing.

use std::ops::{Deref, DerefMut};

use tokio::sync::OwnedRwLockReadGuard;
use tokio::time::Instant;

use crate::mysql::MySqlWork;
use crate::sqlite::SqliteWork;
use crate::{Connection, Database, DbError};

/// Used like the connection itself. Dropped without a commit, it never happened.
#[must_use = "a unit of work that is not committed never happened"]
#[derive(Debug)]
pub struct Transaction {
    work: Work,
    database: Database,
    enqueued: bool,
    /// Kept until the end, once there are messages in it that have a lease.
    writing: Option<OwnedRwLockReadGuard<()>>,
}

#[derive(Debug)]
pub(crate) enum Work {
    Sqlite(SqliteWork),
    MySql(MySqlWork),
}

impl Transaction {
    pub(crate) fn new(database: Database, work: Work) -> Self {
        Self { work, database, enqueued: false, writing: None }
    }

    /// Whose messages go into the outbox by this unit of work.
    pub(crate) fn outbox_owner(&self) -> &str {
        self.database.outbox_owner()
    }

    /// For how long they are left to it. From now on a hand-over waits for this unit of work.
    pub(crate) async fn outbox_lease_us(&mut self) -> i64 {
        let Some(leases) = self.database.leases() else { return 0 };
        if self.writing.is_none() {
            self.writing = Some(leases.begin_writing().await);
        }
        leases.of_new_us()
    }

    /// The commit will wake the relay.
    pub(crate) fn note_enqueued(&mut self) {
        self.enqueued = true;
    }

    /// Returns when the work survives a power cut. The relay is told after it, so that it never publishes what a power cut can
    /// undo. An error may mean that the work is committed all the same: it is unknown.
    pub async fn commit(self) -> Result<(), DbError> {
        let Self { work, database, enqueued, writing: _until_the_end } = self;
        let started = Instant::now();
        match work {
            Work::Sqlite(work) => work.commit().await?,
            Work::MySql(work) => work.commit().await?,
        }
        metrics::histogram!("holdfast_sql_commit_seconds").record(started.elapsed());
        if enqueued {
            database.tell_outbox_grew();
        }
        Ok(())
    }

    /// As [`Self::commit`] without the wait for the disk where that can be left out, for what may be lost and done again. It
    /// survives the end of the process, and a power cut as soon as anybody else commits.
    pub async fn commit_lazily(self) -> Result<(), DbError> {
        let Self { work, database, enqueued, writing: _until_the_end } = self;
        match work {
            Work::Sqlite(work) => work.commit_lazily().await?,
            Work::MySql(work) => work.commit().await?,
        }
        if enqueued {
            // The relay has them made durable before it publishes them.
            database.tell_outbox_grew();
        }
        Ok(())
    }
}

impl Deref for Transaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match &self.work {
            Work::Sqlite(work) => work.connection(),
            Work::MySql(work) => work.connection(),
        }
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Connection {
        match &mut self.work {
            Work::Sqlite(work) => work.connection_mut(),
            Work::MySql(work) => work.connection_mut(),
        }
    }
}
