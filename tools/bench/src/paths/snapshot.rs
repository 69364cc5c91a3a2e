//! The map of an event as a whole: how many bytes it is, and how often it can be given in a second.

use anyhow::Context;

use super::hold::CONNECTIONS;
use super::seats::{ARENA, ARENA_SEATS, STADIUM, STADIUM_SETTING, Uneven, show};
use crate::check;
use crate::floors::HttpFloor;
use crate::load::{Connection, Repeat, Target, Workload, closed};
use crate::measure::{Takes, Timing};
use crate::programs;
use crate::report::{Goal, Part, Row, counted};
use crate::subjects::{Embedded, Subject};

const ABOUT: &str = "`GET /api/events/{id}/seats` of the one process by 64 connections, of maps on which every sixth seat or so is held, here and \
                     there. Hello is a `GET` of thirteen bytes; a floor of equal size is a `GET` of as many bytes as the map has.";
const SEATS: usize = 50_000;
const HELD_ONE_OF: usize = 6;
const PACKED: &str = "Accept: application/octet-stream\r\n";
const JSON: &str = "Accept: application/json\r\n";
const GZIP: &str = "Accept-Encoding: gzip\r\n";

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
    Ok(part)
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
