//! How full the memory of Redis is. Holds are refused before it is full, so that what they were made for can be completed: claims, confirms,
//! releases and expiry take almost no memory, and their scripts are executed even above the limit.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use redis_nodes::{Node, info_field};
use tokio::time::timeout;

use super::script_runner::ScriptRunner;
use super::store::RedisSeats;
use crate::metrics;
use crate::ports::Unavailable;

/// From here on, in thousandths of `maxmemory`, no seat is held. An alert fires below it.
const HOLDS_UNTIL: u32 = 900;

#[derive(Debug, thiserror::Error)]
#[error("the memory of redis is nearly full")]
pub(super) struct MemoryNearlyFull;

impl RedisSeats {
    /// Reads how full each server is. One that does not answer keeps what was read last.
    pub async fn look_at_memory(&self) {
        let nodes = self.runner.nodes.primaries();
        join_all(nodes.iter().map(|(_, node)| self.runner.look_at_memory_of(node))).await;
        let fullest = nodes.iter().map(|(_, node)| node.memory()).max().unwrap_or_default();
        metrics::redis_memory(f64::from(fullest) / 1_000.0);
    }
}

impl ScriptRunner {
    /// Whether the server with this slot has memory for further holds.
    pub(super) fn check_memory(&self, slot: u16) -> Result<(), Unavailable> {
        match self.nodes.owner(slot) {
            Some(node) if node.memory() >= HOLDS_UNTIL => Err(Unavailable::new(MemoryNearlyFull)),
            _ => Ok(()),
        }
    }

    async fn look_at_memory_of(&self, node: &Arc<Node>) {
        let mut info = redis::cmd("INFO");
        info.arg("memory");
        let answer = timeout(self.timeout, async {
            let connection = node.connection(self.nodes.tasks()).await.ok()?;
            connection.send(&info).await.ok()
        });
        let answer: Option<String> =
            answer.await.ok().flatten().and_then(|info| redis::from_redis_value(info).ok());
        if let Some(thousandths) = answer.as_deref().and_then(used) {
            node.set_memory(thousandths);
        }
    }
}

/// As Redis counts it when it refuses a write, in thousandths; 0 where there is no limit.
fn used(info: &str) -> Option<u32> {
    let number = |name: &str| info_field(info, name)?.parse::<u64>().ok();
    let (all, limit) = (number("used_memory")?, number("maxmemory")?);
    let counted = all.saturating_sub(number("mem_not_counted_for_evict").unwrap_or(0));
    let thousandths = counted.saturating_mul(1_000).checked_div(limit).unwrap_or(0);
    Some(u32::try_from(thousandths).unwrap_or(u32::MAX))
}

/// How often [`RedisSeats::look_at_memory`] is due: a tenth of the limit takes longer to fill.
pub(crate) const LOOK_AT_MEMORY_EVERY: Duration = Duration::from_millis(500);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_the_limit_is_what_redis_would_refuse_by() {
        let info =
            |limit: u64| format!("used_memory:950\r\nmem_not_counted_for_evict:50\r\nmaxmemory:{limit}\r\n");
        assert_eq!(used(&info(1_000)), Some(900));
        assert_eq!(used(&info(0)), Some(0), "there is no limit");
        assert_eq!(used("used_memory:950\r\n"), None);
    }
}
