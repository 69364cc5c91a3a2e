//! Rates on a Redis: one script, one call a key.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use lifecycle::Tasks;
use primitives::{Clock, OverQuota, Quota, QuotaLeft};
use redis::{Cmd, RedisError, Value};
use redis_nodes::{CallFault, Exchange, NodeConnection, Nodes, NodesConfig, Script, slot_of};
use server::SharedRates;
use service_client::Breaker;
use tokio::time::Instant;

/// No request waits longer for it. Within a zone an answer takes less than a thousandth.
const WITHIN: Duration = Duration::from_millis(20);
const PREFIX: &str = "holdfast:rate:";
/// All processes count by one clock, that of Redis.
const CLOCK: &str = "local clock = function()\n  local time = redis.call('TIME')\n  return time[1] * 1000000 + time[2]\nend\n";
/// Or by that of a test: the last argument. Release builds have neither these lines nor the argument.
#[cfg(debug_assertions)]
const TEST_CLOCK: &str = "if ARGV[3] ~= '' then clock = function() return tonumber(ARGV[3]) end end\n";
#[cfg(not(debug_assertions))]
const TEST_CLOCK: &str = "";
const RULE: &str = include_str!("rates.lua");

/// While it does not answer it is asked once a second, and each process counts for itself.
pub struct RedisRates {
    nodes: Nodes,
    script: Arc<Script>,
    breaker: Breaker,
    clock: Option<Arc<dyn Clock>>,
}

/// One use of one key.
struct UseCall<'c> {
    script: &'c Script,
    key: String,
    cost_micros: i64,
    window_micros: i64,
    now: String,
}

impl Exchange for UseCall<'_> {
    type Answer = Value;

    async fn send_on(&self, connection: &NodeConnection) -> Result<Value, RedisError> {
        let fill = |command: &mut Cmd| {
            command.arg(1).arg(&self.key).arg(self.cost_micros).arg(self.window_micros);
            if cfg!(debug_assertions) {
                command.arg(&self.now);
            }
        };
        connection.evaluate(self.script, fill).await
    }
}

impl RedisRates {
    /// Connected on first use.
    #[must_use]
    pub fn new(mut config: NodesConfig, tasks: Tasks) -> Self {
        config.timeout = WITHIN;
        let nodes = Nodes::of(&config, tasks);
        let script = Script::new("RATES", [CLOCK, TEST_CLOCK, RULE].concat());
        Self { nodes, script, breaker: Breaker::new("edge-redis"), clock: None }
    }

    /// For tests: by this clock, and without hurry.
    #[cfg(debug_assertions)]
    #[must_use]
    pub fn by(clock: Arc<dyn Clock>, config: &NodesConfig, tasks: Tasks) -> Self {
        let nodes = Nodes::of(config, tasks.clone());
        Self { nodes, clock: Some(clock), ..Self::new(config.clone(), tasks) }
    }

    /// Whether it is admitted, and what the script says besides; none without an answer.
    async fn count(&self, key: &str, cost_micros: i64, quota: Quota) -> Option<(bool, Duration)> {
        if !self.breaker.allows(Instant::now()) {
            fell_back("open");
            return None;
        }
        let now = self.clock.as_ref().map_or(String::new(), |clock| clock.now().as_micros().to_string());
        let (key, window_micros) = (format!("{PREFIX}{key}"), micros(quota.window()));
        let call = UseCall { script: &self.script, key, cost_micros, window_micros, now };
        let answered = self.nodes.call(slot_of(&call.key), &call).await;
        match &answered {
            Ok(_) => self.breaker.succeeded(),
            Err(_) => self.breaker.failed(Instant::now()),
        }
        match answered {
            Ok((answer, _)) => read(&answer),
            Err(CallFault::Timeout { .. }) => {
                fell_back("slow");
                None
            }
            Err(CallFault::Redis(_)) => {
                fell_back("unreachable");
                None
            }
        }
    }
}

#[async_trait]
impl SharedRates for RedisRates {
    async fn admit(&self, key: &str, quota: Quota) -> Option<Result<QuotaLeft, OverQuota>> {
        let (is_admitted, lasts) = self.count(key, micros(quota.interval()), quota).await?;
        Some(if is_admitted { Ok(quota.left(lasts)) } else { Err(OverQuota { retry_after: lasts }) })
    }

    async fn give_back(&self, key: &str, quota: Quota) {
        self.count(key, -micros(quota.interval()), quota).await;
    }
}

fn read(answer: &Value) -> Option<(bool, Duration)> {
    let Value::Array(parts) = answer else { return None };
    let [Value::Int(is_admitted), Value::Int(micros)] = parts.as_slice() else { return None };
    Some((*is_admitted == 1, Duration::from_micros(u64::try_from(*micros).ok()?)))
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// The verdict of this process alone counts.
fn fell_back(why: &'static str) {
    metrics::counter!("holdfast_edge_redis_fallbacks_total", "why" => why).increment(1);
}
