//! A sale from its first minute to its last seat, on either set of engines: buyers who hold and order pairs of seats until there are no more.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::ensure;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::orders::{accepted, order, watched};
use super::seats::{ARENA, ARENA_SEATS, hold_all, show};
use crate::check::{self, Given};
use crate::load::Connection;
use crate::measure::{Latencies, Take, Takes};
use crate::programs;
use crate::report::{Durability, Part, Report, Row};
use crate::subjects::{Addresses, Embedded, Settings, Stack, Subject};

const ABOUT: &str = "A hundred and twenty-eight buyers, each of whom holds two seats of the arena, orders them and waits until they are his, again \
                     and again until all 20,000 are sold: from the first request until the packed map says so, once on either set of engines.";
const BUYERS: usize = 128;
const SEATS_AN_ORDER: usize = 2;
const SHOWN_WITHIN: Duration = Duration::from_secs(30);
const POLL_EVERY: Duration = Duration::from_millis(50);
/// In each two bits of the packed map: a byte of four seats that are sold.
const ALL_SOLD: u8 = 0b10_10_10_10;

pub(super) async fn measure(report: &mut Report) -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    programs::stack()?;
    let mut part = Part::about(ABOUT);
    let embedded = Embedded::fresh(&holdfast, Settings::new())?;
    sell("one process", &embedded, &holdfast, &mut part).await?;
    drop(embedded);
    let stack = Stack::fresh(Settings::new())?;
    sell("the real stack", &stack, &holdfast, &mut part).await?;
    report.add_durability(Durability::of_embedded());
    report.add_durability(Durability::of_engines(stack.redis(), stack.mariadb())?);
    Ok(part)
}

async fn sell(name: &str, subject: &impl Subject, holdfast: &Path, part: &mut Part) -> anyhow::Result<()> {
    let (addresses, tiers) = (subject.addresses(), subject.tiers()?);
    let (before, began) = (tiers.now()?, Instant::now());
    let next = Arc::new(AtomicUsize::new(1));
    let mut buyers = JoinSet::new();
    for _ in 0..BUYERS {
        buyers.spawn(buy(addresses, next.clone()));
    }
    let (mut latencies, mut given) = (Latencies::new()?, Given::none_of(ARENA_SEATS));
    while let Some(bought) = buyers.join_next().await {
        for (first, took) in bought?? {
            latencies.add(took);
            (first..first + SEATS_AN_ORDER).try_for_each(|seat| given.take(seat))?;
        }
    }
    all_sold(addresses).await?;
    let (elapsed, shares) = (began.elapsed(), tiers.since(&before)?);
    check::verify(holdfast, addresses.internal.order)?;
    let mut takes = Takes::default();
    takes.add(true, Take { done: latencies.len(), elapsed, latencies, shares });
    let also = format!(
        "{:.1} s in all; from the request for a hold to CONFIRMED {}",
        elapsed.as_secs_f64(),
        takes.latency()
    );
    part.add(Row::rate(format!("orders until 20,000 seats are sold, {name}"), &takes).also(also));
    part.disturbed(takes.disturbance());
    Ok(())
}

/// The first seat of each order that was confirmed, and how long that took from the request for its hold.
async fn buy(addresses: Addresses, next: Arc<AtomicUsize>) -> anyhow::Result<Vec<(usize, Duration)>> {
    let mut holds = Connection::open(addresses.reservation).await?;
    let mut orders = Connection::open(addresses.order).await?;
    let mut bought = Vec::new();
    loop {
        let first = next.fetch_add(SEATS_AN_ORDER, Ordering::Relaxed);
        if first > ARENA_SEATS {
            return Ok(bought);
        }
        let seats: Vec<usize> = (first..first + SEATS_AN_ORDER).collect();
        let sent = Instant::now();
        holds.exchange(&hold_all(ARENA, &seats)).await?.expect(201)?;
        let id = accepted(&orders.exchange(&order(ARENA, &seats)).await?)?;
        watched(addresses.order, &id).await?;
        bought.push((first, sent.elapsed()));
    }
}

/// The map follows the last confirmation.
async fn all_sold(addresses: Addresses) -> anyhow::Result<()> {
    let began = Instant::now();
    let mut connection = Connection::open(addresses.catalog).await?;
    let question = show(ARENA, "Accept: application/octet-stream\r\n");
    loop {
        let answer = connection.exchange(&question).await?;
        answer.expect(200)?;
        let left = answer.body.iter().filter(|seats| **seats != ALL_SOLD).count();
        if left == 0 {
            return Ok(());
        }
        ensure!(began.elapsed() < SHOWN_WITHIN, "of the map {left} bytes have seats that are not sold");
        tokio::time::sleep(POLL_EVERY).await;
    }
}
