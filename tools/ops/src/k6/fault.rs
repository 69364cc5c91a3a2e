//! What happens to the stack during a chaos script, and when.

use std::fmt;
use std::time::Duration;

use anyhow::bail;

/// At this share of the script's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Strike {
    percent: u32,
    pub(super) fault: Fault,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// kill -9, and started again at once.
    Kill(&'static str),
    /// SIGSTOP.
    Pause(&'static str),
    Resume(&'static str),
    /// The links before all engines take longer, in both directions.
    SlowDown(Duration),
    Mend,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kill(name) => write!(f, "{name} is killed, and starts again"),
            Self::Pause(name) => write!(f, "{name} stands still"),
            Self::Resume(name) => write!(f, "{name} goes on"),
            Self::SlowDown(by) => write!(f, "every engine is {by:?} further away"),
            Self::Mend => f.write_str("every engine is near again"),
        }
    }
}

const fn at(percent: u32, fault: Fault) -> Strike {
    Strike { percent, fault }
}

/// The last one leaves time for everything to recover.
const SERVICE_FAILURE: &[Strike] = &[
    at(10, Fault::Kill("catalog-1")),
    at(25, Fault::Kill("reservation-1")),
    at(40, Fault::Kill("order-1")),
    at(55, Fault::Kill("payment-1")),
];
const NETWORK_LATENCY: &[Strike] = &[at(20, Fault::SlowDown(Duration::from_millis(50))), at(60, Fault::Mend)];
const REDIS_FAILURE: &[Strike] =
    &[at(15, Fault::Pause("redis")), at(30, Fault::Resume("redis")), at(55, Fault::Kill("redis"))];

pub(super) fn strikes(script: &str) -> anyhow::Result<&'static [Strike]> {
    match script {
        "service-failure" => Ok(SERVICE_FAILURE),
        "network-latency" => Ok(NETWORK_LATENCY),
        "redis-failure" => Ok(REDIS_FAILURE),
        other => {
            bail!("{other} is a chaos script, and tools/ops/src/k6/fault.rs does not say what happens in it")
        }
    }
}

impl Strike {
    pub(super) fn after(self, length: Duration) -> Duration {
        length * self.percent / 100
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_come_in_order_and_leave_time_to_recover() {
        for strikes in [SERVICE_FAILURE, NETWORK_LATENCY, REDIS_FAILURE] {
            let times: Vec<Duration> =
                strikes.iter().map(|strike| strike.after(Duration::from_secs(100))).collect();
            assert!(times.is_sorted(), "{times:?}");
            assert!(times.iter().all(|time| *time <= Duration::from_secs(60)), "{times:?}");
        }
    }

    #[test]
    fn whatever_is_paused_or_slowed_down_is_brought_back() {
        let ends_well = |strikes: &[Strike]| {
            !matches!(strikes.last().unwrap().fault, Fault::Pause(_) | Fault::SlowDown(_))
        };
        assert!([SERVICE_FAILURE, NETWORK_LATENCY, REDIS_FAILURE].into_iter().all(ends_well));
    }
}
