//! The map of an event as a whole: how many bytes it is, and how often it can be given in a second.

use std::path::Path;

use anyhow::Context;
use tokio::time::Instant;

use super::hold::CONNECTIONS;
use super::seats::{ARENA, ARENA_SEATS, STADIUM, STADIUM_SETTING, Uneven, show};
use crate::check;
use crate::floors::HttpFloor;
use crate::load::{Answer, Connection, Repeat, Request, Target, Workload, closed};
use crate::measure::{Takes, Timing};
use crate::programs;
use crate::report::{Goal, Part, Row, counted};
use crate::subjects::{Embedded, Subject};

const ABOUT: &str = "`GET /api/events/{id}/seats` of the one process by 64 connections, of maps on which every sixth seat or so is held, here and \
                     there. Hello is a `GET` of thirteen bytes; a floor of equal size is a `GET` of as many bytes as the map has. With limits, each of 4,096 \
                     addresses has its own.";
const SEATS: usize = 50_000;
const HELD_ONE_OF: usize = 6;
const PACKED: &str = "Accept: application/octet-stream\r\n";
const JSON: &str = "Accept: application/json\r\n";
const GZIP: &str = "Accept-Encoding: gzip\r\n";
/// Where rates are limited, and a proxy says whose they are.
const LIMITED: [(&str, &str); 2] = [("HOLDFAST_RATE_LIMITS", "on"), ("HOLDFAST_PROXIES", "127.0.0.1")];
/// Each may read a hundred times a second: together more than anything here can ask.
const ADDRESSES: usize = 4_096;

/// One form of the stadium's map, and its floor.
struct Form {
    what: &'static str,
    headers: String,
    bytes: usize,
    ours: Takes,
    floor: Takes,
}

pub(super) async fn measure(timing: Timing) -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    let floor = HttpFloor::start()?;
    let subject = Embedded::fresh(&holdfast, vec![(STADIUM_SETTING, SEATS.to_string())])?;
    for (event, seats) in [(ARENA, ARENA_SEATS), (STADIUM, SEATS)] {
        hold_some(&subject, event, seats, timing).await?;
    }
    let mut part = Part::about(ABOUT);
    for (event, seats) in [(ARENA, ARENA_SEATS), (STADIUM, SEATS)] {
        sizes(&subject, event, seats, &mut part).await?;
    }
    rates(&subject, &floor, timing, &mut part).await?;
    check::verify(&holdfast, subject.addresses().internal.order)?;
    // Both would have the same data folder.
    drop(subject);
    limited(&holdfast, &floor, timing, &mut part).await?;
    Ok(part)
}

/// What a 304 costs where reads are counted: they are before it is known which answer they get.
async fn limited(holdfast: &Path, floor: &HttpFloor, timing: Timing, part: &mut Part) -> anyhow::Result<()> {
    let mut settings = vec![(STADIUM_SETTING, SEATS.to_string())];
    settings.extend(LIMITED.map(|(name, value)| (name, value.to_owned())));
    let subject = Embedded::fresh(holdfast, settings)?;
    let target = Target { address: subject.addresses().catalog, tiers: subject.tiers()? };
    let known = etag(&subject).await?;
    let (mut hello, mut unchanged) = (Takes::default(), Takes::default());
    for counts in timing.all_rounds() {
        take(&floor.target()?, HttpFloor::hello(), timing, counts, &mut hello).await?;
        take(&target, ManyAddresses::asking(&known), timing, counts, &mut unchanged).await?;
    }
    let row = Row::rate("unchanged: 304, with limits of rates", &unchanged);
    part.add(row.over_rate(&unchanged, "hello", &hello));
    Ok(())
}

/// The same question by one address after the other.
struct ManyAddresses {
    questions: Vec<Request>,
    next: usize,
}

impl ManyAddresses {
    fn asking(known: &str) -> Self {
        let question = |number: usize| {
            let address = format!("198.18.{}.{}", number / 256, number % 256);
            show(STADIUM, &format!("{PACKED}If-None-Match: {known}\r\nX-Forwarded-For: {address}\r\n"))
        };
        Self { questions: (0..ADDRESSES).map(question).collect(), next: 0 }
    }
}

impl Workload for ManyAddresses {
    fn next(&mut self) -> Option<(usize, Request)> {
        self.next = (self.next + 1) % self.questions.len();
        Some((0, self.questions.get(self.next)?.clone()))
    }

