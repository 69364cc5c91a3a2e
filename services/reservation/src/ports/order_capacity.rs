//! Whether the orders behind a hold have room.

use async_trait::async_trait;

use super::sales::SalesUnavailable;

#[async_trait]
pub trait OrderCapacity: Send + Sync {
    /// Whether another order would be accepted now.
    async fn has_room(&self) -> Result<bool, SalesUnavailable>;
}
