//! Runs scripts: sends a call to the node of its slot, repeats it once where that can help, and gives up after a timeout.
//!
//! A script may run twice, because each one is idempotent by the ids in its arguments. So a call is sent once more if it was lost on
//! the way, or has met a server that was just demoted or has lost its scripts.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Tasks;
use parking_lot::Mutex;
use primitives::{Clock, EventId, SeatId};
use redis::{ErrorKind, RedisError, ServerErrorKind, Value};
use tokio::time::{Instant, timeout};

use super::codec::{Answer, KeyScope, Keys, unexpected};
use super::config::RedisConfig;
use super::known_events::KnownEvents;
use super::node::{Connection, Node};
use super::nodes::Nodes;
use super::scripts::{Script, Scripts};
use crate::ports::Unavailable;

/// How often a script may ask for further keys: between two calls another one may have changed which keys it needs.
pub(super) const ROUNDS_MAX: u32 = 8;
const RETRY_AFTER: Duration = Duration::from_secs(1);

#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("redis has not answered within {} ms", after.as_millis())]
    Timeout { after: Duration },
    #[error("redis refused or could not be reached")]
    Redis(#[from] RedisError),
    #[error("the seats changed each time before the script could read them")]
    TooManyRounds,
}

/// One script with its keys and arguments.
pub(super) struct ScriptCall {
    pub(super) keys: Keys,
    script: Arc<Script>,
    /// `KEYS` behind the shared ones, in this order.
    seats: Vec<String>,
    others: Vec<String>,
    more: Vec<String>,
    trace: String,
    args: Vec<String>,
}

impl ScriptCall {
    pub(super) fn seats(mut self, seats: &[SeatId]) -> Self {
        self.seats = seats.iter().map(|seat| self.keys.seat(*seat)).collect();
        self
    }

    pub(super) fn others(mut self, keys: impl IntoIterator<Item = String>) -> Self {
        self.others.extend(keys);
        self
    }

    /// Seats that the script has asked for, without those that it has.
    pub(super) fn more(mut self, seats: &[SeatId]) -> Self {
        let keys = seats.iter().map(|seat| self.keys.seat(*seat));
        self.more = keys.filter(|key| !self.seats.contains(key)).collect();
        self
    }

    pub(super) fn trace(mut self, traceparent: Option<&str>) -> Self {
        traceparent.unwrap_or_default().clone_into(&mut self.trace);
        self
    }

    pub(super) fn args(mut self, args: impl IntoIterator<Item = String>) -> Self {
        self.args.extend(args);
        self
    }

    /// Adds the keys and arguments of a further command of the same call.
    pub(super) fn append(&mut self, other: Self) {
        self.seats.extend(other.seats);
        self.others.extend(other.others);
        self.more.extend(other.more);
        self.args.extend(other.args);
    }
}

