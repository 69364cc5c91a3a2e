//! Why no more visitors are called at the moment.

use super::line::LineView;
use super::room::Phase;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The room opens later.
    NotOpen,
    Paused,
    Closed,
    /// All who are there have been called.
    NoneWaiting,
    /// As many are in the sale as there may be for what is left.
    Stock,
    /// Every slot is taken: the next visitor is called when one ends.
    Cap,
    /// There are slots, and as many are called in a minute as may be.
    Ceiling,
}

impl LineView {
    #[must_use]
    pub fn limit(&self) -> Limit {
        let (called, active) = self.taken();
        match self.room.phase {
            Phase::Registering => Limit::NotOpen,
            Phase::Paused => Limit::Paused,
            Phase::Closed => Limit::Closed,
            Phase::Open if self.waiting() == 0 => Limit::NoneWaiting,
            Phase::Open if called + active >= self.room.rules.cap => Limit::Cap,
            Phase::Open if called + active >= self.room.cap() => Limit::Stock,
            Phase::Open => Limit::Ceiling,
        }
    }
}

#[cfg(test)]
mod tests {
    use primitives::Timestamp;

    use super::*;
    use crate::domain::{PlaceNumber, Room, RoomRules, Slot};

    #[test]
    fn what_limits_a_line_is_its_phase_its_length_its_cap_or_its_ceiling() {
        let now = Timestamp::from_micros(1);
        let rules = RoomRules { cap: 1, ..RoomRules::default() };
        let mut view = LineView::of(Room::open_at_once(rules, now));
        assert_eq!(view.limit(), Limit::NoneWaiting);
        view.room.issued = 2;
        assert_eq!(view.limit(), Limit::Ceiling);
        view.room.serving = 1;
        view.slots.insert(PlaceNumber(1), Slot::called(now));
        assert_eq!(view.limit(), Limit::Cap);
        (view.room.rules.cap, view.room.stock_cap) = (9, Some(1));
        assert_eq!(view.limit(), Limit::Stock);
        for (phase, limit) in [
            (Phase::Registering, Limit::NotOpen),
            (Phase::Paused, Limit::Paused),
            (Phase::Closed, Limit::Closed),
        ] {
            view.room.phase = phase;
            assert_eq!(view.limit(), limit);
        }
    }
}
