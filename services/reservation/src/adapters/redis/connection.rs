//! Redis as the store sees it: a call goes to whoever has the event's slot, and is answered by a deadline or not at all.
//!
//! A script may be carried out twice, because each one is idempotent by the ids that it is given. So whatever was lost on the way, or met
//! a server that has just been demoted or emptied of its scripts, is sent once more.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Tasks;
use redis::{RedisError, ServerErrorKind, Value};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use super::answer::{Answer, nonsense};
use super::config::RedisConfig;
use super::link::{Link, Node};
use super::nodes::Nodes;
use super::script::Script;

#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("redis has not answered within {} ms", within.as_millis())]
    TooLate { within: Duration },
    #[error("redis refused or could not be reached")]
    Redis(#[from] RedisError),
    #[error("redis answered what cannot be understood: {0}")]
    Nonsense(String),
}

/// One script, with everything that it is to be given.
pub(super) struct Call {
    pub(super) script: &'static Script,
    pub(super) slot: u16,
    pub(super) keys: Vec<String>,
    pub(super) trace: String,
    pub(super) args: Vec<String>,
    /// For the clock of a test; nothing for that of Redis.
    pub(super) now: String,
}

enum Ask<'a> {
    Script(&'a Call),
    Commands(&'a redis::Pipeline),
}

pub(super) struct Redis {
    nodes: Nodes,
    permits: Semaphore,
    pub(super) answer_within: Duration,
}

impl Redis {
    pub(super) fn new(config: &RedisConfig, tasks: Tasks) -> Self {
        let nodes = Nodes::of(config.target.expose().clone(), tasks);
        let permits = Semaphore::new(config.calls_max);
        Self { nodes, permits, answer_within: config.answer_within }
    }

    pub(super) async fn call(&self, call: &Call) -> Result<Answer, Fault> {
        let (values, _) = self.by_deadline(call.slot, &Ask::Script(call)).await?;
        values.into_iter().next().map_or_else(|| Err(nonsense("nothing")), Answer::of)
    }

    /// Plain commands about keys of one slot. Returns the run id of the server too.
    pub(super) async fn ask_all(
        &self,
        slot: u16,
        commands: &redis::Pipeline,
    ) -> Result<(Vec<Value>, String), Fault> {
        self.by_deadline(slot, &Ask::Commands(commands)).await
    }

    async fn by_deadline(&self, slot: u16, ask: &Ask<'_>) -> Result<(Vec<Value>, String), Fault> {
        let mut used = None;
        let asked = timeout(self.answer_within, async {
            // Never closed; and if it were, there would be no limit to wait for.
            let _permit = self.permits.acquire().await.ok();
            self.ask_twice(slot, ask, &mut used).await
        });
        if let Ok(answer) = asked.await {
            return Ok(answer?);
        }
        // Somebody silent may be gone: the next one connects anew.
        if let Some((node, link)) = used {
            self.discard(&node, &link);
        }
        Err(Fault::TooLate { within: self.answer_within })
    }

    async fn ask_twice(
        &self,
        slot: u16,
        ask: &Ask<'_>,
        used: &mut Option<(Arc<Node>, Arc<Link>)>,
    ) -> Result<(Vec<Value>, String), RedisError> {
        let mut is_second = false;
        loop {
            let (node, link) = self.nodes.link(slot).await?;
            *used = Some((node.clone(), link.clone()));
            let answer = match ask {
                Ask::Script(call) => run(&link, call).await.map(|value| vec![value]),
                Ask::Commands(commands) => link.ask_all(commands).await,
            };
            *used = None;
            let error = match answer {
                Ok(values) => return Ok((values, link.run_id.clone())),
                Err(error) => error,
            };
            let mends = self.mend(&node, &link, &error);
            if is_second || !mends {
                return Err(error);
            }
            is_second = true;
        }
    }

    /// Says whether the next try may go better.
    fn mend(&self, node: &Arc<Node>, link: &Arc<Link>, error: &RedisError) -> bool {
        let is_moved = matches!(
            error.kind(),
            redis::ErrorKind::Server(
                ServerErrorKind::Moved
                    | ServerErrorKind::ReadOnly
                    | ServerErrorKind::ClusterDown
                    | ServerErrorKind::MasterDown
            )
        );
        let is_cut = error.is_connection_dropped() || error.is_io_error() || error.is_timeout();
        if is_moved || is_cut {
            self.discard(node, link);
        }
        is_moved || is_cut
    }

    fn discard(&self, node: &Arc<Node>, link: &Arc<Link>) {
        node.discard(link);
        self.nodes.distrust();
    }
}

async fn run(link: &Link, call: &Call) -> Result<Value, RedisError> {
    let started = Instant::now();
    let answer = match link.ask(&command("EVALSHA", &call.script.hash, link, call)).await {
        Err(error) if error.kind() == redis::ErrorKind::Server(ServerErrorKind::NoScript) => {
            link.ask(&command("EVAL", &call.script.code, link, call)).await
        }
        answer => answer,
    };
    metrics::histogram!("holdfast_reservation_redis_seconds", "script" => call.script.name)
        .record(started.elapsed());
    answer
}

fn command(name: &str, script: &str, link: &Link, call: &Call) -> redis::Cmd {
    let mut command = redis::cmd(name);
    command
        .arg(script)
        .arg(call.keys.len())
        .arg(&call.keys)
        .arg(&link.run_id)
        .arg(&call.trace)
        .arg(&call.args);
    if cfg!(debug_assertions) {
        command.arg(&call.now);
    }
    command
}
