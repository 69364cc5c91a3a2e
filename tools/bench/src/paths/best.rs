//! The best four seats of twenty thousand, beside four that are named: what choosing costs, and how many holds it leaves.

use anyhow::Context;
use tokio::time::Instant;

use super::hold::{CONNECTIONS, give_back};
use super::metrics::{metrics, sum};
use super::seats::{ARENA, ARENA_SEATS, hold_all, hold_best};
use crate::check::{self, Given};
use crate::load::{Answer, Request, Workload, closed};
use crate::measure::{Takes, Timing};
use crate::programs;
use crate::report::{Durability, Goal, Part, Report, Row};
use crate::subjects::{Embedded, Settings, Stack, Subject};

const ABOUT: &str = "`POST /api/reservations/best` for four seats of the arena by 64 connections, until nine tenths of it are held or the take ends, \
                     beside `POST /api/reservations` that name four seats, side by side. Between takes all seats are given back. Choosing is \
                     `holdfast_reservation_choosing_seconds`: what is done between the reading of the map and the call of the store.";
const SEATS: usize = 4;
/// The last seats of an arena are scattered, and not what is measured.
const HOLDS_MAX: usize = ARENA_SEATS / SEATS * 9 / 10;
const CHOOSING: &str = "holdfast_reservation_choosing_seconds";

pub(super) async fn measure(timing: Timing, report: &mut Report) -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    programs::stack()?;
    let mut part = Part::about(ABOUT);
    let embedded = Embedded::fresh(&holdfast, Settings::new())?;
    compare("one process", &embedded, timing, &mut part).await?;
    check::verify(&holdfast, embedded.addresses().internal.order)?;
    drop(embedded);
    let stack = Stack::fresh(Settings::new())?;
    compare("the real stack", &stack, timing, &mut part).await?;
    check::verify(&holdfast, stack.addresses().internal.order)?;
    report.add_durability(Durability::of_embedded());
    report.add_durability(Durability::of_engines(stack.redis(), stack.mariadb())?);
    Ok(part)
}

async fn compare(name: &str, subject: &impl Subject, timing: Timing, part: &mut Part) -> anyhow::Result<()> {
    let target = subject.reservation()?;
    let (mut named, mut best, mut choosing) = (Takes::default(), Takes::default(), Vec::new());
    for counts in timing.all_rounds() {
        let (take, workload) = closed(&target, CONNECTIONS, timing.take(), Fours::named()).await?;
        named.add(counts, take);
        give_back(&target, ARENA, workload.held()).await?;
        let before = Choosing::read(subject).await?;
        let (take, workload) = closed(&target, CONNECTIONS, timing.take(), Fours::best()).await?;
        best.add(counts, take);
        if counts {
            choosing.push(before.micros_since(&Choosing::read(subject).await?));
        }
        give_back(&target, ARENA, workload.held()).await?;
    }
    part.add(Row::rate(format!("four named seats, {name}"), &named));
    let row = Row::rate(format!("the best four, {name}"), &best);
    part.add(row.over_rate(&best, "named", &named).goal(Goal::AtLeast(0.8)));
    part.add(Row::new(format!("choosing them, {name}"), &choosing, "us").goal(Goal::AtMost(100.0)));
    part.disturbed(best.disturbance());
    Ok(())
}

/// How often was chosen, and how long it took in all.
struct Choosing {
    count: f64,
    seconds: f64,
}

impl Choosing {
    async fn read(subject: &impl Subject) -> anyhow::Result<Self> {
        let metrics = metrics(subject.addresses().internal.reservation).await?;
        let of = |part: &str| sum(&metrics, &format!("{CHOOSING}_{part}"), "");
        Ok(Self { count: of("count"), seconds: of("sum") })
    }

    fn micros_since(&self, after: &Self) -> f64 {
        (after.seconds - self.seconds) * 1_000_000.0 / (after.count - self.count).max(1.0)
    }
}

/// Holds of four seats, whose answers say which.
struct Fours {
    requests: Vec<Request>,
    next: usize,
    given: Given,
}

impl Fours {
    fn named() -> Self {
        let firsts = (0..HOLDS_MAX).map(|number| 1 + number * SEATS);
        Self::of(firsts.map(|first| hold_all(ARENA, &(first..first + SEATS).collect::<Vec<_>>())).collect())
    }

    fn best() -> Self {
        Self::of(vec![hold_best(ARENA, SEATS); HOLDS_MAX])
    }

    fn of(requests: Vec<Request>) -> Self {
        Self { requests, next: 0, given: Given::none_of(ARENA_SEATS) }
    }

    fn held(mut self) -> Vec<usize> {
        self.given.give_back()
    }
}

impl Workload for Fours {
    fn next(&mut self) -> Option<(usize, Request)> {
        let request = self.requests.get(self.next)?.clone();
        self.next += 1;
        Some((self.next, request))
    }

    fn answered(&mut self, _number: usize, _due: Instant, answer: &Answer<'_>) -> anyhow::Result<()> {
        answer.expect(201)?;
        let body = answer.json()?;
        let seats = body.get("seatIds").and_then(|seats| seats.as_array()).context("no seats")?;
        let seats = seats.iter().filter_map(|seat| usize::try_from(seat.as_u64()?).ok());
        seats.into_iter().try_for_each(|seat| self.given.take(seat))
    }
}
