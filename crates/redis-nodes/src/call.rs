//! Sends a call to the node of its slot, repeats it once where that can help, and gives up after a timeout.
//!
//! What is sent may run twice, because each script is idempotent by the ids in its arguments. So a call is sent once more if it was lost on
//! the way, or has met a server that was just demoted or has lost its scripts.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use redis::{ErrorKind, RedisError, ServerErrorKind};
use tokio::time::timeout;

use crate::node::{Node, NodeConnection};
use crate::nodes::Nodes;

#[derive(Debug, thiserror::Error)]
pub enum CallFault {
    #[error("redis has not answered within {} ms", after.as_millis())]
    Timeout { after: Duration },
    #[error("redis refused or could not be reached")]
    Redis(#[from] RedisError),
}

/// What is sent to one node, and what it answers.
pub trait Exchange: Sync {
    type Answer: Send;

    fn send_on(
        &self,
        connection: &NodeConnection,
    ) -> impl Future<Output = Result<Self::Answer, RedisError>> + Send;
}

impl Exchange for redis::Pipeline {
    type Answer = Vec<redis::Value>;

    async fn send_on(&self, connection: &NodeConnection) -> Result<Self::Answer, RedisError> {
        connection.send_all(self).await
    }
}

impl Nodes {
    /// Gives the run id of the server too.
    pub async fn call<E: Exchange>(&self, slot: u16, exchange: &E) -> Result<(E::Answer, String), CallFault> {
        let mut used = None;
        if let Ok(answer) = timeout(self.timeout, self.call_twice(slot, exchange, &mut used)).await {
            return Ok(answer?);
        }
        // A silent server may be gone: the next call connects again.
        if let Some((node, connection)) = used {
            node.discard(&connection);
        }
        Err(CallFault::Timeout { after: self.timeout })
    }

    async fn call_twice<E: Exchange>(
        &self,
        slot: u16,
        exchange: &E,
        used: &mut Option<(Arc<Node>, Arc<NodeConnection>)>,
    ) -> Result<(E::Answer, String), RedisError> {
        let mut is_second = false;
        loop {
            let (node, connection) = self.connection(slot).await?;
            // The semaphore is never closed; and if it were, there would be no limit to wait for.
            let permit = node.in_flight.acquire().await.ok();
            *used = Some((node.clone(), connection.clone()));
            let answer = exchange.send_on(&connection).await;
            *used = None;
            drop(permit);
            let error = match answer {
                Ok(answer) => return Ok((answer, connection.run_id.clone())),
                Err(error) => error,
            };
            let (moved, lost) = (has_moved(&error), is_lost(&error));
            if lost {
                node.discard(&connection);
            }
            if moved {
                self.has_moved(&node).await;
            }
            if is_second || !(moved || lost) {
                return Err(error);
            }
            is_second = true;
        }
    }
}

/// The slot is served by another node.
fn has_moved(error: &RedisError) -> bool {
    use ServerErrorKind::{ClusterDown, MasterDown, Moved, ReadOnly};
    matches!(error.kind(), ErrorKind::Server(Moved | ReadOnly | ClusterDown | MasterDown))
}

/// The connection is of no more use: it is cut, or leads to a server that was demoted.
fn is_lost(error: &RedisError) -> bool {
    use ServerErrorKind::{MasterDown, ReadOnly};
    let is_cut = error.is_connection_dropped() || error.is_io_error() || error.is_timeout();
    is_cut || matches!(error.kind(), ErrorKind::Server(ReadOnly | MasterDown))
}
