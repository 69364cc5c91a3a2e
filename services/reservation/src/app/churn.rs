//! Addresses that hold again and again and order nothing, as far as this instance has seen. A place in a line costs them more, and nothing is refused.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use parking_lot::Mutex;
use primitives::{GuestId, HoldId};
use tokio::time::Instant;

/// More holds than these, within that time and without an order.
const HOLDS_MAX: usize = 20;
const COUNTED_FOR: Duration = Duration::from_secs(600);
/// Addresses beyond these are not counted meanwhile: some megabytes.
const ADDRESSES_MAX: usize = 10_000;
const REPORTED_MAX: usize = 1_000;

#[derive(Default)]
pub(super) struct Churn(Mutex<Addresses>);

#[derive(Default)]
struct Addresses {
    /// When each has held of late, the oldest first: no more of them than it takes.
    holds: HashMap<GuestId, VecDeque<(Instant, HoldId)>>,
    /// Where these holds were made.
    made_at: HashMap<HoldId, GuestId>,
}

impl Churn {
    pub(super) fn held(&self, address: GuestId, hold: HoldId, now: Instant) {
        let mut all = self.0.lock();
        let Addresses { holds, made_at } = &mut *all;
        if holds.len() >= ADDRESSES_MAX && !holds.contains_key(&address) {
            return;
        }
        let own = holds.entry(address).or_default();
        own.push_back((now, hold));
        made_at.insert(hold, address);
        if own.len() > HOLDS_MAX + 1
            && let Some((_, oldest)) = own.pop_front()
        {
            made_at.remove(&oldest);
        }
    }

    /// An order of what was held there: it is held there to be bought.
    pub(super) fn ordered(&self, ordered: &[HoldId]) {
        let mut all = self.0.lock();
        for hold in ordered {
            let Some(address) = all.made_at.get(hold).copied() else { continue };
            for (_, hold) in all.holds.remove(&address).unwrap_or_default() {
                all.made_at.remove(&hold);
            }
        }
    }

    /// Those of now, for a report. What is too old to count is forgotten.
    pub(super) fn addresses(&self, now: Instant) -> Vec<GuestId> {
        let mut all = self.0.lock();
        let Addresses { holds, made_at } = &mut *all;
        for own in holds.values_mut() {
            let too_old = |(at, _): &(Instant, HoldId)| now.duration_since(*at) >= COUNTED_FOR;
            while let Some((_, hold)) = own.front().copied().filter(too_old) {
                own.pop_front();
                made_at.remove(&hold);
            }
        }
        holds.retain(|_, own| !own.is_empty());
        let churning = holds.iter().filter(|(_, own)| own.len() > HOLDS_MAX);
        churning.take(REPORTED_MAX).map(|(address, _)| *address).collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn hold(number: u128) -> HoldId {
        HoldId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn an_address_that_holds_again_and_again_and_orders_nothing_is_one_of_them() {
        let (churn, began, address) = (Churn::default(), Instant::now(), GuestId(1));
        let at = |seconds| began + Duration::from_secs(seconds);
        (0..20).for_each(|number| churn.held(address, hold(number), at(0)));
        churn.held(GuestId(2), hold(100), at(0));
        assert_eq!(churn.addresses(at(0)), []);
        churn.held(address, hold(20), at(599));
        assert_eq!(churn.addresses(at(599)), [address]);
        assert_eq!(churn.addresses(at(600)), [], "twenty of them are too old");
        (21..100).for_each(|number| churn.held(address, hold(number), at(600)));
        assert_eq!(churn.addresses(at(600)), [address]);
        churn.ordered(&[hold(1), hold(99)]);
        assert_eq!(churn.addresses(at(600)), [], "one of its holds is an order");
        churn.held(address, hold(101), at(601));
        assert_eq!(churn.addresses(at(601)), []);
    }

    #[test]
    fn a_flood_of_addresses_takes_no_more_memory_and_is_forgotten() {
        let (churn, began) = (Churn::default(), Instant::now());
        let many = u64::try_from(ADDRESSES_MAX).unwrap() + 10;
        for number in 0..many {
            (0..30).for_each(|n| churn.held(GuestId(number), hold(u128::from(number * 30 + n)), began));
        }
        let sizes = || {
            let all = churn.0.lock();
            (all.holds.len(), all.made_at.len())
        };
        assert_eq!(sizes(), (ADDRESSES_MAX, ADDRESSES_MAX * (HOLDS_MAX + 1)));
        assert_eq!(churn.addresses(began).len(), REPORTED_MAX);
        assert_eq!(churn.addresses(began + COUNTED_FOR).len(), 0);
        assert_eq!(sizes(), (0, 0));
    }
}
