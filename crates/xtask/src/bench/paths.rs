//! The paths that are measured, each on a server of its own.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use contracts::WireTime;
use serde_json::Value;
use tokio::time::Instant;

use super::figures::{Row, Samples, median, millis};
use super::http::{Connection, get, post};
use super::load::{closed_loop, expect_status};
use super::subject::{Doors, Subject};

pub(super) const ARENA: usize = 4;
const ARENA_SEATS: usize = 20_000;
pub(super) const HALL: usize = 2;
pub(super) const CONNECTIONS: usize = 64;
const REPEATS: usize = 5;

pub(crate) async fn footprint(binary: &Path) -> anyhow::Result<Vec<Row>> {
    let mut starts = Vec::new();
    let mut subject = Subject::fresh(binary)?;
    for _ in 0..REPEATS {
        subject = subject.again(binary)?;
        starts.push(subject.start.as_secs_f64() * 1_000.0);
    }
    let mut connection = Connection::open(subject.address).await?;
    expect_status(&connection.exchange(&get("/api/events/4/seats", "")).await?, 200)?;
    let loaded = subject.memory_mb()?;
    drop(subject);
    let idle = Subject::empty(binary)?;
    Ok(vec![
        Row::new("start to ready, demo season on disk", format!("{:.0} ms", median(starts)), "< 300 ms"),
        Row::new("memory, no events", format!("{:.0} MB", idle.memory_mb()?), "< 60 MB"),
        Row::new("memory, season loaded, arena map rendered", format!("{loaded:.0} MB"), "< 120 MB"),
    ])
}

pub(crate) async fn hello(binary: &Path) -> anyhow::Result<Vec<Row>> {
    let subject = Subject::fresh(binary)?;
    let outcome = closed_loop(subject.address, CONNECTIONS, 100_000, 200, |_| get("/healthz", "")).await?;
    Ok(vec![Row::new("floor: GET /healthz", format!("{:.0}/s", outcome.per_second()), "")])
}

pub(crate) async fn holds(binary: &Path) -> anyhow::Result<Vec<Row>> {
    let (mut rates, mut latencies) = (Vec::new(), Samples::default());
    for _ in 0..REPEATS {
        let subject = Subject::fresh(binary)?;
        let outcome = closed_loop(subject.address, CONNECTIONS, ARENA_SEATS, 201, |number| {
            hold_request(ARENA, number + 1)
        })
        .await?;
        rates.push(outcome.per_second());
        latencies.merge(outcome.latencies);
    }
    let subject = Subject::fresh(binary)?;
    let mut connection = Connection::open(subject.address).await?;
    expect_status(&connection.exchange(&hold_request(ARENA, 1)).await?, 201)?;
    let refused = closed_loop(subject.address, CONNECTIONS, 50_000, 409, |_| hold_request(ARENA, 1)).await?;
    Ok(vec![
        Row::new("durable holds, 64 connections", format!("{:.0}/s", median(rates)), ">= 5,000/s"),
        Row::new("the same, one hold", quantiles(&mut latencies), ""),
        Row::new("refused holds (409), 64 connections", format!("{:.0}/s", refused.per_second()), ""),
    ])
}

pub(crate) async fn not_modified(binary: &Path) -> anyhow::Result<Vec<Row>> {
    let subject = Subject::fresh(binary)?;
    let mut connection = Connection::open(subject.address).await?;
    let path = "/api/events/4/seats";
    let first = connection.exchange(&get(path, "")).await?;
    let etag = first.header("etag").context("the seat map has no ETag")?.to_owned();
    let header = format!("If-None-Match: {etag}\r\n");
    let mut rates = Vec::new();
    for _ in 0..REPEATS {
        let header = header.clone();
        let outcome =
            closed_loop(subject.address, CONNECTIONS, 100_000, 304, move |_| get(path, &header)).await?;
        rates.push(outcome.per_second());
    }
    Ok(vec![Row::new("seat map, 304", format!("{:.0}/s", median(rates)), ">= 20,000/s")])
}

pub(crate) async fn orders(binary: &Path) -> anyhow::Result<Vec<Row>> {
    let subject = Subject::fresh(binary)?;
    let (mut alone, mut seen) = one_at_a_time(Doors::one(subject.address), HALL, 300).await?;
    let mut together = at_once(subject.address, 400, 200).await?;
    Ok(vec![
        Row::new(
            "order accepted -> CONFIRMED, one at a time",
            quantiles(&mut alone),
            "p50 <= 10 ms, p99 <= 50 ms",
        ),
        Row::new("the same, as seen on the order's stream", quantiles(&mut seen), ""),
        Row::new("order accepted -> CONFIRMED, 200 at once", quantiles(&mut together), "p99 <= 1 s"),
    ])
}

/// How long each order took by its own timeline, and as its buyer saw it.
pub(super) async fn one_at_a_time(
    doors: Doors,
    event: usize,
    count: usize,
) -> anyhow::Result<(Samples, Samples)> {
    let mut holds = Connection::open(doors.reservation).await?;
    let mut orders = Connection::open(doors.order).await?;
    let (mut alone, mut seen) = (Samples::default(), Samples::default());
    for seat in 1..=count {
        let token = held(&mut holds, event, seat).await?;
        let answer = orders.exchange(&order_request(event, seat, &token)).await?;
        let accepted = Instant::now();
        expect_status(&answer, 201)?;
        let id = answer.json()?.get("orderId").and_then(Value::as_str).context("no orderId")?.to_owned();
        alone.add(confirmed(doors.order, &id).await?);
        seen.add(accepted.elapsed());
    }
    Ok((alone, seen))
}

