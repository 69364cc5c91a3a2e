//! A hold over HTTP, on either seat store: seats that no other buyer wants, one seat that all want, and a sale with popular seats.

use std::time::Duration;

use super::guest;
use super::pipeline_depth::{PipelineDepths, Reads};
use super::seats::{ARENA, Distinct, Release, STADIUM, STADIUM_SEATS, STADIUM_SETTING, Uneven, hold};
use crate::check;
use crate::floors::{HttpFloor, RedisFloor};
use crate::load::{Connection, Repeat, Target, closed, open};
use crate::measure::{Interval, Takes, Timing};
use crate::programs;
use crate::report::{Durability, Goal, Part, Report, Row};
use crate::subjects::{Embedded, Settings, Stack, Subject};

pub(super) const CONNECTIONS: usize = 64;
/// Those behind it are for the uneven sale.
const DISTINCT_SEATS: usize = 80_000;
const ABOUT: &str = "`POST /api/reservations` by 64 connections, each seat by its own request. Between rounds all seats are given back and \
                     the messages about them delivered. A guest with an access token that was verified before holds the same seats in turn with \
                     buyers without one; to verify a signature for the first time took 148 us (by openssl, beside other load). Hello is a `GET` \
                     of thirteen bytes; echo reads the same body and writes the same answer without a seat store.";

const GIVE_BACK_WITHIN: Duration = Duration::from_secs(60);

/// All takes of the rounds.
#[derive(Default)]
struct Rounds {
    hello: Takes,
    echo: Takes,
    distinct: Takes,
    with_token: Takes,
    hot: Takes,
    uneven: Takes,
    held: u64,
    refused: u64,
    /// The header of a guest.
    guest: String,
}

pub(super) async fn embedded(timing: Timing, report: &mut Report) -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    let floor = HttpFloor::start()?;
    let subject = Embedded::fresh(&holdfast, settings())?;
    let mut rounds = Rounds::begin(&subject).await?;
    for counts in timing.all_rounds() {
        rounds.floors(&floor, timing, counts).await?;
        rounds.distinct(&subject, timing, counts).await?;
        rounds.with_token(&subject, timing, counts).await?;
        rounds.contended(&subject, timing, counts).await?;
    }
    let mut part = Part::about(ABOUT);
    rounds.add_rows(&mut part, Goals { rate: Some(Goal::AtLeast(5_000.0)), ratio: None });
    half_speed(&subject, &floor, timing, &rounds, &mut part).await?;
    check::verify(&holdfast, subject.addresses().internal.order)?;
    report.add_durability(Durability::of_embedded());
    Ok(part)
}

pub(super) async fn on_redis(timing: Timing, report: &mut Report) -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    programs::stack()?;
    let (floor, scripts) = (HttpFloor::start()?, RedisFloor::start()?);
    let subject = Stack::fresh(settings())?;
    let (mut rounds, mut depths) = (Rounds::begin(&subject).await?, PipelineDepths::default());
    for counts in timing.all_rounds() {
        rounds.floors(&floor, timing, counts).await?;
        let before = Reads::of(subject.redis())?;
        let holds = rounds.distinct(&subject, timing, counts).await?;
        depths.add(holds / before.since(subject.redis())?);
        rounds.with_token(&subject, timing, counts).await?;
        depths.measure(&scripts, timing, counts)?;
        rounds.contended(&subject, timing, counts).await?;
    }
    let mut part = Part::about(ABOUT);
    rounds.add_rows(&mut part, Goals { rate: None, ratio: Some(Goal::AtLeast(0.60)) });
    depths.add_rows(&mut part, &rounds.distinct);
    half_speed(&subject, &floor, timing, &rounds, &mut part).await?;
    check::verify(&holdfast, subject.addresses().internal.order)?;
    report.add_durability(Durability::of_engines(subject.redis(), subject.mariadb())?);
    Ok(part)
}

fn settings() -> Settings {
    vec![(STADIUM_SETTING, STADIUM_SEATS.to_string())]
}

/// For distinct seats.
struct Goals {
    rate: Option<Goal>,
    ratio: Option<Goal>,
}

impl Rounds {
    /// One seat is taken for all that follows: the one that all want.
    async fn begin(subject: &impl Subject) -> anyhow::Result<Self> {
        let mut connection = Connection::open(subject.addresses().reservation).await?;
        connection.exchange(&hold(ARENA, 1)).await?.expect(201)?;
        Ok(Self { guest: guest::begin(subject).await?, ..Self::default() })
    }

    async fn floors(&mut self, floor: &HttpFloor, timing: Timing, counts: bool) -> anyhow::Result<()> {
        let target = floor.target()?;
        let (take, _) = closed(&target, CONNECTIONS, timing.take(), HttpFloor::hello()).await?;
        self.hello.add(counts, take);
        let echo = HttpFloor::echo(hold(STADIUM, STADIUM_SEATS));
        let (take, _) = closed(&target, CONNECTIONS, timing.take(), echo).await?;
        self.echo.add(counts, take);
        Ok(())
    }

