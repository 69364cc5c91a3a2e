//! Who comes, when, and how they behave: drawn once, from a seed.

use std::time::Duration;

use crate::measure::Chance;

/// A turn of the line each, as the service takes them.
pub(super) const TICK: Duration = Duration::from_millis(250);

pub(super) type Tick = u32;

#[derive(Debug, Clone, Copy)]
pub(super) struct Crowd {
    pub(super) visitors: u32,
    pub(super) cap: u32,
    /// Calls a minute.
    pub(super) ceiling: u32,
    /// They come spread over this time, more of them early than late.
    pub(super) come_within: Duration,
    /// Seconds in the sale, from least to most.
    pub(super) in_the_sale: (u64, u64),
    /// In hundredths of all: close the page while they wait, without a word.
    pub(super) leave_silently: usize,
    /// In hundredths of all: have the page in a tab that is hidden most of the time.
    pub(super) hidden: usize,
    /// Whether a hidden page goes on asking, at most once a minute, as browsers allow it.
    pub(super) hidden_pages_ask: bool,
    /// The simulation ends then, even if some still wait.
    pub(super) at_most: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    Stays,
    /// Until this tick.
    LeavesAt(Tick),
    /// Looks at the page for a while, then at another one, and so on.
    Hides,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    pub(super) comes_at: Tick,
    pub(super) habit: Habit,
    pub(super) in_the_sale: Tick,
}

pub(super) fn ticks(time: Duration) -> Tick {
    u32::try_from(time.as_millis() / TICK.as_millis()).unwrap_or(u32::MAX)
}

pub(super) fn seconds(seconds: u64) -> Tick {
    ticks(Duration::from_secs(seconds))
}

/// Anything from the first to the second.
pub(super) fn between(chance: &mut Chance, least: Tick, most: Tick) -> Tick {
    least + u32::try_from(chance.below((most.saturating_sub(least) + 1) as usize)).unwrap_or(0)
}

impl Crowd {
    pub(super) fn plan(&self, chance: &mut Chance) -> Plan {
        let within = ticks(self.come_within);
        // The least of two draws: twice as many in the first minutes as on average.
        let comes_at = between(chance, 0, within).min(between(chance, 0, within));
        let kind = chance.below(100);
        let habit = if kind < self.leave_silently {
            Habit::LeavesAt(comes_at + between(chance, 0, ticks(self.at_most) / 2))
        } else if kind < self.leave_silently + self.hidden {
            Habit::Hides
        } else {
            Habit::Stays
        };
        let (least, most) = self.in_the_sale;
        Plan { comes_at, habit, in_the_sale: between(chance, seconds(least), seconds(most)) }
    }
}
