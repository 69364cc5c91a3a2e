//! A release of the catalog with thousands of streams open: how long each instance takes to stop, and how its readers come back.

use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::Instant;

use super::fan_out::crowded;
use super::seats::STADIUM;
use crate::load::Audience;
use crate::measure::Interval;
use crate::programs;
use crate::report::{Goal, Part, Row, counted};
use crate::subjects::Stack;

const ABOUT: &str = "Two catalogs behind nginx with a drain delay of 5 s, and 5,000 readers of the stadium's stream who come back a second after \
                     their stream has ended. One catalog after the other gets SIGTERM, ends, and is started again.";
const READERS: usize = 5_000;
const DELAY_MS: &str = "5000";
const ALL_BACK_WITHIN: Duration = Duration::from_secs(60);
const INSTANCES: u16 = 2;

pub(super) async fn measure() -> anyhow::Result<Part> {
    programs::stack()?;
    let mut settings = crowded();
    settings.push(("HOLDFAST_DRAIN_DELAY_MS", DELAY_MS.to_owned()));
    let mut stack = Stack::behind_gateway(INSTANCES, settings)?;
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
    let mut part = Part::about(ABOUT);
    part.add(Row::new("from SIGTERM to the end of the process", &exits, "s"));
    part.add(Row::new(format!("from SIGTERM until all {readers} readers have a stream"), &whole, "s"));
    let most = Interval::of(&busiest).high;
    let row = Row::new("readers who came back in the busiest second", &busiest, "/s");
    part.add(row.also(format!("at most {most:.0}, of those whose instance ended")));
    part.add(Row::single("attempts to come back that failed", lost as f64, "").goal(Goal::AtMost(0.0)));
    Ok(part)
}

/// The readers go on meanwhile.
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
