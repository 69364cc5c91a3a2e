//! Why no more visitors are called at the moment.

use primitives::Timestamp;

use super::line::LineView;
use super::room::Phase;
use super::steering::{Brake, CapReason};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The room opens later.
    NotOpen,
    Paused,
    Closed,
    /// All who are there have been called.
    NoneWaiting,
    /// The line was put together again just now, and goes on in a moment.
    Recovering,
    /// As many are in the sale as there may be for what is left.
    Stock,
    /// What is left is not known: ever fewer may be in the sale.
    StockUnknown,
    /// As many are in the sale as the rate brings while sessions last.
    Dwell,
    /// Every slot is taken: the next visitor is called when one ends.
    Cap,
    /// Holds are slow: fewer are called in a minute.
    SlowHolds,
    /// Too many orders wait: fewer are called in a minute.
    FullOrders,
    /// The services behind the line do not answer: no one is called.
    Unreachable,
    /// The rate rises again, up to the ceiling.
    Rising,
    /// There are slots, and as many are called in a minute as may be.
    Ceiling,
}

impl LineView {
    #[must_use]
    pub fn limit(&self, now: Timestamp) -> Limit {
        match self.room.phase {
            Phase::Registering => Limit::NotOpen,
            Phase::Paused => Limit::Paused,
            Phase::Closed => Limit::Closed,
            Phase::Open if self.waiting() == 0 => Limit::NoneWaiting,
            Phase::Open if self.room.is_recovering(now) => Limit::Recovering,
            Phase::Open => self.limit_of_slots().unwrap_or_else(|| self.limit_of_rate()),
        }
    }

    /// None: there are slots, or it is the rate that limits them.
    fn limit_of_slots(&self) -> Option<Limit> {
        let (called, active) = self.taken();
        if called + active < self.room.cap() {
            return None;
        }
        let reason = self.room.steering.cap.filter(|(cap, _)| *cap < self.room.rules.cap);
        match reason {
            None => Some(Limit::Cap),
            Some((_, CapReason::Stock)) => Some(Limit::Stock),
            Some((_, CapReason::StockUnknown)) => Some(Limit::StockUnknown),
            // Fewer are there at once because fewer are called.
            Some((_, CapReason::Dwell)) if self.room.steering.brake.is_some() => None,
            Some((_, CapReason::Dwell)) => Some(Limit::Dwell),
        }
    }

    fn limit_of_rate(&self) -> Limit {
        let room = &self.room;
        match room.steering.brake {
            Some(Brake::SlowHolds) => Limit::SlowHolds,
            Some(Brake::FullOrders) => Limit::FullOrders,
            Some(Brake::Unreachable) => Limit::Unreachable,
            None if room.rate() < room.rules.ceiling => Limit::Rising,
            None => Limit::Ceiling,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{PlaceNumber, Room, RoomRules, Slot};

    #[test]
    fn what_limits_a_line_is_its_phase_its_length_its_slots_or_its_rate() {
        let now = Timestamp::from_micros(1);
        let rules = RoomRules { cap: 1, ..RoomRules::default() };
        let mut view = LineView::of(Room::open_at_once(rules, now));
        assert_eq!(view.limit(now), Limit::NoneWaiting);
        view.room.issued = 2;
        assert_eq!(view.limit(now), Limit::Ceiling);
        view.room.steering.rate = 5;
        assert_eq!(view.limit(now), Limit::Rising);
        for (brake, limit) in [
            (Brake::SlowHolds, Limit::SlowHolds),
            (Brake::FullOrders, Limit::FullOrders),
            (Brake::Unreachable, Limit::Unreachable),
        ] {
            view.room.steering.brake = Some(brake);
            assert_eq!(view.limit(now), limit);
        }
        view.room.serving = 1;
        view.slots.insert(PlaceNumber(1), Slot::called(now));
        assert_eq!(view.limit(now), Limit::Cap);
        view.room.rules.cap = 9;
        for (reason, limit) in [
            (CapReason::Stock, Limit::Stock),
            (CapReason::StockUnknown, Limit::StockUnknown),
            (CapReason::Dwell, Limit::Unreachable),
        ] {
            view.room.steering.cap = Some((1, reason));
            assert_eq!(view.limit(now), limit);
        }
        view.room.steering.brake = None;
        assert_eq!(view.limit(now), Limit::Dwell);
        view.room.restored_at = Some(now);
        assert_eq!(view.limit(now), Limit::Recovering);
        for (phase, limit) in [
            (Phase::Registering, Limit::NotOpen),
            (Phase::Paused, Limit::Paused),
            (Phase::Closed, Limit::Closed),
        ] {
            view.room.phase = phase;
            assert_eq!(view.limit(now), limit);
        }
    }
}
