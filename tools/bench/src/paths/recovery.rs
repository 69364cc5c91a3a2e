//! A process is killed and started again at once: time until it is ready, and until the next order is decided.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::time::{Instant, timeout};

use super::hold::CONNECTIONS;
use super::orders::{order, watched};
use super::seats::{ARENA, ARENA_SEATS, Distinct, THEATRE, hold};
use crate::check;
use crate::load::{Connection, Request, closed};
use crate::measure::Timing;
use crate::programs;
use crate::report::{Part, Row};
use crate::subjects::{Addresses, Embedded, Settings, Stack, Subject};

const ABOUT: &str = "`kill -9`, and the same process started again at once, with every seat of the arena held; services some times, engines once. From the kill until `/readyz` is green \
                     (of the one process: until its ready line), and until an order that is tried again and again from then on is \
                     CONFIRMED.";
const SERVICES: [&str; 4] = ["catalog-1", "reservation-1", "order-1", "payment-1"];
const ENGINES: [&str; 3] = ["redis", "mysql", "kafka"];
const FILL_WITHIN: Duration = Duration::from_secs(60);
const DECIDED_WITHIN: Duration = Duration::from_secs(60);
const ANSWER_WITHIN: Duration = Duration::from_secs(12);
const RETRY_AFTER: Duration = Duration::from_millis(20);

/// Milliseconds from the kill, of each round.
#[derive(Default)]
struct Rounds {
    ready: Vec<f64>,
    decided: Vec<f64>,
}

pub(super) async fn measure(timing: Timing) -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    programs::stack()?;
    let mut part = Part::about(ABOUT);
    let mut seats = 1..;
    let mut next = || seats.next().unwrap_or(1);
    let mut embedded = Embedded::fresh(&holdfast, Settings::new())?;
    fill(&embedded).await?;
    let mut rounds = Rounds::default();
    for _ in 0..timing.rounds {
        let killed = Instant::now();
        embedded.kill_and_start_again()?;
        rounds.add(killed, embedded.addresses(), next()).await?;
    }
    rounds.add_rows("the one process", &mut part);
    check::verify(&holdfast, embedded.addresses().internal.order)?;
    drop(embedded);
    let mut stack = Stack::fresh(Settings::new())?;
    fill(&stack).await?;
    let services = SERVICES.map(|name| (name, timing.some_rounds().skip(1).count()));
    for (name, times) in services.into_iter().chain(ENGINES.map(|name| (name, 1))) {
        let mut rounds = Rounds::default();
        for _ in 0..times {
            let killed = Instant::now();
            stack.kill_and_start_again(name)?;
            rounds.add(killed, stack.addresses(), next()).await?;
        }
        rounds.add_rows(name.trim_end_matches("-1"), &mut part);
    }
    check::verify(&holdfast, stack.addresses().internal.order)?;
    Ok(part)
}

/// With all that a start has to read.
async fn fill(subject: &impl Subject) -> anyhow::Result<()> {
    let target = subject.reservation()?;
    closed(&target, CONNECTIONS, FILL_WITHIN, Distinct::new(ARENA, 1..=ARENA_SEATS)).await?;
    target.tiers.wait_until_idle().await
}

impl Rounds {
    async fn add(&mut self, killed: Instant, addresses: Addresses, seat: usize) -> anyhow::Result<()> {
        let millis = |since: Instant| since.elapsed().as_secs_f64() * 1_000.0;
        self.ready.push(millis(killed));
        // A hold whose answer was lost exists, and conflicts with its own retry.
        retry_until(addresses.reservation, &hold(THEATRE, seat), &[201, 409], killed).await?;
        let id = retry_until(addresses.order, &order(THEATRE, &[seat]), &[201], killed).await?;
        watched(addresses.order, id.context("no orderId")?.as_str()).await?;
        self.decided.push(millis(killed));
        Ok(())
    }

    fn add_rows(&self, name: &str, part: &mut Part) {
        part.add(Row::new(format!("{name}: ready again"), &self.ready, "ms"));
        part.add(Row::new(format!("{name}: the next order is decided"), &self.decided, "ms"));
    }
}

/// Retries until the status is one of `enough`. Gives the id of the order, if it was one.
async fn retry_until(
    address: SocketAddr,
    request: &Request,
    enough: &[u16],
    killed: Instant,
) -> anyhow::Result<Option<String>> {
    loop {
        match attempt(address, request, enough).await {
            Ok(id) => return Ok(id),
            Err(error) if killed.elapsed() > DECIDED_WITHIN => {
                return Err(error.context("it does not recover"));
            }
            Err(_) => tokio::time::sleep(RETRY_AFTER).await,
        }
    }
}

async fn attempt(address: SocketAddr, request: &Request, enough: &[u16]) -> anyhow::Result<Option<String>> {
    let mut connection = Connection::open(address).await?;
    let answer = timeout(ANSWER_WITHIN, connection.exchange(request)).await??;
    ensure!(enough.contains(&answer.status), "answered {}", answer.status);
    let id = answer.json()?.get("orderId").and_then(serde_json::Value::as_str).map(str::to_owned);
    Ok(id)
}
