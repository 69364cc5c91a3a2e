//! What all processes of an installation count together.

use async_trait::async_trait;
use primitives::{OverQuota, Quota, QuotaLeft};

/// Counts by keys, by the same rule as each process does for itself.
///
/// **Bounds.** Each call ends within a few hundredths of a second. **Failure.** Nothing that is counted here is needed: without an answer the verdict of
/// the process stands. What was sent may count although there was no answer, and may count twice: a caller then has one less for a while.
#[async_trait]
pub trait SharedRates: Send + Sync {
    /// One more; None: not known in time.
    async fn admit(&self, key: &str, quota: Quota) -> Option<Result<QuotaLeft, OverQuota>>;

    /// One that was admitted and has done nothing.
    async fn give_back(&self, key: &str, quota: Quota);
}