enum Payload<'a> {
    Script(&'a ScriptCall),
    Commands(&'a redis::Pipeline),
}

pub(super) struct ScriptRunner {
    pub(super) scripts: Scripts,
    pub(super) timeout: Duration,
    pub(super) prefix: String,
    pub(super) known: Mutex<KnownEvents>,
    pub(super) nodes: Nodes,
    /// Of a test; otherwise seats obey the clock of Redis.
    clock: Option<Arc<dyn Clock>>,
}

impl ScriptRunner {
    pub(super) fn new(
        config: &RedisConfig,
        tasks: Tasks,
        scripts: Scripts,
        clock: Option<Arc<dyn Clock>>,
    ) -> Self {
        Self {
            scripts,
            timeout: config.timeout,
            prefix: config.prefix.clone(),
            known: Mutex::default(),
            nodes: Nodes::of(config.target.expose().clone(), config.login.clone(), config.calls_max, tasks),
            clock,
        }
    }

    pub(super) fn keys(&self, scope: KeyScope) -> Keys {
        Keys::of(&self.prefix, scope)
    }

    pub(super) fn call(&self, script: &Arc<Script>, scope: KeyScope) -> ScriptCall {
        ScriptCall {
            keys: self.keys(scope),
            script: Arc::clone(script),
            seats: Vec::new(),
            others: Vec::new(),
            more: Vec::new(),
            trace: String::new(),
            args: Vec::new(),
        }
    }

    pub(super) fn call_on(&self, script: &Arc<Script>, event: EventId) -> ScriptCall {
        self.call(script, KeyScope::Event(event))
    }

    pub(super) async fn run(&self, call: &ScriptCall) -> Result<Answer, Unavailable> {
        let (values, _) =
            self.send(call.keys.slot, &Payload::Script(call)).await.map_err(Unavailable::new)?;
        values.into_iter().next().map_or_else(|| Err(unexpected("nothing")), Answer::of)
    }

    /// For a script that needs the event to be ready: runs it until it has all keys that it needs.
    pub(super) async fn run_ready(&self, mut call: ScriptCall) -> Result<Answer, Unavailable> {
        for _ in 0..ROUNDS_MAX {
            let mut answer = self.run(&call).await?;
            match answer.word.as_str() {
                "NOT_READY" => return Err(Unavailable::NotReady { retry_after: RETRY_AFTER }),
                "MORE" => call = call.more(&answer.seats()?),
                _ => {
                    if let KeyScope::Event(event) = call.keys.scope {
                        self.known.lock().insert(event);
                    }
                    return Ok(answer);
                }
            }
        }
        Err(Unavailable::new(Fault::TooManyRounds))
    }

    /// Plain commands about keys of one slot. Returns the run id of the server too.
    pub(super) async fn pipeline(
        &self,
        slot: u16,
        commands: &redis::Pipeline,
    ) -> Result<(Vec<Value>, String), Unavailable> {
        self.send(slot, &Payload::Commands(commands)).await.map_err(Unavailable::new)
    }

    async fn send(&self, slot: u16, payload: &Payload<'_>) -> Result<(Vec<Value>, String), Fault> {
        let mut used = None;
        if let Ok(answer) = timeout(self.timeout, self.send_twice(slot, payload, &mut used)).await {
            return Ok(answer?);
        }
        // A silent server may be gone: the next call connects again.
        if let Some((node, connection)) = used {
            node.discard(&connection);
        }
        Err(Fault::Timeout { after: self.timeout })
    }

    async fn send_twice(
        &self,
        slot: u16,
        payload: &Payload<'_>,
        used: &mut Option<(Arc<Node>, Arc<Connection>)>,
    ) -> Result<(Vec<Value>, String), RedisError> {
        let mut is_second = false;
        loop {
            let (node, connection) = self.nodes.connection(slot).await?;
            // The semaphore is never closed; and if it were, there would be no limit to wait for.
            let permit = node.in_flight.acquire().await.ok();
            *used = Some((node.clone(), connection.clone()));
            let answer = match payload {
                Payload::Script(call) => self.evaluate(&connection, call).await.map(|value| vec![value]),
                Payload::Commands(commands) => connection.send_all(commands).await,
            };
            *used = None;
            drop(permit);
            let error = match answer {
                Ok(values) => return Ok((values, connection.run_id.clone())),
                Err(error) => error,
            };
            let (moved, lost) = (has_moved(&error), is_lost(&error));
            if lost {
                node.discard(&connection);
            }
            if moved {
                self.nodes.has_moved(&node).await;
            }
            if is_second || !(moved || lost) {
                return Err(error);
            }
            is_second = true;
        }
    }

    async fn evaluate(&self, connection: &Connection, call: &ScriptCall) -> Result<Value, RedisError> {
        let started = Instant::now();
        let script = &call.script;
        let answer = match connection.send(&self.command("EVALSHA", &script.hash, connection, call)).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                connection.send(&self.command("EVAL", &script.code, connection, call)).await
            }
            answer => answer,
        };
        metrics::histogram!("holdfast_reservation_redis_seconds", "script" => script.name)
            .record(started.elapsed());
        answer
    }

    fn command(&self, name: &str, script: &str, connection: &Connection, call: &ScriptCall) -> redis::Cmd {
        let shared = call.keys.shared();
        let ScriptCall { seats, others, more, trace, args, .. } = call;
        let mut command = redis::cmd(name);
        command
            .arg(script)
            .arg(shared.len() + seats.len() + others.len() + more.len())
            .arg(shared.as_slice())
            .arg(seats)
            .arg(others)
            .arg(more)
            .arg(&connection.run_id)
            .arg(trace)
            .arg(args);
        if cfg!(debug_assertions) {
            let now = self.clock.as_ref().map_or(String::new(), |clock| clock.now().as_micros().to_string());
            command.arg(now);
        }
        command
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
