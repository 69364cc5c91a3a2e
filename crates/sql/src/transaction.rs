//! A transaction: all of it, or nothing.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use tokio::sync::OwnedRwLockReadGuard;
use tokio::time::Instant;

use crate::committed_rows::UncommittedRows;
use crate::connection::Connection;
use crate::error::DbError;
use crate::outbox_owner::OutboxOwner;
use crate::outbox_row::OutboxRow;
use crate::statement::{OnDuplicate, Statement};

/// Used like the connection itself. Dropped without a commit, it never happened.
#[must_use = "a transaction that is not committed never happened"]
#[derive(Debug)]
pub struct Transaction {
    connection: Connection,
    outbox: Arc<OutboxOwner>,
    messages: Option<UncommittedRows>,
    /// Kept until the end, once there are messages in it that have a lease.
    writing: Option<OwnedRwLockReadGuard<()>>,
}

impl Transaction {
    pub(crate) fn new(connection: Connection, outbox: Arc<OutboxOwner>) -> Self {
        Self { connection, outbox, messages: None, writing: None }
    }

    /// The owner of the messages that this transaction adds to the outbox.
    pub(crate) fn outbox_owner(&self) -> &str {
        self.outbox.name()
    }

    /// For how long they are left to it. From now on a hand-over waits for this transaction.
    pub(crate) async fn outbox_lease_us(&mut self) -> i64 {
        let Some(leases) = self.outbox.leases() else { return 0 };
        if self.writing.is_none() {
            self.writing = Some(leases.begin_writing().await);
        }
        leases.of_new_us()
    }

    /// The commit will hand it over to the relay.
    pub(crate) fn note_enqueued(&mut self, row: OutboxRow) {
        let messages = || UncommittedRows::new(Arc::clone(self.outbox.committed_rows()));
        self.messages.get_or_insert_with(messages).add(row);
    }

    /// Returns when the transaction survives a power cut. Its messages are handed over to the relay after that, so that it never publishes
    /// what a power cut can undo. After an error the outcome is unknown: it may be committed all the same.
    pub async fn commit(self) -> Result<(), DbError> {
        let Self { connection, outbox, mut messages, writing: _until_the_end } = self;
        messages.iter_mut().for_each(UncommittedRows::begin_commit);
        let started = Instant::now();
        match connection {
            Connection::Sqlite(connection) => connection.commit().await?,
            Connection::MySql(connection) => connection.commit().await?,
        }
        metrics::histogram!("holdfast_sql_commit_seconds").record(started.elapsed());
        if let Some(messages) = messages {
            messages.hand_over();
            outbox.notify_committed();
        }
        Ok(())
    }

    /// As [`Self::commit`] without the wait for the disk where that can be left out, for what may be lost and done again. It
    /// survives the end of the process, and a power cut as soon as anything else is committed durably.
    pub async fn commit_lazily(self) -> Result<(), DbError> {
        let Self { connection, outbox, mut messages, writing: _until_the_end } = self;
        messages.iter_mut().for_each(UncommittedRows::begin_commit);
        match connection {
            Connection::Sqlite(connection) => connection.commit_lazily().await?,
            Connection::MySql(connection) => connection.commit().await?,
        }
        if let Some(messages) = messages {
            // Not durable yet: the relay asks the table for them, and has them made durable before it publishes them.
            drop(messages);
            outbox.notify_committed();
        }
        Ok(())
    }
}

impl Statement<'_> {
    /// Waits for the next statement of the transaction, or for its commit, and saves a round trip to the engine. That one then also reports
    /// what went wrong with this one, and only dropping the transaction is left to do.
    pub fn pipelined(self, on_duplicate: OnDuplicate, tx: &mut Transaction) -> Result<(), DbError> {
        match &mut tx.connection {
            Connection::Sqlite(connection) => connection.pipeline(self, on_duplicate),
            Connection::MySql(connection) => {
                connection.pipeline(&self, on_duplicate);
                Ok(())
            }
        }
    }

    /// As [`Self::pipelined`]; where too much would wait then, it is sent with what waits already.
    pub(crate) async fn pipelined_within_limit(
        self,
        on_duplicate: OnDuplicate,
        tx: &mut Transaction,
    ) -> Result<(), DbError> {
        if self.text_bytes() + tx.connection.pipelined_bytes() <= tx.connection.statement_bytes_max() {
            return self.pipelined(on_duplicate, tx);
        }
        match self.execute(tx).await {
            Ok(_) => Ok(()),
            Err(error) => Err(on_duplicate.interpret(error)),
        }
    }
}

impl Deref for Transaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}
