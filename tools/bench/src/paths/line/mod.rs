//! The line in front of a sale: entering, asking where one stands, the document for all, a turn, and an opening.

mod engine;
mod requests;

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, ensure};
use contracts::WireTime;
use primitives::{Clock, EventId, SystemClock};
use serde_json::Value;
use tokio::time::sleep;

use self::engine::{Lines, MILLION, commands};
use self::requests::{Newcomers, OPERATOR, asked, document, enter, open_room, operated, place, text};
use super::hold::CONNECTIONS;
use crate::floors::HttpFloor;
use crate::load::{Repeat, Request, Target, Workload, closed};
use crate::measure::{Takes, Timing};
use crate::programs;
use crate::report::{Durability, Goal, Part, Report, Row};
use crate::subjects::{Settings, Stack, Subject};

const ABOUT: &str = "The waiting room of the real stack by 64 connections: visitors who enter, each once; one who asks where the place stands, behind \
                     1,000 and behind 1,000,000; the document that is the same for all. Hello is a `GET` of thirteen bytes. Commands of Redis are \
                     those of a take beyond those of as long a time without polls. A turn is measured on a Redis of its own, by what the server has \
                     spent in scripts; an opening without HTTP.";
/// No show has them, so nothing but operators limits their lines.
const ENTERED: i64 = 1_001;
const SHORT: i64 = 1_002;
const LONG: i64 = 1_003;
const OPENING: i64 = 1_004;
const THOUSAND: usize = 1_000;
const NEWCOMERS_MAX: usize = 200_000;
/// One is called, and the others wait.
const NARROW: &str = r#"{"cap":1,"ceiling":1}"#;
/// Longer than it takes to fill the list, and ten seconds more.
const OPENS_AFTER: Duration = Duration::from_secs(120);
const CALLED_WITHIN: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(20);

pub(super) async fn measure(timing: Timing, report: &mut Report) -> anyhow::Result<Part> {
    programs::stack()?;
    let floor = HttpFloor::start()?;
    let settings: Settings = vec![("HOLDFAST_OPERATOR_TOKEN", OPERATOR.to_owned())];
    let stack = Stack::fresh(settings)?;
    let (mut part, lines) = (Part::about(ABOUT), Lines::on(stack.redis())?);
    let target = Target { address: stack.addresses().waiting_room, tiers: stack.tiers()? };
    for event in [ENTERED, SHORT, LONG] {
        asked(target.address, &open_room(event, NARROW)).await?;
    }
    lines.fill(EventId::new(SHORT)?, THOUSAND).await?;
    lines.fill(EventId::new(LONG)?, MILLION).await?;
    let (short, long) = (waiting(target.address, SHORT).await?, waiting(target.address, LONG).await?);
    let mut takes = Rounds::default();
    for (round, counts) in timing.all_rounds().enumerate() {
        let newcomers = Newcomers::of(ENTERED, round, NEWCOMERS_MAX);
        take(&floor.target()?, HttpFloor::hello(), timing, counts, &mut takes.hello).await?;
        take(&target, newcomers, timing, counts, &mut takes.enter).await?;
        take(&target, Repeat::new(document(LONG), 200), timing, counts, &mut takes.document).await?;
        take(&target, Repeat::new(short.clone(), 200), timing, counts, &mut takes.short).await?;
        let at_rest = commands_within(&stack, timing.take()).await?;
        let before = commands(stack.redis())?;
        let polls = take(&target, Repeat::new(long.clone(), 200), timing, counts, &mut takes.long).await?;
        if counts {
            takes.commands_a_poll.push((commands(stack.redis())? - before - at_rest).max(0.0) / polls);
        }
    }
    takes.add_rows(&mut part);
    engine::turns(timing, &mut part).await?;
    engine::opening(&mut part);
    first_call(&stack, &lines, &mut part).await?;
    report.add_durability(Durability::of_engines(stack.redis(), stack.mariadb())?);
    Ok(part)
}

#[derive(Default)]
struct Rounds {
    hello: Takes,
    enter: Takes,
    document: Takes,
    short: Takes,
    long: Takes,
    commands_a_poll: Vec<f64>,
}

impl Rounds {
    fn add_rows(&self, part: &mut Part) {
        let Self { hello, enter, document, short, long, commands_a_poll } = self;
        let to_hello = |what, takes: &Takes, least| {
            Row::rate(what, takes).over_rate(takes, "hello", hello).goal(Goal::AtLeast(least))
        };
        part.add(Row::rate("floor: hello", hello));
        part.add(to_hello("enter", enter, 0.60));
        part.add(to_hello("where a place stands, of 1,000", short, 0.85));
        let row = Row::rate("where a place stands, of 1,000,000", long).over_rate(long, "of 1,000", short);
        part.add(row.goal(Goal::AtLeast(0.95)));
        let row = Row::new("commands of Redis for each of these", commands_a_poll, "");
        part.add(row.goal(Goal::AtMost(0.01)));
        part.add(to_hello("the document", document, 0.95));
        part.disturbed(long.disturbance());
    }
}

/// How many were done.
async fn take(
    target: &Target,
    workload: impl Workload + 'static,
    timing: Timing,
    counts: bool,
    takes: &mut Takes,
) -> anyhow::Result<f64> {
    let (take, _) = closed(target, CONNECTIONS, timing.take(), workload).await?;
    let done = take.done as f64;
    takes.add(counts, take);
    Ok(done.max(1.0))
}

/// Of turns, and of other services.
async fn commands_within(stack: &Stack, time: Duration) -> anyhow::Result<f64> {
    let before = commands(stack.redis())?;
    sleep(time).await;
    Ok(commands(stack.redis())? - before)
}

/// The poll of a visitor who has entered behind all others.
async fn waiting(address: SocketAddr, event: i64) -> anyhow::Result<Request> {
    let visitor = format!("visitor-of-{event}");
    let entered = asked(address, &enter(event, &visitor)).await?;
    Ok(place(&visitor, &text(&entered, "ticket")?))
}

/// From the moment at which a sale opens, with a million on its list, until the first of them is called.
async fn first_call(stack: &Stack, lines: &Lines, part: &mut Part) -> anyhow::Result<()> {
    let address = stack.addresses().waiting_room;
    let opens_at = SystemClock.now().plus(OPENS_AFTER);
    let rules = format!(r#"{{"cap":100,"ceiling":6000,"opensAt":"{}"}}"#, WireTime(opens_at));
    asked(address, &open_room(OPENING, &rules)).await?;
    lines.fill(EventId::new(OPENING)?, MILLION).await?;
    ensure!(SystemClock.now() < opens_at, "the list was not filled before the sale opened");
    loop {
        let room = asked(address, &operated(OPENING)).await?;
        if room.get("called").and_then(Value::as_u64).context("no called")? > 0 {
            break;
        }
        ensure!(SystemClock.now().since(opens_at) < CALLED_WITHIN, "no visitor was called");
        sleep(LOOK_EVERY).await;
    }
    let after = SystemClock.now().since(opens_at);
    let row = Row::single("the first call after a sale of 1,000,000 opens", after.as_secs_f64(), "s");
    part.add(row.goal(Goal::AtMost(5.0)));
    Ok(())
}
