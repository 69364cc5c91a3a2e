//! What is left of an event, and what follows from it for its line.

/// How many seats a visitor wants, on average.
const SEATS_WANTED: u64 = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatsLeft {
    pub free: u32,
    /// Held or being paid for: some of them come back.
    pub held: u32,
}

/// Whether something will be left for a place when it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chance {
    Likely,
    Possible,
    Unlikely,
}

impl SeatsLeft {
    #[must_use]
    pub fn is_sold_out(&self) -> bool {
        self.free == 0 && self.held == 0
    }

    /// How many visitors may be in the sale at once: half as many again as would buy all that is left and all that comes back. `conversion`: how
    /// many of a thousand buy.
    #[must_use]
    pub fn cap(&self, conversion: u64) -> u32 {
        let back = u64::from(self.held) * 1_000_u64.saturating_sub(conversion);
        let seats = u64::from(self.free) * 1_000 + back;
        let visitors = (seats * 3).div_ceil(2 * SEATS_WANTED * conversion.max(1));
        u32::try_from(visitors.max(1)).unwrap_or(u32::MAX)
    }

    /// With so many before it, in the line and in the sale. Likely: enough for all of them even if all buy; unlikely: not even if half of
    /// them leave without.
    #[must_use]
    pub fn chance(&self, before: u32) -> Chance {
        let wanted = (u64::from(before) + 1) * SEATS_WANTED;
        if u64::from(self.free) >= wanted {
            Chance::Likely
        } else if (u64::from(self.free) + u64::from(self.held)) * 2 >= wanted {
            Chance::Possible
        } else {
            Chance::Unlikely
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cap_shrinks_with_what_is_left_and_never_to_nothing() {
        for (free, held, cap) in [(100, 0, 150), (10, 10, 23), (1, 0, 2), (0, 1, 1), (0, 0, 1)] {
            assert_eq!(SeatsLeft { free, held }.cap(500), cap, "{free} free, {held} held");
        }
        assert_eq!(SeatsLeft { free: 100, held: 100 }.cap(1_000), 75, "all buy, and nothing comes back");
        assert_eq!(SeatsLeft { free: u32::MAX, held: 0 }.cap(50), u32::MAX);
    }

    #[test]
    fn sold_out_is_when_nothing_is_free_and_nothing_can_come_back() {
        let stock = |free, held| SeatsLeft { free, held };
        assert!(stock(0, 0).is_sold_out());
        assert!(!stock(0, 1).is_sold_out() && !stock(1, 0).is_sold_out());
    }

    #[test]
    fn a_chance_is_honest() {
        let stock = SeatsLeft { free: 20, held: 10 };
        for (before, chance) in [
            (0, Chance::Likely),
            (9, Chance::Likely),
            (10, Chance::Possible),
            (29, Chance::Possible),
            (30, Chance::Unlikely),
        ] {
            assert_eq!(stock.chance(before), chance, "{before} before");
        }
        assert_eq!(SeatsLeft { free: 0, held: 0 }.chance(0), Chance::Unlikely);
    }
}
