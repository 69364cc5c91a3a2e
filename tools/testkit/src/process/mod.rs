//! A real binary as a child process: started, killed, stopped and started again.

mod holdfast;
mod logs;
mod options;

use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use engines::{Program, Supervised};
use tokio::time::{Instant, sleep};

pub use holdfast::Holdfast;
pub use options::Options;

use self::logs::Logs;
use crate::eventually;

/// Longer than the ten seconds that a graceful stop may take.
pub(crate) const STOP_WITHIN: Duration = Duration::from_secs(15);
const POLL_EVERY: Duration = Duration::from_millis(5);

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
    /// Absent before the first start.
    running: Option<Supervised>,
    logs: Logs,
    base_url: String,
}

impl Process {
    /// Starts `binary` and waits until it reports that it is ready.
    pub async fn spawn(binary: &Path, args: Vec<String>, options: Options, log: PathBuf) -> Self {
        let mut process = Self::prepare(binary, args, options, log);
        process.restart().await;
        process
    }

    /// Several at once take as long as the slowest.
    pub(crate) fn prepare(binary: &Path, args: Vec<String>, options: Options, log: PathBuf) -> Self {
        let (binary, logs) = (binary.to_owned(), Logs::create(log));
        Self { binary, args, options, running: None, logs, base_url: String::new() }
    }

    /// Where it listened the last time it started.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process().pid().unsigned_abs()
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
        if let Some(process) = &mut self.running {
            process.kill9();
        }
    }

    /// Returns when it stands still, in the middle of what it does.
    pub fn pause(&self) {
        self.process().pause();
    }

    pub fn resume(&self) {
        self.process().resume();
    }

    /// Whether it has ended by itself since its last start.
    pub fn has_ended(&mut self) -> Option<ExitStatus> {
        self.running.as_mut().and_then(Supervised::exit_status)
    }

    /// Waits for an end that the process brings about by itself, such as an armed failpoint.
    pub async fn wait_exit(&mut self, deadline: Duration) -> ExitStatus {
        eventually("the process has ended by itself", deadline, async || self.has_ended()).await
    }

    /// SIGTERM, and then waits for the process to end.
    pub async fn stop(&mut self) -> Stopped {
        let begun_at = Instant::now();
        self.process().terminate();
        let status = self.wait_exit(STOP_WITHIN).await;
        Stopped { status, took: begun_at.elapsed() }
    }

    /// Starts again and does not wait for it to be ready. Kills first what still runs.
    pub fn start_again(&mut self) {
        self.kill9();
        // A test must not depend on what happens to be set in the shell that runs it.
        let environment = Some(self.options.env.clone());
        let binary = self.binary.display().to_string();
        let command = [binary].into_iter().chain(self.args.clone()).chain(self.options.args.clone());
        let program = Program { command: command.collect(), environment, log: self.logs.begin_run() };
        let started = Supervised::start(&program);
        self.running =
            Some(started.unwrap_or_else(|error| panic!("cannot start {}: {error:#}", self.name())));
    }

    /// Starts again. Kills first what still runs.
    pub async fn restart(&mut self) {
        self.start_again();
        self.await_ready().await;
    }

    pub(crate) async fn await_ready(&mut self) {
        let within = self.options.ready_within;
        let deadline = Instant::now() + within;
        loop {
            let ended = self.has_ended();
            if let Some(base_url) = self.logs.base_url() {
                self.base_url = base_url;
                return;
            }
            assert!(ended.is_none(), "{} ended before it was ready", self.name());
            assert!(Instant::now() < deadline, "{} was not ready within {within:?}", self.name());
            sleep(POLL_EVERY).await;
        }
    }

    fn process(&self) -> &Supervised {
        self.running.as_ref().unwrap_or_else(|| panic!("{} was not started", self.name()))
    }

    fn name(&self) -> std::path::Display<'_> {
        self.binary.display()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill9();
        if std::thread::panicking() {
            self.logs.print_tail(&self.binary);
        }
    }
}

#[cfg(test)]
mod tests;
