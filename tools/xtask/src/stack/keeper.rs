//! The process that has all other processes of the stack as its children.

use std::thread;

use anyhow::anyhow;
use engines::stack::{Plan, Stack, Started};
use tokio::signal::unix::{SignalKind, signal};

use super::args::UpArgs;
use super::folder::StackFolder;

/// Starts the stack, keeps it until SIGTERM, and stops it in an orderly way.
pub(crate) fn keep(args: &UpArgs) -> anyhow::Result<()> {
    let plan = args.plan()?;
    let folder = StackFolder::open()?;
    let _lock = folder.lock()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut stopping = runtime.block_on(async { signal(SignalKind::terminate()) })?;
    let start = thread::spawn(move || start(&plan));
    runtime.block_on(async { stopping.recv().await });
    if !folder.is_ready() {
        // Nothing is worth an orderly end before everything has started.
        give_up(&anyhow!("stopped before all parts were ready"));
    }
    start.join().map_err(|_| anyhow!("the start of the stack panicked"))?.stop();
    Ok(())
}

/// A failure ends the process, and with it the parts that are running.
fn start(plan: &Plan) -> Stack {
    let started = StackFolder::open().and_then(|folder| {
        let report = |part: &Started<'_>| folder.report(part);
        let stack = Stack::start(plan, folder.path(), report)?;
        folder.set_ready().map(|()| stack)
    });
    started.unwrap_or_else(|error| give_up(&error))
}

fn give_up(error: &anyhow::Error) -> ! {
    eprintln!("{error:#}");
    #[expect(
        clippy::exit,
        clippy::disallowed_methods,
        reason = "children end with this process, and nothing else needs an orderly end"
    )]
    std::process::exit(1)
}
