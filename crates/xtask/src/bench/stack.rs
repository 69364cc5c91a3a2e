//! The paths of the real system: a stack that is up, as `cargo xtask up --instances 1` starts it on empty folders.

use std::net::SocketAddr;
use std::path::Path;

use super::figures::{Row, Samples, median};
use super::hops::{self, Clocks};
use super::load::{Outcome, closed_loop};
use super::paths::{ARENA, CONNECTIONS, HALL, hold_request, one_at_a_time, order_request, quantiles};
use super::subject::{Doors, Subject};

const ROUNDS: usize = 3;
const HOLDS_A_ROUND: usize = 4_000;
/// Of the arena's seats, behind those that the holds take.
const ORDERS_FROM: usize = ROUNDS * HOLDS_A_ROUND + 1;
const ORDERS: usize = 4_000;
const ORDERS_ALONE: usize = 300;

/// Each round measures the floor and the service in turn, so that a busy minute is busy for both.
pub(crate) async fn holds(floor: &Path, doors: Doors) -> anyhow::Result<Vec<Row>> {
    let (mut floors, mut rates, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let mut latencies = Samples::default();
    for round in 0..ROUNDS {
        let subject = Subject::empty(floor)?;
        let least = holds_at(subject.address, 1, 40_000).await?.per_second();
        drop(subject);
        let taken = holds_at(doors.reservation, round * HOLDS_A_ROUND + 1, HOLDS_A_ROUND).await?;
        let rate = taken.per_second();
        floors.push(least);
        rates.push(rate);
        ratios.push(rate / least);
        latencies.merge(taken.latencies);
    }
    Ok(vec![
        Row::new("floor: the same body over HTTP, 64 connections", format!("{:.0}/s", median(floors)), ""),
        Row::new("holds on Redis, 64 connections", format!("{:.0}/s", median(rates)), ""),
        Row::new("the same, one hold", quantiles(&mut latencies), ""),
        Row::new("holds to floor", format!("{:.2}", median(ratios)), ">= 0.60"),
    ])
}

async fn holds_at(address: SocketAddr, first: usize, count: usize) -> anyhow::Result<Outcome> {
    closed_loop(address, CONNECTIONS, count, 201, move |number| hold_request(ARENA, first + number)).await
}

pub(crate) async fn orders(doors: Doors) -> anyhow::Result<Vec<Row>> {
    let before = Clocks::read(doors).await?;
    let (mut alone, mut seen) = one_at_a_time(doors, HALL, ORDERS_ALONE).await?;
    let hops = hops::since(&before, &Clocks::read(doors).await?, ORDERS_ALONE);
    holds_at(doors.reservation, ORDERS_FROM, ORDERS).await?;
    let accepted = closed_loop(doors.order, CONNECTIONS, ORDERS, 201, |number| {
        order_request(ARENA, ORDERS_FROM + number, "")
    });
    let mut accepted = accepted.await?;
    let mut rows = vec![
        Row::new("order accepted -> CONFIRMED on the real stack, one at a time", quantiles(&mut alone), ""),
        Row::new("the same, as seen on the order's stream", quantiles(&mut seen), ""),
        Row::new("orders accepted, 64 connections", format!("{:.0}/s", accepted.per_second()), ""),
        Row::new("the same, one order", quantiles(&mut accepted.latencies), ""),
    ];
    rows.extend(hops);
    Ok(rows)
}