    fn answered(&mut self, _number: usize, _due: Instant, answer: &Answer<'_>) -> anyhow::Result<()> {
        answer.expect(304)
    }
}

/// An empty map is one byte repeated, which compresses as no map of a sale does.
async fn hold_some(subject: &Embedded, event: usize, seats: usize, timing: Timing) -> anyhow::Result<()> {
    let target = subject.reservation()?;
    let workload = Uneven::new(event, 1..=seats, 0).at_most(seats / HELD_ONE_OF);
    closed(&target, CONNECTIONS, timing.take() * 10, workload).await?;
    target.tiers.wait_until_idle().await
}

async fn sizes(subject: &Embedded, event: usize, seats: usize, part: &mut Part) -> anyhow::Result<()> {
    let plain = size(subject, event, JSON).await?;
    part.add(Row::single(format!("{} seats as JSON", counted(seats)), plain as f64, "bytes"));
    let forms = [
        ("JSON, gzip", [JSON, GZIP].concat(), false),
        ("packed", PACKED.to_owned(), true),
        ("packed, gzip", [PACKED, GZIP].concat(), true),
    ];
    for (what, headers, is_aimed_at) in forms {
        let bytes = size(subject, event, &headers).await? as f64;
        let row = Row::single(format!("{} seats: {what}", counted(seats)), bytes, "bytes").over(
            &[bytes],
            "JSON",
            &[plain as f64],
        );
        part.add(if is_aimed_at { row.goal(Goal::AtMost(0.01)) } else { row });
    }
    Ok(())
}

async fn size(subject: &Embedded, event: usize, headers: &str) -> anyhow::Result<usize> {
    let mut connection = Connection::open(subject.addresses().catalog).await?;
    let answer = connection.exchange(&show(event, headers)).await?;
    answer.expect(200)?;
    Ok(answer.body.len())
}

async fn rates(subject: &Embedded, floor: &HttpFloor, timing: Timing, part: &mut Part) -> anyhow::Result<()> {
    let target = Target { address: subject.addresses().catalog, tiers: subject.tiers()? };
    let known = etag(subject).await?;
    let mut forms = Vec::new();
    for (what, headers) in [("packed", PACKED.to_owned()), ("JSON, gzip", [JSON, GZIP].concat())] {
        let bytes = size(subject, STADIUM, &headers).await?;
        forms.push(Form { what, headers, bytes, ours: Takes::default(), floor: Takes::default() });
    }
    let (mut hello, mut unchanged) = (Takes::default(), Takes::default());
    for counts in timing.all_rounds() {
        take(&floor.target()?, HttpFloor::hello(), timing, counts, &mut hello).await?;
        let question = Repeat::new(show(STADIUM, &format!("{PACKED}If-None-Match: {known}\r\n")), 304);
        take(&target, question, timing, counts, &mut unchanged).await?;
        for form in &mut forms {
            take(&floor.target()?, HttpFloor::bytes(form.bytes), timing, counts, &mut form.floor).await?;
            let question = Repeat::new(show(STADIUM, &form.headers), 200);
            take(&target, question, timing, counts, &mut form.ours).await?;
        }
    }
    part.add(Row::rate("floor: hello", &hello));
    let row = Row::rate("unchanged: 304", &unchanged).over_rate(&unchanged, "hello", &hello);
    part.add(row.goal(Goal::AtLeast(0.90)));
    for Form { what, bytes, ours, floor, .. } in &forms {
        part.add(Row::rate(format!("floor: {} bytes", counted(*bytes)), floor));
        let row = Row::rate(format!("{} seats: {what}", counted(SEATS)), ours);
        let row = row.over_rate(ours, "as many bytes", floor);
        part.add(if *what == "packed" { row.goal(Goal::AtLeast(0.60)) } else { row });
    }
    part.disturbed(unchanged.disturbance());
    Ok(())
}

async fn take(
    target: &Target,
    workload: impl Workload + 'static,
    timing: Timing,
    counts: bool,
    takes: &mut Takes,
) -> anyhow::Result<()> {
    let (take, _) = closed(target, CONNECTIONS, timing.take(), workload).await?;
    takes.add(counts, take);
    Ok(())
}

async fn etag(subject: &Embedded) -> anyhow::Result<String> {
    let mut connection = Connection::open(subject.addresses().catalog).await?;
    let answer = connection.exchange(&show(STADIUM, PACKED)).await?;
    Ok(answer.header("etag").context("the seat map has no ETag")?.to_owned())
}
