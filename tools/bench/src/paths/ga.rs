//! General admission: places that the store chooses beside seats that are named, what a buyer is answered when all are gone, and the row in SQL
//! that others count in.

use anyhow::Context;
use tokio::time::Instant;

use super::hold::{CONNECTIONS, give_back};
use super::pipeline_depth::counted;
use super::seats::{ARENA, Distinct, hold_place};
use crate::check::{self, Given};
use crate::floors::{CommitFloor, HttpFloor};
use crate::load::{Answer, Connection, Repeat, Request, Workload, closed};
use crate::measure::{Takes, Timing};
use crate::programs;
use crate::report::{Durability, Goal, Part, Report, Row};
use crate::subjects::{Embedded, Settings, Stack, Subject};

const ABOUT: &str = "`POST /api/reservations` for one place of a standing section of 5,000 by 64 connections until all are held, beside as many \
                     holds of named seats. Then everyone is refused: 409 SOLD_OUT, beside a `GET` of thirteen bytes. Between rounds all places are given \
                     back. The foil is a sale that counts in a row of MariaDB: the same three rows as an order's commit, and one taken from a stock \
                     that all share.";
const OPEN_AIR: usize = 7;
const FIELD: &str = "FIELD";
const PLACES: usize = 5_000;
const COMMANDS: &str = "total_commands_processed";

pub(super) async fn measure(timing: Timing, report: &mut Report) -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    programs::stack()?;
    let floor = HttpFloor::start()?;
    let mut part = Part::about(ABOUT);
    let embedded = Embedded::fresh(&holdfast, Settings::new())?;
    Rounds::of(&embedded, &floor, timing, None).await?.add_rows("one process", &mut part);
    check::verify(&holdfast, embedded.addresses().internal.order)?;
    drop(embedded);
    let stack = Stack::fresh(Settings::new())?;
    Rounds::of(&stack, &floor, timing, Some(&stack)).await?.add_rows("the real stack", &mut part);
    check::verify(&holdfast, stack.addresses().internal.order)?;
    one_row(&stack, timing, &mut part)?;
    report.add_durability(Durability::of_embedded());
    report.add_durability(Durability::of_engines(stack.redis(), stack.mariadb())?);
    Ok(part)
}

#[derive(Default)]
struct Rounds {
    hello: Takes,
    named: Takes,
    places: Takes,
    refused: Takes,
    /// Commands that Redis got for each refusal; those of the services' own work are among them.
    commands: Vec<f64>,
}

impl Rounds {
    async fn of(
        subject: &impl Subject,
        floor: &HttpFloor,
        timing: Timing,
        stack: Option<&Stack>,
    ) -> anyhow::Result<Self> {
        let (target, mut rounds) = (subject.reservation()?, Self::default());
        for counts in timing.all_rounds() {
            let (take, _) = closed(&floor.target()?, CONNECTIONS, timing.take(), HttpFloor::hello()).await?;
            rounds.hello.add(counts, take);
            let named = Distinct::new(ARENA, 1..=PLACES);
            let (take, workload) = closed(&target, CONNECTIONS, timing.take(), named).await?;
            rounds.named.add(counts, take);
            give_back(&target, ARENA, workload.held()).await?;
            let (take, workload) = closed(&target, CONNECTIONS, timing.take(), Places::all()).await?;
            rounds.places.add(counts, take);
            let mut held = workload.held();
            held.extend(hold_the_rest(subject).await?);
            rounds.refusals(subject, timing, counts, stack).await?;
            give_back(&target, OPEN_AIR, held).await?;
        }
        Ok(rounds)
    }

    async fn refusals(
        &mut self,
        subject: &impl Subject,
        timing: Timing,
        counts: bool,
        stack: Option<&Stack>,
    ) -> anyhow::Result<()> {
        let commands = |stack: &Stack| counted(stack.redis(), COMMANDS);
        let before = stack.map(commands).transpose()?;
        let again = Repeat::new(hold_place(OPEN_AIR, FIELD), 409);
        let (take, _) = closed(&subject.reservation()?, CONNECTIONS, timing.take(), again).await?;
        if let (Some(stack), Some(before), true) = (stack, before, counts) {
            self.commands.push((commands(stack)? - before) / take.done.max(1) as f64);
        }
        self.refused.add(counts, take);
        Ok(())
    }

    fn add_rows(&self, name: &str, part: &mut Part) {
        let Self { hello, named, places, refused, commands } = self;
        part.add(Row::rate(format!("floor: hello, beside {name}"), hello));
        part.add(Row::rate(format!("named seats, {name}"), named).over_rate(named, "hello", hello));
        part.add(Row::rate(format!("places, {name}"), places).over_rate(places, "hello", hello));
        let rates = Row::new(format!("places, to named seats, {name}"), &places.rates(), "/s");
        part.add(rates.over_rate(places, "named", named));
        let row = Row::rate(format!("sold out: 409, {name}"), refused);
        part.add(row.over_rate(refused, "hello", hello).goal(Goal::AtLeast(0.9)));
        if !commands.is_empty() {
            let what =
                format!("commands to Redis for each 409, those of the services' own work among them, {name}");
            part.add(Row::new(what, commands, "").goal(Goal::AtMost(0.05)));
        }
        part.disturbed(places.disturbance());
    }
}

/// Those that the take had no time for.
async fn hold_the_rest(subject: &impl Subject) -> anyhow::Result<Vec<usize>> {
    let mut connection = Connection::open(subject.addresses().reservation).await?;
    let mut held = Vec::new();
    for _ in 0..=PLACES {
        let answer = connection.exchange(&hold_place(OPEN_AIR, FIELD)).await?;
        match answer.status {
            201 => held.push(place_in(&answer)?),
            _ => {
                answer.expect(409)?;
                return Ok(held);
            }
        }
    }
    anyhow::bail!("more places were given than there are")
}

fn one_row(stack: &Stack, timing: Timing, part: &mut Part) -> anyhow::Result<()> {
    let floor = CommitFloor::on(stack.mariadb())?;
    let (mut apart, mut one_row) = (Vec::new(), Vec::new());
    for counts in timing.all_rounds() {
        let (without, with) = (
            floor.commits(CONNECTIONS, timing.take())?.per_second,
            floor.taking_from_one_row(CONNECTIONS, timing.take())?.per_second,
        );
        if counts {
            apart.push(without);
            one_row.push(with);
        }
    }
    part.add(Row::new("foil: durable commits by 64 connections", &apart, "/s"));
    let row = Row::new("foil: the same, each taking one from the same row", &one_row, "/s");
    part.add(row.over(&one_row, "commits", &apart));
    Ok(())
}

/// One place after another, whichever the store chooses.
struct Places {
    request: Request,
    left: usize,
    given: Given,
}

impl Places {
    fn all() -> Self {
        Self { request: hold_place(OPEN_AIR, FIELD), left: PLACES, given: Given::none_of(PLACES) }
    }

    fn held(mut self) -> Vec<usize> {
        self.given.give_back()
    }
}

impl Workload for Places {
    fn next(&mut self) -> Option<(usize, Request)> {
        self.left = self.left.checked_sub(1)?;
        Some((self.left, self.request.clone()))
    }

    fn answered(&mut self, _number: usize, _due: Instant, answer: &Answer<'_>) -> anyhow::Result<()> {
        answer.expect(201)?;
        self.given.take(place_in(answer)?)
    }
}

fn place_in(answer: &Answer<'_>) -> anyhow::Result<usize> {
    let body = answer.json()?;
    let seat = body.get("seatId").and_then(serde_json::Value::as_u64).context("no seat")?;
    Ok(usize::try_from(seat)?)
}
