//! Buyers who order, and come again when a refusal says so.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::RangeInclusive;
use std::time::Duration;

use anyhow::Context;
use tokio::time::{Instant, sleep_until};

use crate::load::{Answer, Connection, Request, Target, Workload};
use crate::paths::orders::{Accepted, accepted, order_by};

/// How one of them pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bank {
    Answers,
    /// The order can only be decided by its deadline.
    IsDead,
}

#[derive(Debug)]
struct Buyer {
    request: Request,
    bank: Bank,
    was_refused: bool,
}

/// Those who were refused come before those who have not ordered yet, so that as many come in a second as are to come.
#[derive(Debug, Default)]
pub(super) struct Buyers {
    all: Vec<Buyer>,
    /// How many have ordered.
    came: usize,
    /// Who comes again, the first one first.
    refused: BinaryHeap<Reverse<(Instant, usize)>>,
    /// Whose bank answers.
    pub(super) accepted: Vec<Accepted>,
    pub(super) refusals: u64,
    pub(super) without_retry_after: u64,
    pub(super) longest_retry_after: Duration,
    /// Of those who came again, each time.
    pub(super) again: Outcomes,
}

#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Outcomes {
    pub(super) accepted: u64,
    pub(super) refused: u64,
}

impl Outcomes {
    pub(super) fn share_accepted(self) -> f64 {
        let all = self.accepted + self.refused;
        if all == 0 { 1.0 } else { self.accepted as f64 / all as f64 }
    }
}

impl Buyers {
    /// One for each seat; of every `dead_of` the bank of one is dead.
    pub(super) fn of(event: usize, seats: RangeInclusive<usize>, dead_of: Option<usize>) -> Self {
        let buyer = |(number, seat): (usize, usize)| {
            let is_dead = dead_of.is_some_and(|of| number.is_multiple_of(of));
            let (bank, method) =
                if is_dead { (Bank::IsDead, "tok_timeout") } else { (Bank::Answers, "tok_ok") };
            Buyer { request: order_by(event, &[seat], method), bank, was_refused: false }
        };
        Self { all: seats.enumerate().map(buyer).collect(), ..Self::default() }
    }

    /// How many whose bank answers have ordered.
    pub(super) fn came_with_an_answering_bank(&self) -> usize {
        self.all.iter().take(self.came).filter(|buyer| buyer.bank == Bank::Answers).count()
    }

    /// Without new ones: those who were refused come again one by one, each when it was to, as long as they are refused.
    pub(super) async fn come_again(&mut self, target: &Target, until: Instant) -> anyhow::Result<Outcomes> {
        let mut connection = Connection::open(target.address).await?;
        let mut outcomes = Outcomes::default();
        while let Some(Reverse((at, number))) = self.refused.pop()
            && at < until
        {
            sleep_until(at).await;
            let request = self.buyer(number)?.request.clone();
            let (due, refused) = (Instant::now(), self.refusals);
            let answer = connection.exchange(&request).await?;
            self.answered(number, due, &answer)?;
            match self.refusals == refused {
                true => outcomes.accepted += 1,
                false => outcomes.refused += 1,
            }
        }
        Ok(outcomes)
    }

    fn buyer(&mut self, number: usize) -> anyhow::Result<&mut Buyer> {
        self.all.get_mut(number).context("an answer to a buyer who is not there")
    }
}

impl Workload for Buyers {
    fn next(&mut self) -> Option<(usize, Request)> {
        let now = Instant::now();
        let number = match self.refused.peek() {
            Some(Reverse((at, _))) if *at <= now => self.refused.pop().map(|Reverse((_, number))| number)?,
            _ => {
                self.came += 1;
                self.came - 1
            }
        };
        Some((number, self.all.get(number)?.request.clone()))
    }

    fn answered(&mut self, number: usize, due: Instant, answer: &Answer<'_>) -> anyhow::Result<()> {
        let is_refused = answer.status == 503;
        let buyer = self.buyer(number)?;
        let (bank, comes_again) = (buyer.bank, std::mem::replace(&mut buyer.was_refused, is_refused));
        if comes_again {
            *(if is_refused { &mut self.again.refused } else { &mut self.again.accepted }) += 1;
        }
        if !is_refused {
            let id = accepted(answer)?;
            if bank == Bank::Answers {
                self.accepted.push(Accepted { id, due });
            }
            return Ok(());
        }
        self.refusals += 1;
        let seconds = answer.header("Retry-After").and_then(|seconds| seconds.parse::<u64>().ok());
        self.without_retry_after += u64::from(seconds.is_none());
        let after = Duration::from_secs(seconds.unwrap_or(1));
        self.longest_retry_after = self.longest_retry_after.max(after);
        self.refused.push(Reverse((Instant::now() + after, number)));
        Ok(())
    }
}
