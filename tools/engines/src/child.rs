//! A server as a child process that never outlives the process that started it.
//!
//! A shell stands between: it starts the server, prints its process id, and reads its own standard input, of which we have the
//! other end. When this process ends, in whatever way, the input ends and the shell kills the server.
//!
//! The process id of a server that has ended may belong to another process by now: only what is still the shell's child is ever signalled.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};

use crate::standstill;

const SUPERVISOR: &str = r#"
log=$1; shift
"$@" </dev/null >>"$log" 2>&1 &
echo $!
while read -r _; do :; done
grep -qs "^PPid:.$$\$" /proc/$!/status && kill -9 $!
"#;
const POLL_EVERY: Duration = Duration::from_millis(20);
const POLLS_MAX: u32 = 3_000;
const LOG_TAIL_LINES: usize = 30;

#[derive(Debug)]
pub struct Child {
    /// The program and its arguments, for the next start.
    command: Vec<String>,
    port: u16,
    answers: Answers,
    log: PathBuf,
    supervisor: std::process::Child,
    pid: Pid,
}

/// Whether the server on this port accepts work: many listen before they do.
pub type Answers = fn(port: u16) -> bool;

impl Child {
    /// Starts the program and waits until what it has on `port` answers.
    pub fn start(command: Vec<String>, port: u16, answers: Answers, log: &Path) -> anyhow::Result<Self> {
        let (supervisor, pid) = spawn(&command, log)?;
        let child = Self { command, port, answers, log: log.to_owned(), supervisor, pid };
        child.await_answer()?;
        Ok(child)
    }

    #[must_use]
    pub fn pid(&self) -> i32 {
        self.pid.as_raw_nonzero().get()
    }

    /// SIGKILL: nothing gets flushed, nothing gets closed.
    pub fn kill9(&mut self) {
        self.end_with(Signal::KILL);
    }

    /// SIGTERM, and waits for the end.
    pub fn stop(&mut self) {
        self.end_with(Signal::TERM);
    }

    /// Stops all its threads, wherever they are.
    pub fn pause(&self) {
        if self.is_ours() {
            standstill::stand_still(self.pid);
        }
    }

    pub fn go_on(&self) {
        self.signal(Signal::CONT);
    }

    /// The same program with the same arguments, after an end.
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        self.kill9();
        let (supervisor, pid) = spawn(&self.command, &self.log)?;
        let mut former = std::mem::replace(&mut self.supervisor, supervisor);
        self.pid = pid;
        end(&mut former);
        self.await_answer()
    }

    fn signal(&self, signal: Signal) {
        if self.is_ours() {
            // Fails where the process is gone already.
            let _ = kill_process(self.pid, signal);
        }
    }

    fn is_ours(&self) -> bool {
        let parent = format!("PPid:\t{}\n", self.supervisor.id());
        std::fs::read_to_string(format!("/proc/{}/status", self.pid()))
            .is_ok_and(|status| status.contains(&parent))
    }

    fn end_with(&mut self, signal: Signal) {
        self.signal(signal);
        for _ in 0..POLLS_MAX {
            if !self.is_running() {
                return;
            }
            sleep(POLL_EVERY);
        }
        self.signal(Signal::KILL);
    }

    /// A process that has ended and that the shell has not noticed yet is none; but one whose first thread has ended may have others that
    /// still keep its ports.
    fn is_running(&self) -> bool {
        let state = standstill::state(&format!("/proc/{}/stat", self.pid()));
        self.is_ours() && state.is_some_and(|state| state != 'Z' || standstill::has_threads(self.pid))
    }

    fn await_answer(&self) -> anyhow::Result<()> {
        for _ in 0..POLLS_MAX {
            if listens(self.port) && (self.answers)(self.port) {
                return Ok(());
            }
            if !self.is_running() {
                bail!("{} ended at its start:\n{}", self.name(), self.log_tail());
            }
            sleep(POLL_EVERY);
        }
        bail!("{} does not answer on port {}:\n{}", self.name(), self.port, self.log_tail())
    }

    fn name(&self) -> &str {
        self.command.first().map_or("the program", String::as_str)
    }

    fn log_tail(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines.get(lines.len().saturating_sub(LOG_TAIL_LINES)..).unwrap_or_default().join("\n")
    }
}

/// For servers that listen no sooner than they work.
#[must_use]
pub fn listens(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_ok()
}

impl Drop for Child {
    fn drop(&mut self) {
        end(&mut self.supervisor);
    }
}

/// Its input ends here, and with it the server.
fn end(supervisor: &mut std::process::Child) {
    drop(supervisor.stdin.take());
    let _ = supervisor.wait();
}

fn spawn(command: &[String], log: &Path) -> anyhow::Result<(std::process::Child, Pid)> {
    let _: File = OpenOptions::new().create(true).append(true).open(log)?;
    let mut supervisor = Command::new("sh")
        .args(["-c", SUPERVISOR, "supervisor"])
        .arg(log)
        .args(command)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start sh")?;
    let stdout = supervisor.stdout.take().context("sh has no output")?;
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line)?;
    let pid = line.trim().parse().ok().and_then(Pid::from_raw);
    Ok((supervisor, pid.with_context(|| format!("sh did not say which process it started: {line:?}"))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting() -> std::process::Child {
        Command::new("cat").stdin(Stdio::piped()).spawn().unwrap()
    }

    #[test]
    fn a_process_that_has_the_id_of_one_that_ended_is_left_alone() {
        let mut other = waiting();
        let mut former = Child {
            command: Vec::new(),
            port: 0,
            answers: listens,
            log: PathBuf::new(),
            supervisor: waiting(),
            pid: Pid::from_child(&other),
        };
        former.kill9();
        former.pause();
        former.stop();
        drop(former);
        assert_eq!(other.try_wait().unwrap(), None);
        drop(other.stdin.take());
        assert!(other.wait().unwrap().success());
    }
}
