//! What a process depends on.

use async_trait::async_trait;
use primitives::Cause;

/// Something that a service works with.
#[async_trait]
pub trait ReadyCheck: Send + Sync {
    /// Names the dependency in the answer of `/readyz`.
    fn name(&self) -> &str;

    /// Whether the process is to get no work while this fails. Of what it can do without, a failure is only reported: otherwise one outage
    /// would take all instances out of the load balancer at once, with what they still can do.
    fn is_needed(&self) -> bool {
        true
    }

    /// Probes the dependency. Given one second; a failure is logged, and its cause is not shown to the client.
    async fn check(&self) -> Result<(), Cause>;
}
