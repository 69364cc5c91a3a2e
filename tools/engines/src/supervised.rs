//! A program as a child process that never outlives this one.
//!
//! A shell stands between: it starts the program, prints its process id, and reads its own standard input, of which we have the other end.
//! When we are gone, however that happened, the input ends and the shell kills the program. When the program ends first, the shell ends with
//! the same status.
//!
//! The process id of a program that has ended may belong to another process: only what is still the shell's own child is ever signalled.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::Context;
use rustix::process::{Pid, Signal, kill_process};

use crate::standstill;

const SHELL: &str = "/bin/sh";
/// The shell survives a Ctrl-C, which is for us, and then ends with us.
const SUPERVISOR: &str = r#"
trap '' INT
log=$1; shift
"$@" </dev/null >>"$log" 2>&1 &
child=$!
echo $child
exec 3<&0
{
    while read -r _; do :; done
    grep -qs "^PPid:.$$\$" /proc/$child/status && kill -9 $child
} <&3 >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait $child
status=$?
kill $watcher
exit $status
"#;
/// What a shell adds to the number of the signal that ended a program.
const SIGNALLED: i32 = 128;
const POLL_EVERY: Duration = Duration::from_millis(20);
const POLLS_MAX: u32 = 3_000;

/// What to run, and where its output goes.
#[derive(Debug, Clone)]
pub struct Program {
    /// The executable and its arguments.
    pub command: Vec<String>,
    /// All of its environment; None inherits ours.
    pub environment: Option<Vec<(String, String)>>,
    /// Output is appended.
    pub log: PathBuf,
}

#[derive(Debug)]
pub struct Supervised {
    shell: Child,
    pid: Pid,
}

impl Supervised {
    pub fn start(program: &Program) -> anyhow::Result<Self> {
        let _: File = OpenOptions::new().create(true).append(true).open(&program.log)?;
        let mut shell = Command::new(SHELL);
        if let Some(environment) = &program.environment {
            shell.env_clear().envs(environment.iter().map(|(name, value)| (name, value)));
        }
        shell.args(["-c", SUPERVISOR, "supervisor"]).arg(&program.log).args(&program.command);
        let mut shell = shell
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start sh")?;
        let stdout = shell.stdout.take().context("sh has no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let pid = line.trim().parse().ok().and_then(Pid::from_raw);
        let pid = pid.with_context(|| format!("sh did not print which process it started: {line:?}"))?;
        Ok(Self { shell, pid })
    }

    #[must_use]
    pub fn pid(&self) -> i32 {
        self.pid.as_raw_nonzero().get()
    }

    /// How it ended, if it has ended with all its threads. An error of the system counts as running.
    pub fn exit_status(&mut self) -> Option<ExitStatus> {
        let status = self.shell.try_wait().ok().flatten()?;
        Some(match status.code() {
            Some(code) if code > SIGNALLED => ExitStatus::from_raw(code - SIGNALLED),
            Some(_) | None => status,
        })
    }

    /// SIGKILL: nothing gets flushed, nothing gets closed.
    pub fn kill9(&mut self) {
        self.end_with(Signal::KILL);
    }

    /// SIGTERM: a graceful end, for which this waits.
    pub fn stop(&mut self) {
        self.end_with(Signal::TERM);
    }

    /// SIGTERM, for which nothing waits here.
    pub fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Returns when it stands still, in the middle of what it does.
    pub fn pause(&self) {
        if self.is_ours() {
            standstill::stand_still(self.pid);
        }
    }

    pub fn resume(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        if self.is_ours() {
            // Fails where the process is gone already.
            let _ = kill_process(self.pid, signal);
        }
    }

    fn is_ours(&self) -> bool {
        let parent = format!("PPid:\t{}\n", self.shell.id());
        std::fs::read_to_string(format!("/proc/{}/status", self.pid()))
            .is_ok_and(|status| status.contains(&parent))
    }

    fn end_with(&mut self, signal: Signal) {
        self.signal(signal);
        if self.await_end().is_none() {
            self.signal(Signal::KILL);
        }
    }

    /// None when it still runs after a while.
    fn await_end(&mut self) -> Option<ExitStatus> {
        for _ in 0..POLLS_MAX {
            if let Some(status) = self.exit_status() {
                return Some(status);
            }
            sleep(POLL_EVERY);
        }
        None
    }
}

impl Drop for Supervised {
    /// The input of the shell ends here, and with it the program.
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// The last lines of a log file.
#[must_use]
pub fn log_tail(log: &Path, lines: usize) -> String {
    let log = std::fs::read(log).unwrap_or_default();
    let log = String::from_utf8_lossy(&log);
    let all: Vec<&str> = log.lines().collect();
    all.get(all.len().saturating_sub(lines)..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn start(script: &str, folder: &TempDir) -> Supervised {
        let command = ["/bin/sh", "-c", script].map(str::to_owned).to_vec();
        let log = folder.path().join("log");
        Supervised::start(&Program { command, environment: None, log }).unwrap()
    }

    fn ended(program: &mut Supervised) -> ExitStatus {
        program.await_end().expect("it ends")
    }

    #[test]
    fn the_exit_status_is_that_of_the_program() {
        let folder = TempDir::new().unwrap();
        assert_eq!(ended(&mut start("exit 7", &folder)).code(), Some(7));
        assert_eq!(ended(&mut start("kill -ABRT $$", &folder)).signal(), Some(Signal::ABORT.as_raw()));
        assert!(ended(&mut start("exit 0", &folder)).success());
    }

    #[test]
    fn a_program_ends_with_its_owner() {
        let folder = TempDir::new().unwrap();
        let program = start("echo ready; while :; do sleep 0.02; done", &folder);
        let status = format!("/proc/{}/status", program.pid());
        assert!(Path::new(&status).exists());
        drop(program);
        assert!(!Path::new(&status).exists());
    }

    #[test]
    fn a_process_that_has_the_id_of_one_that_ended_is_left_alone() {
        let mut other = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
        let shell = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
        let former = Supervised { shell, pid: Pid::from_child(&other) };
        former.terminate();
        former.pause();
        former.signal(Signal::KILL);
        drop(former);
        assert_eq!(other.try_wait().unwrap(), None);
        drop(other.stdin.take());
        assert!(other.wait().unwrap().success());
    }
}
