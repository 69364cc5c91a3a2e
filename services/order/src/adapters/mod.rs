//! What is behind the ports: the engine of the records, and the services that are called, in this process or over HTTP. The bus has its
//! adapters in `crates/bus`.

use std::sync::Arc;

use ::sql::Database;
use bus::adapters::sql::{SqlOutbox, SqlParking};
use bus::{Outbox, Parking};
use lifecycle::ReadyCheck;
use primitives::Clock;

use crate::messages::GROUP;
use crate::ports::{OrderStore, OwnBooks};

pub mod neighbours;
pub mod sql;

/// Everything that lives in one database, and has to, because it commits together.
pub struct Records {
    pub store: Arc<dyn OrderStore>,
    pub books: Arc<dyn OwnBooks>,
    pub outbox: Arc<dyn Outbox>,
    pub parking: Arc<dyn Parking>,
    pub check: Arc<dyn ReadyCheck>,
}

impl Records {
    /// Of a database that was opened with [`sql::MIGRATOR`].
    #[must_use]
    pub fn in_database(database: &Database, clock: Arc<dyn Clock>) -> Self {
        let store = Arc::new(sql::SqlOrders::new(database.clone()));
        Self {
            store: store.clone(),
            books: store.clone(),
            outbox: Arc::new(SqlOutbox::new(database.clone(), clock.clone())),
            parking: Arc::new(SqlParking::new(database.clone(), GROUP, clock)),
            check: store,
        }
    }
}
