//! Whether the database of a service answers.

use async_trait::async_trait;
use lifecycle::ReadyCheck;
use primitives::Cause;
use sql::Database;

pub(crate) struct DatabaseAnswers {
    /// In the answer of `/readyz`.
    name: String,
    database: Database,
}

impl DatabaseAnswers {
    pub(crate) fn new(service: &str, database: Database) -> Self {
        Self { name: format!("{service} database"), database }
    }
}

#[async_trait]
impl ReadyCheck for DatabaseAnswers {
    fn name(&self) -> &str {
        &self.name
    }

    async fn check(&self) -> Result<(), Cause> {
        Ok(self.database.ping().await?)
    }
}
