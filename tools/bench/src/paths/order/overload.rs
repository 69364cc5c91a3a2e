//! Twice as many orders as can be decided, and a bank that does not answer: what is accepted is decided as if it had come alone, and what is not
//! is refused with a `Retry-After` that is kept to.

use std::time::Duration;

use tokio::time::Instant;

use super::buyers::Buyers;
use super::decided::{SEATS_A_ROUND, at_capacity, decided};
use super::setup::{TOGETHER, hold_next, settings};
use crate::check;
use crate::load::{Target, open};
use crate::measure::{Interval, Takes, Timing};
use crate::paths::hold::CONNECTIONS;
use crate::paths::orders::{Orders, WallClock};
use crate::paths::seats::STADIUM;
use crate::programs;
use crate::report::{Durability, Goal, Part, Report, Row};
use crate::subjects::{Stack, Subject};

const ABOUT: &str = "The real stack. Its capacity is how many orders of seats that are held already are decided in a second, as fast as they are \
                     accepted. Then orders come at a fixed rate by 64 connections, each timed from when it was due; a buyer who is refused comes \
                     again after the `Retry-After` of the refusal, in place of a new one. `tok_timeout` is a payment method whose provider never \
                     answers: such an order can only be decided by its deadline.";
/// Of the capacity.
const TOO_MUCH: f64 = 2.0;
const HALF: f64 = 0.5;
/// Of a take: 30 seconds, unless a take is given another length.
const LASTING: u32 = 20;
/// One in so many orders waits for a dead bank.
const DEAD_OF: usize = 10;

pub(crate) async fn measure(timing: Timing, report: &mut Report) -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    programs::stack()?;
    let stack = Stack::fresh(settings())?;
    let mut part = Part::about(ABOUT);
    let mut overload = Overload::begin(&stack, timing, &mut part).await?;
    overload.twice_the_capacity(&mut part).await?;
    overload.a_dead_bank(&mut part).await?;
    check::verify(&holdfast, stack.addresses().internal.order)?;
    report.add_durability(Durability::of_engines(stack.redis(), stack.mariadb())?);
    Ok(part)
}

struct Overload<'s> {
    stack: &'s Stack,
    target: Target,
    free: std::ops::RangeInclusive<usize>,
    capacity: f64,
    lasting: Duration,
}

impl<'s> Overload<'s> {
    async fn begin(stack: &'s Stack, timing: Timing, part: &mut Part) -> anyhow::Result<Self> {
        let target = Target { address: stack.addresses().order, tiers: stack.tiers()? };
        let (mut free, mut deciding) = (TOGETHER, Takes::default());
        for counts in timing.some_rounds() {
            let orders = Orders::of(STADIUM, hold_next(stack, STADIUM, &mut free, SEATS_A_ROUND).await?);
            deciding.add(counts, at_capacity(&target, orders, timing).await?.1);
        }
        let rates = deciding.rates();
        part.add(Row::new("capacity: orders decided", &rates, "/s").cpu(deciding.cpu_us()));
        part.disturbed(deciding.disturbance());
        let capacity = Interval::of(&rates).middle;
        Ok(Self { stack, target, free, capacity, lasting: timing.take() * LASTING })
    }

    /// Buyers at this rate, and the clock that was read before the first of them came.
    async fn offer(&mut self, rate: f64, dead_of: Option<usize>) -> anyhow::Result<(Buyers, WallClock)> {
        let seats = (rate * self.lasting.as_secs_f64()) as usize + 1;
        let seats = hold_next(self.stack, STADIUM, &mut self.free, seats).await?;
        let buyers = Buyers::of(STADIUM, seats, dead_of);
        let clock = WallClock::read();
        let (_, buyers) = open(&self.target, CONNECTIONS, (rate, self.lasting), buyers).await?;
        Ok((buyers, clock))
    }

    async fn twice_the_capacity(&mut self, part: &mut Part) -> anyhow::Result<()> {
        let (rate, seconds) = (self.capacity * TOO_MUCH, self.lasting.as_secs_f64());
        let (mut buyers, clock) = self.offer(rate, None).await?;
        let (in_time, refusals) = (buyers.accepted.len(), buyers.refusals);
        let again = buyers.again;
        let last = buyers.come_again(&self.target, Instant::now() + self.lasting).await?;
        let decided = decided(&self.target, &buyers.accepted, clock).await?;
        let decided_rate = [decided.within(self.lasting) as f64 / seconds];
        let what = format!("twice that, {rate:.0} a second for {seconds:.0} s: decided");
        let also = format!("{in_time} times 201, {refusals} times 503");
        let row = Row::new(what, &decided_rate, "/s").over(&decided_rate, "capacity", &[self.capacity]);
        part.add(row.goal(Goal::AtLeast(0.9)).also(also));
        let p99 = Row::single(
            "those that were accepted, from when each was due: p99",
            decided.latencies.quantile(0.99),
            "ms",
        );
        part.add(
            p99.goal(Goal::AtMost(2_000.0)).also(format!("p50 {:.0} ms", decided.latencies.quantile(0.5))),
        );
        let offered = in_time as f64 + refusals as f64;
        part.add(Row::single("share of 503", refusals as f64 / offered, ""));
        let with_header = 1.0 - buyers.without_retry_after as f64 / buyers.refusals.max(1) as f64;
        let longest = format!("the longest {} s", buyers.longest_retry_after.as_secs());
        part.add(
            Row::single("503 with a Retry-After", with_header, "").goal(Goal::AtLeast(1.0)).also(longest),
        );
        let during =
            format!("{:.2} of those who came again while twice as many came", again.share_accepted());
        let what = "accepted of those who came again after their Retry-After, when no others came any more";
        part.add(Row::single(what, last.share_accepted(), "").goal(Goal::AtLeast(0.9)).also(during));
        Ok(())
    }

    async fn a_dead_bank(&mut self, part: &mut Part) -> anyhow::Result<()> {
        self.target.tiers.wait_until_idle().await?;
        let (rate, seconds) = (self.capacity * HALF, self.lasting.as_secs_f64());
        let (buyers, clock) = self.offer(rate, Some(DEAD_OF)).await?;
        let decided = decided(&self.target, &buyers.accepted, clock).await?;
        let share = buyers.accepted.len() as f64 / buyers.came_with_an_answering_bank().max(1) as f64;
        let what = format!(
            "half of that, {rate:.0} a second for {seconds:.0} s, and the bank of every tenth is dead: accepted of the others"
        );
        let also = format!("{} times 503", buyers.refusals);
        part.add(Row::single(what, share, "").goal(Goal::AtLeast(0.99)).also(also));
        let p99 =
            Row::single("the others, from when each was due: p99", decided.latencies.quantile(0.99), "ms");
        part.add(
            p99.goal(Goal::AtMost(2_000.0)).also(format!("p50 {:.0} ms", decided.latencies.quantile(0.5))),
        );
        Ok(())
    }
}
