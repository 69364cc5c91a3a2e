//! What a buyer wants, drawn at random.

use std::time::Duration;

use crate::seeded_random::SeededRandom;

/// Of the demo season: large enough that it is never sold out.
pub(crate) const ARENA: i64 = 4;
const SEATS_MAX: u64 = 3;
/// All buyers want the same few seats, which move on as they are sold.
const WINDOW: u64 = 60;

#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) seats: Vec<i64>,
    pub(crate) hold: Duration,
    pub(crate) then: Then,
    pub(crate) thinks: Duration,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Then {
    /// The tab is closed.
    GoesAway,
    GivesBack,
    Orders {
        extends: bool,
        clicks_twice: bool,
        method: Option<&'static str>,
    },
}

impl Visit {
    /// `first` is where the seats begin that all buyers want.
    pub(crate) fn draw(random: &mut SeededRandom, first: u64) -> Self {
        let start = first + random.below(WINDOW);
        let count = 1 + random.below(SEATS_MAX);
        let seats = (start..start + count).map(|seat| i64::try_from(seat).unwrap()).collect();
        let hold = Duration::from_secs([5, 15, 30].get(random.index(3)).copied().unwrap_or(30));
        let then = match random.below(10) {
            0 => Then::GoesAway,
            1 => Then::GivesBack,
            _ => Then::Orders {
                extends: random.below(5) == 0,
                clicks_twice: random.below(4) == 0,
                method: method(random),
            },
        };
        Self { seats, hold, then, thinks: Duration::from_millis(random.below(300)) }
    }
}

/// None: the provider does as it likes.
fn method(random: &mut SeededRandom) -> Option<&'static str> {
    match random.below(20) {
        0..12 => Some("tok_ok"),
        12..14 => Some("tok_decline"),
        14..16 => Some("tok_error_after_effect"),
        16 => Some("tok_slow"),
        17 => Some("tok_timeout"),
        _ => None,
    }
}
