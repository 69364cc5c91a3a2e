//! Whether the database of a service answers.

use async_trait::async_trait;
use lifecycle::ReadyCheck;
use primitives::Cause;
use sql::Database;

pub(crate) struct DatabaseAnswers {
    /// In the answer of `/readyz`.
    name: String,
    database: Database,
    is_needed: bool,
}

impl DatabaseAnswers {
    pub(crate) fn new(service: &str, database: Database, is_needed: bool) -> Self {
        Self { name: format!("{service} database"), database, is_needed }
    }
}

#[async_trait]
impl ReadyCheck for DatabaseAnswers {
    fn name(&self) -> &str {
        &self.name
    }

    fn is_needed(&self) -> bool {
        self.is_needed
    }

    async fn check(&self) -> Result<(), Cause> {
        Ok(self.database.ping().await?)
    }
}
