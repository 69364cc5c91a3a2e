//! `cargo xtask up`, `down`, `logs`: the real stack without docker, from the files that compose uses too.
//!
//! One process, the keeper, has all others as its children; none of them outlives it, however it ends. So stopping the stack is stopping the
//! keeper, and a stack whose start failed, or whose keeper was killed, leaves nothing behind.

mod args;
mod folder;
mod keeper;
mod logs;

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use engines::{Stopwatch, stack};
use rustix::process::{Pid, Signal, kill_process};

pub(crate) use args::UpArgs;
pub(crate) use keeper::keep;
pub(crate) use logs::show as logs;

use crate::web;
use folder::StackFolder;
use keeper::READY;

/// The keeper on the command line; it is not for people.
pub(crate) const KEEPER: &str = "keep-stack";
const POLL_EVERY: Duration = Duration::from_millis(100);
/// An orderly end of everything takes a few seconds, on a slow machine some more.
const STOP_WITHIN: Duration = Duration::from_secs(90);

pub(crate) fn up(args: &UpArgs) -> anyhow::Result<()> {
    let folder = StackFolder::open()?;
    ensure!(folder.keeper()?.is_none(), "the stack is running already: `cargo xtask down` stops it");
    args.plan()?.ports().into_iter().try_for_each(refuse_taken)?;
    let building = Stopwatch::start();
    engines::install_headers();
    engines::install().context("the engines cannot be installed")?;
    if args.jaeger {
        engines::install_jaeger()?;
    }
    if web::build()?.is_none() {
        println!("the page cannot be built without Node 20, so this stack has the API alone");
    }
    stack::build_services(args.profile())?;
    println!("built after {building}");
    folder.remove_logs()?;
    let starting = Stopwatch::start();
    await_ready(&folder, spawn_keeper(&folder)?)?;
    println!("\nready after {starting}");
    println!("`cargo xtask logs NAME [-f]` shows the log of one part, `cargo xtask down` stops all of them");
    Ok(())
}

/// Prints each part as it becomes ready.
fn await_ready(folder: &StackFolder, mut keeper: Child) -> anyhow::Result<()> {
    let mut printed = 0;
    loop {
        let ended = keeper.try_wait()?;
        let progress = fs::read_to_string(folder.progress())?;
        let parts = progress.trim_end_matches(READY);
        print!("{}", parts.get(printed..).unwrap_or_default());
        printed = parts.len();
        if progress.ends_with(READY) {
            return Ok(());
        }
        if let Some(status) = ended {
            bail!("the stack did not start ({status})");
        }
        sleep(POLL_EVERY);
    }
}

pub(crate) fn down() -> anyhow::Result<()> {
    let folder = StackFolder::open()?;
    let Some(pid) = folder.keeper()? else {
        println!("the stack is not running");
        return Ok(());
    };
    let pid = Pid::from_raw(pid).with_context(|| format!("{pid} is no process"))?;
    let stopping = Stopwatch::start();
    kill_process(pid, Signal::TERM).context("the keeper of the stack cannot be stopped")?;
    while folder.keeper()?.is_some() {
        if stopping.elapsed() > STOP_WITHIN {
            println!("it does not stop in time, so the keeper is killed, and with it all parts");
            kill_process(pid, Signal::KILL).context("the keeper cannot be killed")?;
            break;
        }
        sleep(POLL_EVERY);
    }
    println!("stopped after {stopping}; data and logs stay in {}", folder.path().display());
    Ok(())
}

/// With the flags of this command, and in a process group of its own, so that Ctrl-C at this terminal does not reach it.
fn spawn_keeper(folder: &StackFolder) -> anyhow::Result<Child> {
    let log = File::create(folder.progress())?;
    Command::new(std::env::current_exe()?)
        .arg(KEEPER)
        .args(std::env::args_os().skip(2))
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .process_group(0)
        .spawn()
        .context("cannot start the keeper of the stack")
}

fn refuse_taken((name, port): (String, u16)) -> anyhow::Result<()> {
    ensure!(
        stack::is_free(port),
        "port {port}, which {name} would have, is taken; all ports move with: cargo xtask up --shift 1000"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_taken_port_is_refused_with_a_way_out() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let refusal = refuse_taken(("redis".to_owned(), port)).unwrap_err().to_string();
        assert!(refusal.contains("redis") && refusal.contains("--shift"), "{refusal}");
    }
}
