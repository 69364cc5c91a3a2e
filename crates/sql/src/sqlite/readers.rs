//! A few connections that only read, lent out in the order of asking.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::Handle;
use crate::{Connection, DbError};

/// Every connection is a thread.
const READERS: u32 = 4;
const LEND_WITHIN: Duration = Duration::from_secs(3);

#[derive(Debug)]
pub(crate) struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    lendable: Arc<Semaphore>,
}

/// Goes back when it is dropped. While a statement of it is under way the log cannot start over.
#[derive(Debug)]
pub(crate) struct SqliteReader {
    /// There until the reader is dropped.
    connection: Option<Connection>,
    idle: Arc<Mutex<Vec<Connection>>>,
    _permit: OwnedSemaphorePermit,
}

impl Readers {
    pub(crate) async fn open(options: &SqliteConnectOptions) -> Result<Self, DbError> {
        let mut idle = Vec::new();
        for _ in 0..READERS {
            let connection = options.clone().pragma("query_only", "ON").connect().await?;
            idle.push(Connection::Sqlite(Handle::new(connection)));
        }
        let lendable = Arc::new(Semaphore::new(idle.len()));
        Ok(Self { idle: Arc::new(Mutex::new(idle)), lendable })
    }

    pub(crate) async fn lend(&self) -> Result<SqliteReader, DbError> {
        let permit = timeout(LEND_WITHIN, Arc::clone(&self.lendable).acquire_owned())
            .await
            .map_err(|_| DbError::unavailable("all readers are busy"))?
            .map_err(|_| DbError::unavailable("the database is closed"))?;
        let connection = self.idle.lock().pop();
        if connection.is_none() {
            return Err(DbError::unavailable("no reader is left"));
        }
        Ok(SqliteReader { connection, idle: Arc::clone(&self.idle), _permit: permit })
    }

    /// Waits for those that are lent out, and closes them all.
    pub(crate) async fn close(&self) -> Result<(), DbError> {
        let all = timeout(LEND_WITHIN, self.lendable.acquire_many(READERS)).await;
        self.lendable.close();
        drop(all);
        let idle = std::mem::take(&mut *self.idle.lock());
        for connection in idle {
            close(connection).await?;
        }
        Ok(())
    }
}

impl SqliteReader {
    #[expect(clippy::expect_used, reason = "only the drop takes it, and a dropped reader cannot be used")]
    pub(crate) fn connection(&self) -> &Connection {
        self.connection.as_ref().expect("a reader has its connection until it is dropped")
    }

    #[expect(clippy::expect_used, reason = "only the drop takes it, and a dropped reader cannot be used")]
    pub(crate) fn connection_mut(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("a reader has its connection until it is dropped")
    }
}

impl Drop for SqliteReader {
    fn drop(&mut self) {
        // A closed database has nobody left who would use it; then the connection ends with this value.
        self.idle.lock().extend(self.connection.take());
    }
}

/// Finishes what is under way first.
pub(crate) async fn close(connection: Connection) -> Result<(), DbError> {
    match connection {
        Connection::Sqlite(handle) => handle.close().await,
        Connection::MySql(_) => Ok(()),
    }
}
