//! The process that has all others of the stack as its children, from the first one's start to the last one's end.

use std::thread;

use anyhow::anyhow;
use tokio::signal::unix::{SignalKind, signal};

use super::place::Place;
use super::plan::Plan;
use super::running::Running;

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
    running.stop();
    Ok(())
}

/// A failure ends the process, and with it whatever is up.
fn start(plan: &Plan, place: &Place) -> Running {
    let started = Running::start(plan, place).and_then(|running| place.set_ready().map(|()| running));
    started.unwrap_or_else(|error| give_up(&error))
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
