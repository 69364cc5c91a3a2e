//! What a process cannot work without.

use async_trait::async_trait;
use primitives::Cause;

/// Something that a service cannot work without.
#[async_trait]
pub trait ReadyCheck: Send + Sync {
    /// Names the dependency in the answer of `/readyz`.
    fn name(&self) -> &str;

    /// Probes the dependency. Given one second; a failure is logged, and its cause is not shown to the client.
    async fn check(&self) -> Result<(), Cause>;
}
