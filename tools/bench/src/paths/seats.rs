//! Buyers of single seats: their requests, and what they record of the answers.

use std::ops::RangeInclusive;

use tokio::time::Instant;

use crate::check::Given;
use crate::load::{Answer, Request, Workload, delete, get, post};
use crate::measure::Chance;

pub(super) const ARENA: usize = 4;
pub(super) const ARENA_SEATS: usize = 20_000;
pub(super) const THEATRE: usize = 3;
pub(super) const STADIUM: usize = 6;
/// As many as an event can have.
pub(super) const STADIUM_SEATS: usize = 100_000;
pub(super) const STADIUM_SETTING: &str = "HOLDFAST_DEMO_STADIUM";
/// As long as a hold can last, so that none lapses while it is measured.
const HOLD_SECONDS: u32 = 600;

pub(super) fn hold(event: usize, seat: usize) -> Request {
    hold_by("", event, seat)
}

/// `buyer`: whole lines of headers that say who holds.
pub(super) fn hold_by(buyer: &str, event: usize, seat: usize) -> Request {
    let body = format!("{{\"eventId\":{event},\"seatId\":{seat},\"holdSeconds\":{HOLD_SECONDS}}}");
    post("/api/reservations", buyer, &body)
}

/// All of them by one buyer, or none.
pub(super) fn hold_all(event: usize, seats: &[usize]) -> Request {
    let body = format!("{{\"eventId\":{event},\"seatIds\":{seats:?},\"holdSeconds\":{HOLD_SECONDS}}}");
    post("/api/reservations", "", &body)
}

/// So many, wherever the best are.
pub(super) fn hold_best(event: usize, quantity: usize) -> Request {
    let body = format!("{{\"eventId\":{event},\"quantity\":{quantity},\"holdSeconds\":{HOLD_SECONDS}}}");
    post("/api/reservations/best", "", &body)
}

/// One place of a standing section, whichever is free.
pub(super) fn hold_place(event: usize, section: &str) -> Request {
    let body = format!(
        "{{\"eventId\":{event},\"section\":\"{section}\",\"quantity\":1,\"holdSeconds\":{HOLD_SECONDS}}}"
    );
    post("/api/reservations", "", &body)
}

/// The whole map.
pub(super) fn show(event: usize, headers: &str) -> Request {
    get(&format!("/api/events/{event}/seats"), headers)
}

/// Each seat once, one after the other.
pub(super) struct Distinct {
    requests: Vec<Request>,
    first: usize,
    next: usize,
    given: Given,
}

impl Distinct {
    pub(super) fn new(event: usize, seats: RangeInclusive<usize>) -> Self {
        Self::by("", event, seats)
    }

    pub(super) fn by(buyer: &str, event: usize, seats: RangeInclusive<usize>) -> Self {
        let (first, last) = (*seats.start(), *seats.end());
        let requests = seats.map(|seat| hold_by(buyer, event, seat)).collect();
        Self { requests, first, next: 0, given: Given::none_of(last) }
    }

    /// What was held, to be given back.
    pub(super) fn held(mut self) -> Vec<usize> {
        self.given.give_back()
    }
}

impl Workload for Distinct {
    fn next(&mut self) -> Option<(usize, Request)> {
        let request = self.requests.get(self.next)?.clone();
        self.next += 1;
        Some((self.first + self.next - 1, request))
    }

    fn answered(&mut self, seat: usize, _due: Instant, answer: &Answer<'_>) -> anyhow::Result<()> {
        answer.expect(201)?;
        self.given.take(seat)
    }
}

/// Some seats are wanted far more than others: 70 % of the buyers want one of 30 % of the seats.
pub(super) struct Uneven {
    requests: Vec<Request>,
    first: usize,
    chance: Chance,
    given: Given,
    left: usize,
    pub(super) held: u64,
    pub(super) refused: u64,
}

const WANTED_BY_PERCENT: usize = 70;
const WANTED_SEATS_PERCENT: usize = 30;

impl Uneven {
    pub(super) fn new(event: usize, seats: RangeInclusive<usize>, seed: u64) -> Self {
        let (first, last) = (*seats.start(), *seats.end());
        let requests = seats.map(|seat| hold(event, seat)).collect();
        let (chance, given) = (Chance(seed), Given::none_of(last));
        Self { requests, first, chance, given, left: usize::MAX, held: 0, refused: 0 }
    }

    /// At most this number of requests.
    pub(super) fn at_most(self, requests: usize) -> Self {
        Self { left: requests, ..self }
    }

    /// What was held, to be given back.
    pub(super) fn given(mut self) -> Vec<usize> {
        self.given.give_back()
    }
}

impl Workload for Uneven {
    fn next(&mut self) -> Option<(usize, Request)> {
        self.left = self.left.checked_sub(1)?;
        let seats = self.requests.len();
        let wanted = seats * WANTED_SEATS_PERCENT / 100;
        let at = match self.chance.below(100) < WANTED_BY_PERCENT {
            true => self.chance.below(wanted),
            false => wanted + self.chance.below(seats - wanted),
        };
        Some((self.first + at, self.requests.get(at)?.clone()))
    }

    fn answered(&mut self, seat: usize, _due: Instant, answer: &Answer<'_>) -> anyhow::Result<()> {
        match answer.status {
            201 => {
                self.held += 1;
                self.given.take(seat)
            }
            409 => {
                self.refused += 1;
                Ok(())
            }
            _ => answer.expect(201),
        }
    }
}

/// Gives seats back, so that the next round finds them free.
pub(super) struct Release {
    buyer: String,
    event: usize,
    seats: std::vec::IntoIter<usize>,
}

impl Release {
    /// `buyer`: as it was held.
    pub(super) fn by(buyer: &str, event: usize, seats: Vec<usize>) -> Self {
        Self { buyer: buyer.to_owned(), event, seats: seats.into_iter() }
    }
}

impl Workload for Release {
    fn next(&mut self) -> Option<(usize, Request)> {
        let seat = self.seats.next()?;
        Some((seat, delete(&format!("/api/reservations/{}/{seat}", self.event), &self.buyer)))
    }

    fn answered(&mut self, _seat: usize, _due: Instant, answer: &Answer<'_>) -> anyhow::Result<()> {
        answer.expect(204)
    }
}