/// `count` buyers who hold beforehand and then order in the same instant.
async fn at_once(address: SocketAddr, first_seat: usize, count: usize) -> anyhow::Result<Samples> {
    let mut buyers = tokio::task::JoinSet::new();
    let gate = std::sync::Arc::new(tokio::sync::Barrier::new(count));
    for seat in first_seat..first_seat + count {
        let gate = gate.clone();
        buyers.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let token = held(&mut connection, HALL, seat).await?;
            gate.wait().await;
            let answer = connection.exchange(&order_request(HALL, seat, &token)).await?;
            expect_status(&answer, 201)?;
            let id = answer.json()?.get("orderId").and_then(Value::as_str).context("no orderId")?.to_owned();
            anyhow::Ok(confirmed(address, &id).await?)
        });
    }
    let mut samples = Samples::default();
    while let Some(done) = buyers.join_next().await {
        samples.add(done??);
    }
    Ok(samples)
}

pub(crate) async fn expiry(binary: &Path) -> anyhow::Result<Vec<Row>> {
    const SEATS: usize = 50;
    let subject = Subject::fresh(binary)?;
    let mut stream = Connection::open(subject.address).await?;
    stream.send(&get("/api/events/3/seats/stream", "Accept: text/event-stream\r\n")).await?;
    let mut connection = Connection::open(subject.address).await?;
    let mut due = vec![None; SEATS + 1];
    for seat in 1..=SEATS {
        let body = format!("{{\"eventId\":3,\"seatId\":{seat},\"holdSeconds\":5}}");
        expect_status(&connection.exchange(&post("/api/reservations", "", &body)).await?, 201)?;
        if let Some(slot) = due.get_mut(seat) {
            *slot = Some(Instant::now() + Duration::from_secs(5));
        }
    }
    let mut late = Samples::default();
    while late.len() < SEATS {
        let line = tokio::time::timeout(Duration::from_secs(10), stream.line()).await??;
        let Some(data) = line.strip_prefix("data:") else { continue };
        let update: Value = serde_json::from_str(data.trim())?;
        let seat = update.get("seatId").and_then(Value::as_u64).and_then(|seat| usize::try_from(seat).ok());
        let freed = update.get("status").and_then(Value::as_str) == Some("AVAILABLE");
        if let (Some(due), true) = (seat.and_then(|seat| due.get(seat).copied().flatten()), freed) {
            late.add(Instant::now().saturating_duration_since(due));
        }
    }
    Ok(vec![Row::new("hold expiry -> AVAILABLE on the stream", quantiles(&mut late), "<= 1 s")])
}

pub(super) fn hold_request(event: usize, seat: usize) -> Vec<u8> {
    post("/api/reservations", "", &format!("{{\"eventId\":{event},\"seatId\":{seat},\"holdSeconds\":600}}"))
}

/// Without a token where an anonymous hold obeys whoever comes.
pub(super) fn order_request(event: usize, seat: usize, token: &str) -> Vec<u8> {
    let proof = if token.is_empty() { String::new() } else { format!("Hold-Token: {token}\r\n") };
    let headers = format!("Idempotency-Key: bench-{event}-{seat}-of-this-run\r\n{proof}");
    post(
        "/api/orders",
        &headers,
        &format!("{{\"eventId\":{event},\"seatIds\":[{seat}],\"paymentMethod\":\"tok_ok\"}}"),
    )
}

async fn held(connection: &mut Connection, event: usize, seat: usize) -> anyhow::Result<String> {
    let answer = connection.exchange(&hold_request(event, seat)).await?;
    expect_status(&answer, 201)?;
    Ok(answer.json()?.get("holdToken").and_then(Value::as_str).context("no holdToken")?.to_owned())
}

/// Watches the order's own stream, as the shop does, on a connection that ends with it.
///
/// Gives how long the order took by its own timeline: from its creation to the sale in the ledger.
async fn confirmed(address: SocketAddr, id: &str) -> anyhow::Result<Duration> {
    let mut stream = Connection::open(address).await?;
    stream.send(&get(&format!("/api/orders/{id}/stream"), "Accept: text/event-stream\r\n")).await?;
    loop {
        let line = tokio::time::timeout(Duration::from_secs(20), stream.line()).await??;
        let Some(data) = line.strip_prefix("data:") else { continue };
        let order: Value = serde_json::from_str(data.trim())?;
        match order.get("status").and_then(Value::as_str) {
            Some("CONFIRMED") => return confirmed_after(&order).context("no confirmation in the timeline"),
            Some("CREATED") => {}
            other => anyhow::bail!("order {id} ended as {other:?}"),
        }
    }
}

fn confirmed_after(order: &Value) -> Option<Duration> {
    let entries = order.get("timeline")?.as_array()?;
    let confirmed = entries.iter().find(|entry| {
        entry.get("step").and_then(Value::as_str) == Some("CONFIRM")
            && entry.get("outcome").and_then(Value::as_str) == Some("DONE")
    })?;
    let time = |value: &Value, name: &str| WireTime::parse(value.get(name)?.as_str()?).ok();
    Some(time(confirmed, "at")?.0.since(time(order, "createdAt")?.0))
}

pub(super) fn quantiles(samples: &mut Samples) -> String {
    format!("p50 {}, p99 {}", millis(samples.quantile(0.5)), millis(samples.quantile(0.99)))
}
