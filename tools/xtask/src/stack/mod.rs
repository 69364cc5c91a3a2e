//! `cargo xtask up`, `down`, `logs`: the real stack without docker, from the files that compose uses too.
//!
//! One process, the keeper, has all others as its children; none of them outlives it, however it ends. So stopping the stack is stopping the
//! keeper, and a stack that is half up, or whose keeper was killed, leaves nothing behind.

mod jaeger;
mod keeper;
mod logs;
mod parts;
mod place;
mod plan;
mod running;

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};

pub(crate) use keeper::keep;
pub(crate) use logs::show as logs;
pub(crate) use parts::is_ready;
pub(crate) use place::Place;
pub(crate) use plan::Plan;
pub(crate) use running::Running;

use crate::stopwatch::{Stopwatch, seconds};
use crate::{engines, terminal, web};

/// Known to everybody: what is started here is for one machine.
pub(crate) const SERVICE_SECRET: &str = "demo-only-everybody-knows-this-service-secret";
pub(crate) const SERVICE_SECRET_NAME: &str = "HOLDFAST_SERVICE_SECRET";
/// What the keeper is called on the command line; nobody types it.
pub(crate) const KEEPER: &str = "keep-stack";
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// An orderly end of everything takes a few seconds, on a slow machine some more.
const STOP_WITHIN: Duration = Duration::from_secs(90);

pub(crate) fn up(flags: &[String]) -> anyhow::Result<()> {
    let plan = Plan::parse(flags)?;
    let place = Place::open()?;
    if place.keeper()?.is_some() {
        bail!("the stack is up already: `cargo xtask down` stops it; what is up:\n{}", place.progress());
    }
    plan.ports().into_iter().try_for_each(refuse_taken)?;
    let started = Stopwatch::start();
    engines::install().context("the engines cannot be installed")?;
    if plan.jaeger {
        jaeger::install()?;
    }
    let page = web::build()?;
    if page.is_none() {
        println!("the page cannot be built without Node 20, so this stack has the API alone");
    }
    build_services(plan.debug)?;
    println!("built after {}", seconds(started.elapsed()));
    let started = Stopwatch::start();
    place.begin()?;
    let mut keeper = spawn_keeper(&place, flags)?;
    let mut told = 0;
    loop {
        let progress = place.progress();
        print!("{}", progress.get(told..).unwrap_or_default());
        told = progress.len();
        if place.is_ready() {
            println!("\nready after {}", seconds(started.elapsed()));
            println!(
                "`cargo xtask logs NAME [-f]` shows what one of them says, `cargo xtask down` stops them all"
            );
            return Ok(());
        }
        if let Some(status) = keeper.try_wait()? {
            bail!("the stack did not start ({status}):\n{}", place.complaint());
        }
        sleep(LOOK_EVERY);
    }
}

pub(crate) fn down() -> anyhow::Result<()> {
    let place = Place::open()?;
    let Some(pid) = place.keeper()? else {
        println!("the stack is not up");
        return Ok(());
    };
    let pid = Pid::from_raw(pid).with_context(|| format!("{pid} is no process"))?;
    let started = Stopwatch::start();
    kill_process(pid, Signal::TERM).context("the keeper of the stack cannot be told to stop")?;
    while place.keeper()?.is_some() {
        if started.elapsed() > STOP_WITHIN {
            println!("it does not stop in order, so it is killed, and with it everything that it keeps");
            kill_process(pid, Signal::KILL).context("the keeper cannot be killed")?;
            break;
        }
        sleep(LOOK_EVERY);
    }
    println!("stopped after {}; data and logs are kept in {}", seconds(started.elapsed()), place.shown());
    Ok(())
}

/// The services alone; the engines are installed, not built.
pub(crate) fn build_services(debug: bool) -> anyhow::Result<()> {
    let mut arguments = vec!["build", "--locked", "--bins"];
    arguments.extend(plan::SERVICES.iter().flat_map(|service| ["--package", service.name]));
    if !debug {
        arguments.push("--release");
    }
    terminal::run("cargo", &arguments)
}

/// In a group of its own, so that what is typed at this terminal does not reach it.
fn spawn_keeper(place: &Place, flags: &[String]) -> anyhow::Result<std::process::Child> {
    let log = File::create(place.keeper_log())?;
    Command::new(std::env::current_exe()?)
        .arg(KEEPER)
        .args(flags)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .process_group(0)
        .spawn()
        .context("cannot start the keeper of the stack")
}

fn refuse_taken((name, port): (String, u16)) -> anyhow::Result<()> {
    ensure!(
        plan::is_free(port),
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
