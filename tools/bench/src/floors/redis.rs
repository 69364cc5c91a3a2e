//! The least script that a hold needs, by `redis-benchmark`, on a Redis of its own with the settings of the stack's.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, ensure};
use engines::{Redis, RedisAddress};

use super::Measured;
use crate::measure::Tiers;

/// Takes a seat unless it is taken, gives the change the next number, and publishes it.
const HOLD: &str = "\
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  redis.call('INCR', KEYS[2])
  redis.call('XADD', KEYS[3], 'MAXLEN', '~', '100000', '*', 'seat', ARGV[1])
  return 1
end
return 0";
const SERVER: &str = "redis";
const SEATS: &str = "100000000";
/// For a first estimate of the rate.
const FIRST_CALLS: u64 = 20_000;

pub(crate) struct RedisFloor {
    server: Redis,
    tiers: Tiers,
    script: String,
}

pub(crate) struct Holds {
    pub(crate) measured: Measured,
    /// Microseconds of the server's processor time for each.
    pub(crate) cpu_us: f64,
}

impl RedisFloor {
    pub(crate) fn start() -> anyhow::Result<Self> {
        let mut server = Redis::start()?;
        let tiers = Tiers::of([(SERVER, server.process().pid())])?;
        let script = server.address().run(&["SCRIPT", "LOAD", HOLD])?;
        Ok(Self { server, tiers, script })
    }

    pub(crate) fn address(&self) -> RedisAddress {
        self.server.address()
    }

    /// By this number of clients, each with `depth` calls in flight, for about `lasting`.
    pub(crate) fn holds(&self, clients: usize, depth: usize, lasting: Duration) -> anyhow::Result<Holds> {
        let look = self.calls(clients, depth, FIRST_CALLS)?;
        let calls = ((look.per_second * lasting.as_secs_f64()) as u64).max(FIRST_CALLS);
        let before = self.tiers.now()?;
        let measured = self.calls(clients, depth, calls)?;
        let spent = self.tiers.since(&before)?.of(SERVER).unwrap_or_default();
        // So that these seats need not lapse.
        self.address().run(&["FLUSHALL"])?;
        Ok(Holds { measured, cpu_us: spent.as_secs_f64() * 1e6 / calls as f64 })
    }

    fn calls(&self, clients: usize, depth: usize, calls: u64) -> anyhow::Result<Measured> {
        let (port, clients) = (self.address().port.to_string(), clients.to_string());
        let (depth, calls) = (depth.to_string(), calls.to_string());
        let output = Command::new("redis-benchmark")
            .args(["-p", &port, "-c", &clients, "-P", &depth, "-n", &calls, "-r", SEATS, "--csv"])
            .args(["EVALSHA", &self.script, "3", "seat:__rand_int__", "number", "changes", "buyer", "600000"])
            .output()
            .context("cannot start redis-benchmark: apt-get install redis-tools")?;
        let output_text = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "redis-benchmark: {output_text}");
        parse(&output_text)
            .with_context(|| format!("redis-benchmark printed something unexpected: {output_text}"))
    }
}

/// A line of names, and a line of values in quotes: the test, calls a second, then milliseconds: mean, least, p50, p95, p99, most.
fn parse(csv: &str) -> Option<Measured> {
    let line = csv.lines().rfind(|line| line.starts_with('"'))?;
    let values: Vec<&str> = line.trim_matches('"').split("\",\"").collect();
    let value =
        |from_the_end: usize| values.get(values.len().checked_sub(from_the_end)?)?.parse::<f64>().ok();
    Some(Measured { per_second: value(7)?, p50_ms: value(4)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_counted_from_the_end_because_the_test_may_have_any_name() {
        let csv = "\"test\",\"rps\",\"avg_latency_ms\",\"min_latency_ms\",\"p50_latency_ms\",\"p95_latency_ms\",\
                   \"p99_latency_ms\",\"max_latency_ms\"\n\
                   \"EVALSHA a \",\" 3\",\"198000.50\",\"0.29\",\"0.08\",\"0.26\",\"0.40\",\"0.51\",\"1.20\"\n";
        let measured = parse(csv).unwrap();
        assert_eq!((measured.per_second, measured.p50_ms), (198_000.5, 0.26));
        assert!(parse("Could not connect").is_none());
    }
}
