//! How one member of a consumer group is doing.

use std::time::Duration;

use crate::ports::BusError;

/// A loop that has not polled for so long is stuck.
const POLLED_WITHIN: Duration = Duration::from_secs(30);
/// With brokers that answer, a group has admitted a member by then.
const JOINED_WITHIN: Duration = Duration::from_secs(60);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumerHealth {
    pub group: String,
    pub since_last_poll: Duration,
    /// How many partitions are assigned to it.
    pub partitions: usize,
    /// Whether the group has admitted it; it may have been assigned nothing.
    pub has_joined: bool,
    pub since_begin: Duration,
}

impl ConsumerHealth {
    /// Brokers that do not answer do not make this process unhealthy: it accepts what it can keep until they are back.
    pub(crate) fn check(&self, is_connected: bool) -> Result<(), BusError> {
        let group = &self.group;
        if self.since_last_poll > POLLED_WITHIN {
            let idle = self.since_last_poll.as_secs();
            return Err(BusError::new(format!(
                "the consumer of group {group} has not polled for {idle} seconds"
            )));
        }
        if is_connected && !self.has_joined && self.since_begin > JOINED_WITHIN {
            let waiting = self.since_begin.as_secs();
            return Err(BusError::new(format!(
                "group {group} has not admitted this consumer for {waiting} seconds"
            )));
        }
        Ok(())
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
    fn an_outage_of_the_brokers_does_not_make_a_process_unhealthy() {
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
