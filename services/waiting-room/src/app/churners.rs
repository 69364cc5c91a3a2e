//! Addresses where seats are held again and again and nothing is ordered, as reservation has said within the last seconds.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
use primitives::GuestId;
use tokio::time::Instant;

/// Many times the interval at which it is reported: each report goes to one of the instances here.
const KNOWN_FOR: Duration = Duration::from_secs(10);
/// What ten instances report at most. Others pay what everyone does.
const ADDRESSES_MAX: usize = 10_000;

#[derive(Default)]
pub(super) struct Churners(Mutex<HashMap<GuestId, Instant>>);

impl Churners {
    pub(super) fn note(&self, addresses: impl IntoIterator<Item = GuestId>, now: Instant) {
        let mut known_until = self.0.lock();
        known_until.retain(|_, until| *until > now);
        for address in addresses {
            if known_until.len() < ADDRESSES_MAX || known_until.contains_key(&address) {
                known_until.insert(address, now + KNOWN_FOR);
            }
        }
    }

    pub(super) fn have(&self, address: GuestId, now: Instant) -> bool {
        self.0.lock().get(&address).is_some_and(|until| *until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_for_some_seconds_and_a_flood_of_them_takes_no_more_memory() {
        let churners = Churners::default();
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        churners.note([GuestId(1)], at(0));
        assert!(churners.have(GuestId(1), at(9)) && !churners.have(GuestId(2), at(9)));
        assert!(!churners.have(GuestId(1), at(10)));
        let many = u64::try_from(ADDRESSES_MAX).unwrap() + 10;
        churners.note((0..many).map(GuestId), at(20));
        assert_eq!(churners.0.lock().len(), ADDRESSES_MAX);
        churners.note([], at(30));
        assert_eq!(churners.0.lock().len(), 0);
    }
}
