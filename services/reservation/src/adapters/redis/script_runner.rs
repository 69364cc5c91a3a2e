//! Runs scripts on the node of their slot. A script may run twice, because each one is idempotent by the ids in its arguments.

use std::sync::Arc;
use std::time::Duration;

use lifecycle::Tasks;
use parking_lot::Mutex;
use primitives::{Clock, EventId, SeatId};
use redis::{RedisError, Value};
use redis_nodes::{Exchange, NodeConnection, Nodes, Script};
use tokio::time::Instant;

use super::codec::{Answer, KeyScope, Keys};
use super::config::RedisConfig;
use super::known_events::KnownEvents;
use super::scripts::Scripts;
use crate::ports::Unavailable;

/// How often a script may ask for further keys: between two calls another one may have changed which keys it needs. In a rush for the last places
/// each of the calls under way may do so once.
pub(super) const ROUNDS_MAX: u32 = 32;
const RETRY_AFTER: Duration = Duration::from_secs(1);

#[derive(Debug, thiserror::Error)]
#[error("the seats changed each time before the script could read them")]
pub(super) struct TooManyRounds;

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

    /// Seats that it looks at besides, without those that it has.
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

/// A script, and the runner that knows what every script gets.
struct ScriptExchange<'a>(&'a ScriptRunner, &'a ScriptCall);

impl Exchange for ScriptExchange<'_> {
    type Answer = Value;

    async fn send_on(&self, connection: &NodeConnection) -> Result<Value, RedisError> {
        let Self(runner, call) = self;
        let started = Instant::now();
        let fill = |command: &mut redis::Cmd| runner.fill(command, connection, call);
        let answer = connection.evaluate(&call.script, fill).await;
        metrics::histogram!("holdfast_reservation_redis_seconds", "script" => call.script.name)
            .record(started.elapsed());
        answer
    }
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
            timeout: config.nodes.timeout,
            prefix: config.nodes.prefix.clone(),
            known: Mutex::default(),
            nodes: Nodes::of(&config.nodes, tasks),
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
        let exchange = ScriptExchange(self, call);
        let (value, _) = self.nodes.call(call.keys.slot, &exchange).await.map_err(Unavailable::new)?;
        Answer::of(value)
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
        Err(Unavailable::new(TooManyRounds))
    }

    /// Plain commands about keys of one slot. Returns the run id of the server too.
    pub(super) async fn pipeline(
        &self,
        slot: u16,
        commands: &redis::Pipeline,
    ) -> Result<(Vec<Value>, String), Unavailable> {
        self.nodes.call(slot, commands).await.map_err(Unavailable::new)
    }

    fn fill(&self, command: &mut redis::Cmd, connection: &NodeConnection, call: &ScriptCall) {
        let shared = call.keys.shared();
        let ScriptCall { seats, others, more, trace, args, .. } = call;
        command
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
    }
}
