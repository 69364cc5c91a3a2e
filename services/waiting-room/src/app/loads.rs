//! How the services behind the lines cope, as they have said within the last seconds.

use std::collections::VecDeque;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::domain::{Load, OrderIntake};

/// What is older says nothing. Several times the interval at which it is reported.
const FRESH_FOR: Duration = Duration::from_secs(3);
/// More instances than ever report.
const REPORTS_MAX: usize = 256;

#[derive(Default)]
pub(super) struct Loads(Mutex<VecDeque<(Instant, Load)>>);

impl Loads {
    pub(super) fn note(&self, load: Load, now: Instant) {
        let mut reports = self.0.lock();
        if reports.len() >= REPORTS_MAX {
            reports.pop_front();
        }
        reports.push_back((now, load));
    }

    /// The worst that any instance has reported. None: none has.
    pub(super) fn worst(&self, now: Instant) -> Option<Load> {
        let mut reports = self.0.lock();
        reports.retain(|(at, _)| now.duration_since(*at) < FRESH_FOR);
        reports.iter().map(|(_, load)| *load).reduce(|one, other| Load {
            hold_p95: one.hold_p95.max(other.hold_p95),
            orders: worse(one.orders, other.orders),
        })
    }
}

fn worse(one: OrderIntake, other: OrderIntake) -> OrderIntake {
    match (one, other) {
        (OrderIntake::Unreachable, _) | (_, OrderIntake::Unreachable) => OrderIntake::Unreachable,
        (OrderIntake::Full, _) | (_, OrderIntake::Full) => OrderIntake::Full,
        (OrderIntake::HasRoom, OrderIntake::HasRoom) => OrderIntake::HasRoom,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_of_the_last_seconds_counts() {
        let began = Instant::now();
        let at = |seconds| began + Duration::from_secs(seconds);
        let load = |millis, orders| Load { hold_p95: Some(Duration::from_millis(millis)), orders };
        let loads = Loads::default();
        assert_eq!(loads.worst(at(0)), None);
        loads.note(load(10, OrderIntake::Full), at(0));
        loads.note(load(90, OrderIntake::HasRoom), at(1));
        assert_eq!(loads.worst(at(1)), Some(load(90, OrderIntake::Full)));
        assert_eq!(loads.worst(at(3)), Some(load(90, OrderIntake::HasRoom)));
        loads.note(Load { hold_p95: None, orders: OrderIntake::Unreachable }, at(3));
        assert_eq!(loads.worst(at(3)), Some(load(90, OrderIntake::Unreachable)));
        assert_eq!(loads.worst(at(6)), None);
    }
}
