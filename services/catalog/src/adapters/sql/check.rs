//! Whether the records answer.

use async_trait::async_trait;
use lifecycle::ReadyCheck;

use super::SqlEventStore;

#[async_trait]
impl ReadyCheck for SqlEventStore {
    fn name(&self) -> &'static str {
        "catalog database"
    }

    async fn check(&self) -> Result<(), String> {
        self.db.ping().await.map_err(|error| error.to_string())
    }
}
