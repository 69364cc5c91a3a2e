//! A release: of the catalog with thousands of streams open, how long each instance takes to stop, and how its readers come back; and of every other
//! service while people buy.

mod buyers;

use std::time::Duration;

use contracts::services::{ALL, CATALOG};
use tokio::task::spawn_blocking;
use tokio::time::Instant;

use self::buyers::{Bought, Buyers};
use super::fan_out::crowded;
use super::seats::STADIUM;
use crate::check;
use crate::load::Audience;
use crate::measure::Interval;
use crate::programs;
use crate::report::{Goal, Part, Row, counted};
use crate::subjects::{Stack, Subject};

const ABOUT: &str = "Two instances of each service behind nginx with a drain delay of 5 s, and 5,000 readers of the stadium's stream who come back a second \
                     after their stream has ended. One catalog after the other gets SIGTERM, ends, and is started again. Then one instance of each \
                     other service does, while eight buyers buy ten seats a second each.";
const READERS: usize = 5_000;
const DELAY_MS: &str = "5000";
const ALL_BACK_WITHIN: Duration = Duration::from_secs(60);
const INSTANCES: u16 = 2;

pub(super) async fn measure() -> anyhow::Result<Part> {
    let holdfast = programs::holdfast()?;
    programs::stack()?;
    let mut settings = crowded();
    settings.push(("HOLDFAST_DRAIN_DELAY_MS", DELAY_MS.to_owned()));
    let stack = Stack::behind_gateway(INSTANCES, settings)?;
    let mut part = Part::about(ABOUT);
    let stack = with_readers(stack, &mut part).await?;
    let stack = with_buyers(stack, &mut part).await?;
    check::verify(&holdfast, stack.addresses().internal.order)?;
    Ok(part)
}

async fn with_readers(mut stack: Stack, part: &mut Part) -> anyhow::Result<Stack> {
    let path = format!("/api/events/{STADIUM}/seats/stream?batch=true");
    let audience = Audience::gather(stack.gateway(), &path, READERS).await?;
    let (mut exits, mut busiest, mut whole, mut lost) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for instance in 1..=INSTANCES {
        audience.lived();
        let name = format!("catalog-{instance}");
        let began = Instant::now();
        stack = aside(stack, name.clone(), Stack::stop).await?;
        exits.push(began.elapsed().as_secs_f64());
        audience.is_whole(ALL_BACK_WITHIN).await?;
        whole.push(began.elapsed().as_secs_f64());
        let (came_back, refused) = audience.lived();
        busiest.push(in_the_busiest_second(&came_back) as f64);
        lost += refused;
        stack = aside(stack, name, Stack::start_again).await?;
    }
    audience.leave().await;
    let readers = counted(READERS);
    part.add(Row::new("from SIGTERM to the end of the process: catalog", &exits, "s"));
    part.add(Row::new(format!("from SIGTERM until all {readers} readers have a stream"), &whole, "s"));
    let most = Interval::of(&busiest).high;
    let row = Row::new("readers who came back in the busiest second", &busiest, "/s");
    part.add(row.also(format!("at most {most:.0}, of those whose instance ended")));
    part.add(Row::single("attempts to come back that failed", lost as f64, "").goal(Goal::AtMost(0.0)));
    Ok(stack)
}

async fn with_buyers(mut stack: Stack, part: &mut Part) -> anyhow::Result<Stack> {
    let buyers = Buyers::begin(stack.gateway());
    for service in ALL.iter().filter(|service| service.name != CATALOG.name) {
        let name = format!("{}-1", service.name);
        let began = Instant::now();
        stack = aside(stack, name.clone(), Stack::stop).await?;
        let took = began.elapsed().as_secs_f64();
        part.add(Row::single(format!("from SIGTERM to the end of the process: {}", service.name), took, "s"));
        stack = aside(stack, name, Stack::start_again).await?;
    }
    let Bought { purchases, lost, why } = buyers.end().await;
    let row = Row::single("purchases of which a request failed meanwhile", lost as f64, "");
    part.add(row.also(format!("of {purchases} {why}").trim_end()).goal(Goal::AtMost(0.0)));
    Ok(stack)
}

/// The readers and buyers go on meanwhile.
async fn aside(
    mut stack: Stack,
    name: String,
    act: fn(&mut Stack, &str) -> anyhow::Result<()>,
) -> anyhow::Result<Stack> {
    spawn_blocking(move || {
        act(&mut stack, &name)?;
        Ok(stack)
    })
    .await?
}

/// They are in their order.
fn in_the_busiest_second(moments: &[Instant]) -> usize {
    let since = |(first, from): (usize, &Instant)| {
        moments.partition_point(|at| *at < *from + Duration::from_secs(1)) - first
    };
    moments.iter().enumerate().map(since).max().unwrap_or_default()
}
