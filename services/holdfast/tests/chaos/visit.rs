//! What a buyer wants, drawn at random.

use std::time::Duration;

use contracts::http::reservation::HoldSeatsBody;

use crate::seeded_random::SeededRandom;

/// Of the demo season: large enough that it is never sold out.
pub(crate) const ARENA: i64 = 4;
/// Five thousand places without a number, at two prices.
pub(crate) const OPEN_AIR: i64 = 7;
/// Has its waiting room on.
pub(crate) const QUEUED: i64 = contracts::demo::EVENT_WITH_A_LINE;
pub(crate) const EVENTS: [i64; 3] = [ARENA, OPEN_AIR, QUEUED];

const SEATS_MAX: u64 = 3;
/// All buyers want the same few seats, which move on as they are sold.
const WINDOW: u64 = 60;
/// Behind the line there are few seats: who comes too late gets none.
const SEATS_BEHIND_THE_LINE: u64 = 100;

/// What a buyer comes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interest {
    Seats,
    /// The same as a buyer who is logged in.
    SeatsOfAnAccount,
    Places,
    SeatsBehindALine,
}

#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    Seats(Vec<i64>),
    Places { quantity: i64, tier: Option<&'static str> },
}

#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) event: i64,
    pub(crate) wanted: Wanted,
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
    pub(crate) fn draw(random: &mut SeededRandom, interest: Interest, first: u64) -> Self {
        let (event, wanted) = match interest {
            Interest::Seats | Interest::SeatsOfAnAccount => (ARENA, seats(random, first, WINDOW)),
            Interest::Places => (OPEN_AIR, places(random)),
            Interest::SeatsBehindALine => (QUEUED, seats(random, 1, SEATS_BEHIND_THE_LINE)),
        };
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
        Self { event, wanted, hold, then, thinks: Duration::from_millis(random.below(300)) }
    }

    pub(crate) fn body(&self) -> HoldSeatsBody {
        let body = HoldSeatsBody {
            event_id: self.event,
            hold_seconds: Some(i64::try_from(self.hold.as_secs()).unwrap()),
            ..HoldSeatsBody::default()
        };
        match &self.wanted {
            Wanted::Seats(seats) => HoldSeatsBody { seat_ids: Some(seats.clone()), ..body },
            Wanted::Places { quantity, tier } => HoldSeatsBody {
                section: Some("FIELD".to_owned()),
                quantity: Some(*quantity),
                tier: tier.map(str::to_owned),
                ..body
            },
        }
    }
}

fn seats(random: &mut SeededRandom, first: u64, window: u64) -> Wanted {
    let start = first + random.below(window);
    let count = 1 + random.below(SEATS_MAX);
    Wanted::Seats((start..start + count).map(|seat| i64::try_from(seat).unwrap()).collect())
}

fn places(random: &mut SeededRandom) -> Wanted {
    let quantity = i64::try_from(1 + random.below(SEATS_MAX)).unwrap();
    let tier = [None, Some("adult"), Some("youth")].get(random.index(3)).copied().flatten();
    Wanted::Places { quantity, tier }
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
