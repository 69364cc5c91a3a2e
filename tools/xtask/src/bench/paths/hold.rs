//! A hold over HTTP, on either seat store: seats that nobody else wants, the one that all want, and a sale as sales are.

use std::time::Duration;

use super::depths::{Depths, Reads};
use super::seats::{ARENA, Distinct, Release, STADIUM, STADIUM_SEATS, STADIUM_SETTING, Uneven, hold};
use crate::bench::check;
use crate::bench::floors::{HttpFloor, RedisFloor};
use crate::bench::load::{Connection, Same, Target, closed, open};
use crate::bench::measure::{Interval, Pace, Takes};
use crate::bench::programs;
use crate::bench::report::{Durability, Goal, Part, Report, Row};
use crate::bench::subjects::{Embedded, Settings, Stack, Subject};

pub(super) const CONNECTIONS: usize = 64;
/// Those behind it are for the uneven sale.
const DISTINCT_SEATS: usize = 80_000;
const ABOUT: &str = "`POST /api/reservations` by 64 connections, each seat by its own request. Between rounds all seats are given back and \
                     the messages about them delivered. Hello is a `GET` of thirteen bytes; echo reads the same body and writes the same answer \
                     without a seat store.";

const GIVE_BACK_WITHIN: Duration = Duration::from_secs(60);

/// All takes of the rounds.
#[derive(Default)]
struct Rounds {
    hello: Takes,
    echo: Takes,
    distinct: Takes,
    hot: Takes,
    uneven: Takes,
    held: u64,
    refused: u64,
}

pub(super) async fn embedded(pace: Pace, report: &mut Report) -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    let floor = HttpFloor::start()?;
    let subject = Embedded::fresh(&holdfast, settings())?;
    let mut rounds = Rounds::begin(&subject).await?;
    for counts in pace.all_rounds() {
        rounds.floors(&floor, pace, counts).await?;
        rounds.distinct(&subject, pace, counts).await?;
        rounds.contended(&subject, pace, counts).await?;
    }
    let mut part = Part::about(ABOUT);
    rounds.tell(&mut part, Goals { rate: Some(Goal::AtLeast(5_000.0)), ratio: None });
    half_speed(&subject, &floor, pace, &rounds, &mut part).await?;
    check::verify(&holdfast, subject.doors().order_internal)?;
    report.learn(Durability::of_embedded());
    Ok(part)
}

pub(super) async fn on_redis(pace: Pace, report: &mut Report) -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    programs::stack()?;
    let (floor, scripts) = (HttpFloor::start()?, RedisFloor::start()?);
    let subject = Stack::fresh(settings())?;
    let (mut rounds, mut depths) = (Rounds::begin(&subject).await?, Depths::default());
    for counts in pace.all_rounds() {
        rounds.floors(&floor, pace, counts).await?;
        let before = Reads::of(subject.redis())?;
        let holds = rounds.distinct(&subject, pace, counts).await?;
        depths.add(holds / before.since(subject.redis())?);
        depths.measure(&scripts, pace, counts)?;
        rounds.contended(&subject, pace, counts).await?;
    }
    let mut part = Part::about(ABOUT);
    rounds.tell(&mut part, Goals { rate: None, ratio: Some(Goal::AtLeast(0.60)) });
    depths.tell(&mut part, &rounds.distinct);
    half_speed(&subject, &floor, pace, &rounds, &mut part).await?;
    check::verify(&holdfast, subject.doors().order_internal)?;
    report.learn(Durability::of_engines(subject.redis(), subject.mariadb())?);
    Ok(part)
}

fn settings() -> Settings {
    vec![(STADIUM_SETTING, STADIUM_SEATS.to_string())]
}

/// What is aimed at with distinct seats.
struct Goals {
    rate: Option<Goal>,
    ratio: Option<Goal>,
}

impl Rounds {
    /// One seat is taken for all that follows: the one that all want.
    async fn begin(subject: &impl Subject) -> anyhow::Result<Self> {
        let mut connection = Connection::open(subject.doors().reservation).await?;
        connection.exchange(&hold(ARENA, 1)).await?.expect(201)?;
        Ok(Self::default())
    }

    async fn floors(&mut self, floor: &HttpFloor, pace: Pace, counts: bool) -> anyhow::Result<()> {
        let target = floor.target()?;
        let (take, _) = closed(&target, CONNECTIONS, pace.take(), HttpFloor::hello()).await?;
        self.hello.add(counts, take);
        let echo = HttpFloor::echo(hold(STADIUM, STADIUM_SEATS));
        let (take, _) = closed(&target, CONNECTIONS, pace.take(), echo).await?;
        self.echo.add(counts, take);
        Ok(())
    }

    /// How many were held.
    async fn distinct(&mut self, subject: &impl Subject, pace: Pace, counts: bool) -> anyhow::Result<f64> {
        let target = subject.reservation()?;
        let talk = Distinct::new(STADIUM, 1..=DISTINCT_SEATS);
        let (take, talk) = closed(&target, CONNECTIONS, pace.take(), talk).await?;
        let holds = take.done as f64;
        self.distinct.add(counts, take);
        give_back(&target, talk.held()).await?;
        Ok(holds)
    }

    async fn contended(&mut self, subject: &impl Subject, pace: Pace, counts: bool) -> anyhow::Result<()> {
        let target = subject.reservation()?;
        let (take, _) = closed(&target, CONNECTIONS, pace.take(), Same::new(hold(ARENA, 1), 409)).await?;
        self.hot.add(counts, take);
        let talk = Uneven::new(STADIUM, DISTINCT_SEATS + 1..=STADIUM_SEATS, self.held);
        let (take, talk) = closed(&target, CONNECTIONS, pace.take(), talk).await?;
        self.uneven.add(counts, take);
        self.held += talk.held;
        self.refused += talk.refused;
        give_back(&target, talk.given()).await
    }

    fn tell(&self, part: &mut Part, goals: Goals) {
        let Self { hello, echo, distinct, hot, uneven, held, refused } = self;
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

/// Measured as it is lived: at a rate that leaves room, from when each request was due.
async fn half_speed(
    subject: &impl Subject,
    floor: &HttpFloor,
    pace: Pace,
    rounds: &Rounds,
    part: &mut Part,
) -> anyhow::Result<()> {
    let rate = Interval::of(&rounds.distinct.rates()).middle / 2.0;
    let target = subject.reservation()?;
    let (mut least, mut ours) = (Takes::default(), Takes::default());
    for counts in pace.some_rounds() {
        let (take, _) = open(&floor.target()?, CONNECTIONS, (rate, pace.take()), HttpFloor::hello()).await?;
        least.add(counts, take);
        let talk = Distinct::new(STADIUM, 1..=DISTINCT_SEATS);
        let (take, talk) = open(&target, CONNECTIONS, (rate, pace.take()), talk).await?;
        ours.add(counts, take);
        give_back(&target, talk.held()).await?;
    }
    let what = format!("{rate:.0} distinct seats a second, each from when it was due");
    for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
        let (ours, least) = (ours.quantiles(share), least.quantiles(share));
        part.add(Row::new(format!("{what}: {name}"), &ours, "ms").over(&ours, "hello", &least));
    }
    Ok(())
}

async fn give_back(target: &Target, seats: Vec<usize>) -> anyhow::Result<()> {
    closed(target, CONNECTIONS, GIVE_BACK_WITHIN, Release::new(STADIUM, seats)).await?;
    target.tiers.calm().await
}