    /// How many were held.
    async fn distinct(
        &mut self,
        subject: &impl Subject,
        timing: Timing,
        counts: bool,
    ) -> anyhow::Result<f64> {
        let target = subject.reservation()?;
        let workload = Distinct::new(STADIUM, 1..=DISTINCT_SEATS);
        let (take, workload) = closed(&target, CONNECTIONS, timing.take(), workload).await?;
        let holds = take.done as f64;
        self.distinct.add(counts, take);
        give_back(&target, STADIUM, workload.held()).await?;
        Ok(holds)
    }

    async fn with_token(
        &mut self,
        subject: &impl Subject,
        timing: Timing,
        counts: bool,
    ) -> anyhow::Result<()> {
        let target = subject.reservation()?;
        let workload = Distinct::by(&self.guest, STADIUM, 1..=DISTINCT_SEATS);
        let (take, workload) = closed(&target, CONNECTIONS, timing.take(), workload).await?;
        self.with_token.add(counts, take);
        give_back_by(&self.guest, &target, STADIUM, workload.held()).await
    }

    async fn contended(
        &mut self,
        subject: &impl Subject,
        timing: Timing,
        counts: bool,
    ) -> anyhow::Result<()> {
        let target = subject.reservation()?;
        let (take, _) = closed(&target, CONNECTIONS, timing.take(), Repeat::new(hold(ARENA, 1), 409)).await?;
        self.hot.add(counts, take);
        let workload = Uneven::new(STADIUM, DISTINCT_SEATS + 1..=STADIUM_SEATS, self.held);
        let (take, workload) = closed(&target, CONNECTIONS, timing.take(), workload).await?;
        self.uneven.add(counts, take);
        self.held += workload.held;
        self.refused += workload.refused;
        give_back(&target, STADIUM, workload.given()).await
    }

    fn add_rows(&self, part: &mut Part, goals: Goals) {
        let Self { hello, echo, distinct, with_token, hot, uneven, held, refused, guest: _ } = self;
        let with = |row: Row, goal: Option<Goal>| goal.into_iter().fold(row, Row::goal);
        part.add(Row::rate("floor: hello", hello));
        part.add(Row::rate("floor: echo", echo));
        part.add(with(Row::rate("distinct seats", distinct), goals.rate));
        let rates = |what, takes: &Takes| Row::new(what, &takes.rates(), "/s");
        part.add(with(
            rates("distinct seats, to hello", distinct).over_rate(distinct, "hello", hello),
            goals.ratio,
        ));
        part.add(rates("distinct seats, to echo", distinct).over_rate(distinct, "echo", echo));
        let each_us = |takes: &Takes| takes.rates().iter().map(|rate| 1e6 / rate).collect::<Vec<f64>>();
        part.add(Row::rate("distinct seats, with an access token", with_token));
        let row = Row::new("the same, one hold, to one without", &each_us(with_token), "us");
        part.add(row.over(&each_us(with_token), "without", &each_us(distinct)).goal(Goal::AtMost(1.05)));
        part.add(Row::rate("one seat that all want: 409", hot).over_rate(hot, "hello", hello));
        part.add(
            rates("the same, to distinct seats", hot)
                .over_rate(hot, "201", distinct)
                .goal(Goal::AtLeast(1.1)),
        );
        let counted = format!("{}; {held} times 201, {refused} times 409", uneven.latency());
        let row = Row::rate("70 % want one of 30 % of the seats", uneven).also(counted);
        part.add(row.over_rate(uneven, "hello", hello));
        part.disturbed(distinct.disturbance());
    }
}

/// As buyers experience it: at a rate that leaves room, from when each request was due.
async fn half_speed(
    subject: &impl Subject,
    floor: &HttpFloor,
    timing: Timing,
    rounds: &Rounds,
    part: &mut Part,
) -> anyhow::Result<()> {
    let rate = Interval::of(&rounds.distinct.rates()).middle / 2.0;
    let target = subject.reservation()?;
    let (mut least, mut ours) = (Takes::default(), Takes::default());
    for counts in timing.some_rounds() {
        let (take, _) =
            open(&floor.target()?, CONNECTIONS, (rate, timing.take()), HttpFloor::hello()).await?;
        least.add(counts, take);
        let workload = Distinct::new(STADIUM, 1..=DISTINCT_SEATS);
        let (take, workload) = open(&target, CONNECTIONS, (rate, timing.take()), workload).await?;
        ours.add(counts, take);
        give_back(&target, STADIUM, workload.held()).await?;
    }
    let what = format!("{rate:.0} distinct seats a second, each from when it was due");
    for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
        let (ours, least) = (ours.quantiles(share), least.quantiles(share));
        part.add(Row::new(format!("{what}: {name}"), &ours, "ms").over(&ours, "hello", &least));
    }
    Ok(())
}

pub(super) async fn give_back(target: &Target, event: usize, seats: Vec<usize>) -> anyhow::Result<()> {
    give_back_by("", target, event, seats).await
}

async fn give_back_by(buyer: &str, target: &Target, event: usize, seats: Vec<usize>) -> anyhow::Result<()> {
    closed(target, CONNECTIONS, GIVE_BACK_WITHIN, Release::by(buyer, event, seats)).await?;
    target.tiers.wait_until_idle().await
}
