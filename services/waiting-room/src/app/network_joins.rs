//! How many have got a place from each network of late, as far as this instance has seen.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
use primitives::Timestamp;

use crate::domain::Network;

/// A join counts for so long, and for as long again at most.
const COUNTED_FOR: Duration = Duration::from_secs(60);
/// Networks beyond these are not counted in that minute: some megabytes.
const NETWORKS_MAX: usize = 100_000;

#[derive(Default)]
pub(super) struct NetworkJoins(Mutex<Minutes>);

/// The current one, and the one before.
struct Minutes {
    since: Timestamp,
    current: HashMap<Network, u32>,
    previous: HashMap<Network, u32>,
}

impl NetworkJoins {
    pub(super) fn of(&self, network: Network, now: Timestamp) -> u32 {
        let mut minutes = self.0.lock();
        minutes.turn(now);
        let count = |minute: &HashMap<_, u32>| minute.get(&network).copied().unwrap_or(0);
        count(&minutes.current).max(count(&minutes.previous))
    }

    pub(super) fn note(&self, network: Network, now: Timestamp) {
        let mut minutes = self.0.lock();
        minutes.turn(now);
        if minutes.current.len() < NETWORKS_MAX || minutes.current.contains_key(&network) {
            *minutes.current.entry(network).or_default() += 1;
        }
    }
}

impl Default for Minutes {
    fn default() -> Self {
        let (current, previous) = (HashMap::new(), HashMap::new());
        Self { since: Timestamp::from_micros(0), current, previous }
    }
}

impl Minutes {
    fn turn(&mut self, now: Timestamp) {
        let age = now.since(self.since);
        if age < COUNTED_FOR {
            return;
        }
        let ended = std::mem::take(&mut self.current);
        self.previous = if age < 2 * COUNTED_FOR { ended } else { HashMap::new() };
        self.since = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_join_counts_for_a_minute_or_two_and_a_flood_of_networks_takes_no_more_memory() {
        let joins = NetworkJoins::default();
        let at = |seconds| Timestamp::from_micros(0).plus(Duration::from_secs(seconds));
        let network = |number: u32| Network::of(std::net::Ipv4Addr::from_bits(number << 8).into());
        joins.note(network(1), at(1_000));
        joins.note(network(1), at(1_059));
        assert_eq!((joins.of(network(1), at(1_060)), joins.of(network(2), at(1_060))), (2, 0));
        joins.note(network(1), at(1_061));
        assert_eq!(joins.of(network(1), at(1_119)), 2, "the minute before counts");
        assert_eq!(joins.of(network(1), at(1_121)), 1);
        assert_eq!(joins.of(network(1), at(1_500)), 0);
        let many = u32::try_from(NETWORKS_MAX).unwrap() + 1;
        (1..=many).for_each(|number| joins.note(network(number), at(2_000)));
        joins.note(network(1), at(2_000));
        assert_eq!((joins.of(network(1), at(2_000)), joins.of(network(many), at(2_000))), (2, 0));
    }
}
