//! A real binary as a child process: started, killed, stopped and started again.

mod holdfast;
mod logs;
mod options;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::time::{Instant, timeout};

pub use holdfast::Holdfast;
pub use options::Options;

use self::logs::Logs;
use crate::eventually;

/// Longer than the ten seconds that a graceful stop may take.
pub(crate) const STOP_WITHIN: Duration = Duration::from_secs(15);

/// How a graceful stop went.
#[derive(Debug, Clone, Copy)]
pub struct Stopped {
    pub status: ExitStatus,
    pub took: Duration,
}

/// One running server. Dropping it kills it; dropping it in a panic also prints the last lines it logged.
#[derive(Debug)]
pub struct Process {
    binary: PathBuf,
    /// Before those of the options.
    args: Vec<String>,
    options: Options,
    child: Child,
    running: bool,
    logs: Logs,
    base_url: String,
}

impl Process {
    /// Starts `binary` and waits until it says that it is ready.
    pub async fn spawn(binary: &Path, args: Vec<String>, options: Options, log: PathBuf) -> Self {
        let mut process = Self::begin(binary, args, options, log);
        let ready = process.start();
        process.await_ready(ready).await;
        process
    }

    /// Several at once take as long as the slowest.
    pub(crate) fn begin(binary: &Path, args: Vec<String>, options: Options, log: PathBuf) -> Self {
        let logs = Logs::create(log);
        // Something that has ended already, until the first start.
        let child = Command::new("true").spawn().unwrap_or_else(|error| panic!("no `true`: {error}"));
        let binary = binary.to_owned();
        Self { binary, args, options, child, running: false, logs, base_url: String::new() }
    }

    /// Where it said that it listens, the last time it started.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Everything logged so far, by all runs.
    #[must_use]
    pub fn log(&self) -> String {
        self.logs.text()
    }

    /// What the next start will use: take a failpoint away, change a setting.
    pub fn options_mut(&mut self) -> &mut Options {
        &mut self.options
    }

    /// SIGKILL: nothing gets flushed, nothing gets closed.
    pub fn kill9(&mut self) {
        // Both fail only when the process is gone already, which is what was wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.running = false;
    }

    /// Stands still in the middle of whatever it does.
    pub fn pause(&self) {
        engines::stand_still(self.id());
    }

    pub fn go_on(&self) {
        engines::go_on(self.id());
    }

    /// Whether it has ended by itself since its last start.
    pub fn has_ended(&mut self) -> Option<ExitStatus> {
        let ended =
            self.child.try_wait().unwrap_or_else(|error| panic!("cannot ask for the process: {error}"));
        self.running &= ended.is_none();
        ended
    }

    /// Waits for an end that the process brings about by itself, such as an armed failpoint.
    pub async fn wait_exit(&mut self, deadline: Duration) -> ExitStatus {
        eventually("the process has ended by itself", deadline, async || self.has_ended()).await
    }

    /// SIGTERM, and then waits for the process to end.
    pub async fn stop(&mut self) -> Stopped {
        let asked_at = Instant::now();
        self.signal(Signal::TERM);
        let status = self.wait_exit(STOP_WITHIN).await;
        Stopped { status, took: asked_at.elapsed() }
    }

    /// Starts again and does not wait for it to be ready. Kills first what still runs.
    pub fn start_again(&mut self) {
        drop(self.start());
    }

    /// Starts again. Kills first what still runs.
    pub async fn restart(&mut self) {
        let ready = self.start();
        self.await_ready(ready).await;
    }

    pub(crate) fn start(&mut self) -> logs::Ready {
        if self.running {
            self.kill9();
        }
        let mut command = Command::new(&self.binary);
        // A test must not depend on what happens to be set in the shell that runs it.
        command.env_clear().envs(self.options.env.iter().map(|(name, value)| (name, value)));
        command.args(&self.args).args(&self.options.args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(self.logs.append());
        let mut child =
            command.spawn().unwrap_or_else(|error| panic!("cannot start {}: {error}", self.binary.display()));
        let stdout = child.stdout.take().unwrap_or_else(|| panic!("the child has no standard output"));
        self.child = child;
        self.running = true;
        self.logs.watch(stdout)
    }

    pub(crate) async fn await_ready(&mut self, ready: logs::Ready) {
        let within = self.options.ready_within;
        match timeout(within, ready).await {
            Ok(Ok(base_url)) => self.base_url = base_url,
            Ok(Err(_)) => panic!("{} ended before it was ready", self.binary.display()),
            Err(_) => panic!("{} was not ready within {within:?}", self.binary.display()),
        }
    }

    fn id(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    fn signal(&self, signal: Signal) {
        kill_process(self.id(), signal)
            .unwrap_or_else(|error| panic!("cannot signal {}: {error}", self.binary.display()));
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.running {
            self.kill9();
        }
        if std::thread::panicking() {
            self.logs.print_tail(&self.binary);
        }
    }
}

#[cfg(test)]
mod tests;
