//! The process that has all others of the stack as its children, from the first one's start to the last one's end.

use std::thread;

use ::engines::Child;
use anyhow::{Context, anyhow};
use tokio::signal::unix::{SignalKind, signal};

use super::parts::{self, Part};
use super::place::Place;
use super::plan::Plan;
use crate::stopwatch::{Stopwatch, seconds};

/// Starts the stack, keeps it until it is told to stop, and stops it in the order in which nobody misses another.
pub(crate) fn keep(flags: &[String]) -> anyhow::Result<()> {
    let plan = Plan::parse(flags)?;
    let place = Place::open()?;
    let kept = Place::open()?;
    let _lock = place.keep()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let stopping = runtime.block_on(async { signal(SignalKind::terminate()) })?;
    let start = thread::spawn(move || start(&plan, &place));
    runtime.block_on(async move {
        let mut stopping = stopping;
        stopping.recv().await;
    });
    if !kept.is_ready() {
        // Told to stop while it still starts: there is nothing yet that an orderly end would be good for.
        give_up(&anyhow!("told to stop before everything was up"));
    }
    let running = start.join().map_err(|_| anyhow!("the start of the stack broke off"))?;
    running.into_iter().rev().for_each(stop);
    Ok(())
}

/// Groups in their order; within a group all at once. A failure ends the process, and with it whatever is up.
fn start(plan: &Plan, place: &Place) -> Vec<Vec<Child>> {
    let mut running = Vec::new();
    for group in parts::groups(plan, place) {
        match start_group(group, place) {
            Ok(children) => running.push(children),
            Err(error) => give_up(&error),
        }
    }
    if let Err(error) = place.set_ready() {
        give_up(&error);
    }
    running
}

fn give_up(error: &anyhow::Error) -> ! {
    eprintln!("{error:#}");
    #[expect(
        clippy::exit,
        clippy::disallowed_methods,
        reason = "children end with this process, and nothing else is to be put in order"
    )]
    std::process::exit(1)
}

fn start_group(group: Vec<Part<'_>>, place: &Place) -> anyhow::Result<Vec<Child>> {
    thread::scope(|scope| {
        let starting: Vec<_> =
            group.into_iter().map(|part| scope.spawn(move || start_part(part, place))).collect();
        let mut children = Vec::new();
        for part in starting {
            let child = part.join().map_err(|_| anyhow!("a start broke off"))??;
            children.extend(child);
        }
        Ok(children)
    })
}

fn start_part(part: Part<'_>, place: &Place) -> anyhow::Result<Option<Child>> {
    let started = Stopwatch::start();
    let child = (part.start)().with_context(|| format!("{} does not start", part.name))?;
    if let Some(child) = &child {
        place.write_pid(&part.name, child.pid())?;
    }
    place.tell(&format!("  {:<15} {:<42} {:>8}", part.name, part.address, seconds(started.elapsed())))?;
    Ok(child)
}

fn stop(group: Vec<Child>) {
    thread::scope(|scope| {
        for mut child in group {
            scope.spawn(move || child.stop());
        }
    });
}
