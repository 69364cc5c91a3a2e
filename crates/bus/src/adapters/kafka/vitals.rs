//! What the clients know of themselves: whether brokers answer, who was polled and when, and who holds which partitions.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use metrics::gauge;
use parking_lot::Mutex;
use rdkafka::config::RDKafkaLogLevel;
use tokio::time::Instant;

use super::line::Line;
use super::membership::Membership;
use crate::BusError;

/// A loop that did not ask for messages for so long is stuck.
const POLLED_WITHIN: Duration = Duration::from_secs(30);
/// With brokers that answer, a group has taken a member in by then.
const JOINED_WITHIN: Duration = Duration::from_secs(60);

/// How one member of a group is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumerHealth {
    pub group: String,
    pub since_last_poll: Duration,
    /// How many partitions it works on.
    pub partitions: usize,
    /// Whether the group has taken it in; it may have been given nothing.
    pub has_joined: bool,
    pub since_begin: Duration,
}

#[derive(Default)]
pub(crate) struct Vitals {
    is_connected: AtomicBool,
    lines: Mutex<Vec<Weak<Line>>>,
    members: Mutex<Vec<Weak<Membership>>>,
}

impl Vitals {
    pub(crate) fn watch(&self, member: &Arc<Membership>) {
        enlist(&self.members, member);
    }

    pub(crate) fn listen(&self, line: &Arc<Line>) {
        enlist(&self.lines, line);
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.is_connected.load(Ordering::Relaxed)
    }

    /// To be called whenever one of the clients has found brokers, or lost them.
    pub(crate) fn tell_connection(&self) {
        let is_connected = alive(&self.lines).iter().any(|line| !line.is_cut());
        if self.is_connected.swap(is_connected, Ordering::Relaxed) != is_connected {
            gauge!("holdfast_bus_connected").set(f64::from(u8::from(is_connected)));
            if is_connected {
                tracing::info!("the kafka brokers answer");
            } else {
                tracing::warn!("no kafka broker answers");
            }
        }
    }

    pub(crate) fn consumers(&self) -> Vec<ConsumerHealth> {
        alive(&self.members).iter().map(|member| member.health()).collect()
    }

    pub(crate) fn check(&self) -> Result<(), BusError> {
        let is_connected = self.is_connected();
        self.consumers().iter().try_for_each(|consumer| consumer.check(is_connected))
    }
}

impl ConsumerHealth {
    /// Brokers that do not answer are not this process's illness: it takes what it can keep until they are back.
    fn check(&self, is_connected: bool) -> Result<(), BusError> {
        let group = &self.group;
        if self.since_last_poll > POLLED_WITHIN {
            let idle = self.since_last_poll.as_secs();
            return Err(BusError::new(format!(
                "group {group} has not asked for messages for {idle} seconds"
            )));
        }
        if is_connected && !self.has_joined && self.since_begin > JOINED_WITHIN {
            let waiting = self.since_begin.as_secs();
            return Err(BusError::new(format!("group {group} has not let us in for {waiting} seconds")));
        }
        Ok(())
    }
}

/// Those that are gone are forgotten on the way.
fn enlist<T>(list: &Mutex<Vec<Weak<T>>>, one: &Arc<T>) {
    let mut list = list.lock();
    list.retain(|one| one.strong_count() > 0);
    list.push(Arc::downgrade(one));
}

fn alive<T>(list: &Mutex<Vec<Weak<T>>>) -> Vec<Arc<T>> {
    list.lock().iter().filter_map(Weak::upgrade).collect()
}

/// Says how long ago that was.
pub(crate) fn since(then: Instant) -> Duration {
    Instant::now().saturating_duration_since(then)
}

/// The library's own words. It repeats itself during an outage, so they are warnings at most.
pub(crate) fn pass_on(level: RDKafkaLogLevel, facility: &str, line: &str) {
    match level {
        RDKafkaLogLevel::Emerg
        | RDKafkaLogLevel::Alert
        | RDKafkaLogLevel::Critical
        | RDKafkaLogLevel::Error => tracing::warn!(facility, line, "the kafka library complains"),
        RDKafkaLogLevel::Warning
        | RDKafkaLogLevel::Notice
        | RDKafkaLogLevel::Info
        | RDKafkaLogLevel::Debug => tracing::debug!(facility, line, "the kafka library says"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consumer(polled: u64, has_joined: bool, begun: u64) -> ConsumerHealth {
        ConsumerHealth {
            group: "order".to_owned(),
            since_last_poll: Duration::from_secs(polled),
            partitions: 0,
            has_joined,
            since_begin: Duration::from_secs(begun),
        }
    }

    #[test]
    fn an_outage_of_the_brokers_is_no_illness_of_the_process() {
        for (health, is_connected, is_well) in [
            (consumer(1, true, 100), true, true),
            (consumer(1, false, 100), false, true),
            (consumer(1, false, 100), true, false),
            (consumer(1, false, 10), true, true),
            (consumer(31, true, 100), true, false),
            (consumer(31, true, 100), false, false),
        ] {
            assert_eq!(health.check(is_connected).is_ok(), is_well, "{health:?}, connected: {is_connected}");
        }
    }
}
