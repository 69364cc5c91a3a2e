//! How many get into a sale without a pass, while operators let it.

use async_trait::async_trait;
use primitives::EventId;

use super::unavailable::Unavailable;

#[async_trait]
pub trait OpenMeter: Send + Sync {
    /// Whether one more may get in at the event: so many a second in all instances together, as `domain/meter.rs` says. Each call counts, also one
    /// whose answer is lost: then one fewer gets in.
    async fn admit(&self, event: EventId, per_second: u32) -> Result<bool, Unavailable>;
}
