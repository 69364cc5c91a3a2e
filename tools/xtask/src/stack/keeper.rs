//! The process that has all other processes of the stack as its children.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::anyhow;
use engines::stack::{Plan, Stack, Started};
use tokio::signal::unix::{SignalKind, signal};

use super::args::UpArgs;
use super::folder::StackFolder;

/// What the keeper prints last, when all parts are ready.
pub(super) const READY: &str = "ready\n";
static IS_READY: AtomicBool = AtomicBool::new(false);

/// Starts the stack, keeps it until SIGTERM, and stops it in an orderly way.
pub(crate) fn keep(args: &UpArgs) -> anyhow::Result<()> {
    let plan = args.plan()?;
    let folder = StackFolder::open()?;
    let _lock = folder.lock()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut stopping = runtime.block_on(async { signal(SignalKind::terminate()) })?;
    let start = thread::spawn(move || start(&plan, &folder));
    runtime.block_on(async { stopping.recv().await });
    if !IS_READY.load(Ordering::Acquire) {
        // Nothing is worth an orderly end before everything has started.
        give_up(&anyhow!("stopped before all parts were ready"));
    }
    start.join().map_err(|_| anyhow!("the start of the stack panicked"))?.stop();
    Ok(())
}

/// A failure ends the process, and with it the parts that are running.
fn start(plan: &Plan, folder: &StackFolder) -> Stack {
    let report =
        |Started { name, address, took, .. }: &Started<'_>| println!("  {name:<15} {address:<42} {took:>8}");
    let stack = Stack::start(plan, folder.path(), report).unwrap_or_else(|error| give_up(&error));
    IS_READY.store(true, Ordering::Release);
    print!("{READY}");
    stack
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
