//! The real binary as a child process: started on a free port, killed, stopped and started again on the same data.

mod logs;
mod options;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::time::{Instant, timeout};

pub use options::Options;

use self::logs::Logs;
use crate::{Address, ApiClient, eventually};

/// Longer than the ten seconds that a graceful stop may take.
const STOP_WITHIN: Duration = Duration::from_secs(15);

/// How a graceful stop went.
#[derive(Debug, Clone, Copy)]
pub struct Stopped {
    pub status: ExitStatus,
    pub took: Duration,
}

/// One running server. Dropping it kills it; dropping it in a panic also prints the last lines it logged.
#[derive(Debug)]
pub struct Holdfast {
    binary: PathBuf,
    options: Options,
    child: Child,
    running: bool,
    address: Address,
    logs: Logs,
    scratch: TempDir,
}

impl Holdfast {
    /// Starts `binary` and waits until it says that it is ready.
    #[track_caller]
    pub fn spawn(binary: impl AsRef<Path>, options: &Options) -> impl Future<Output = Self> {
        let scratch = TempDir::new().unwrap_or_else(|error| panic!("no scratch folder: {error}"));
        Self::spawn_in(binary.as_ref().to_owned(), options.clone(), scratch)
    }

    async fn spawn_in(binary: PathBuf, options: Options, scratch: TempDir) -> Self {
        let logs = Logs::create(scratch.path().join("log"));
        let data = options.data.clone().unwrap_or_else(|| scratch.path().join("data"));
        let (child, ready) = start(&binary, &options, &data, &logs);
        let address = Address::new("");
        let mut server = Self { binary, options, child, running: true, address, logs, scratch };
        server.await_ready(ready).await;
        server
    }

    #[must_use]
    pub fn base_url(&self) -> String {
        self.address.base_url()
    }

    /// Follows this server through restarts.
    #[must_use]
    pub fn address(&self) -> Address {
        self.address.clone()
    }

    /// An anonymous client of this server, through all its restarts.
    #[must_use]
    pub fn api(&self) -> ApiClient {
        ApiClient::new(self.address())
    }

    /// The data folder, the same through all restarts.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.options.data.clone().unwrap_or_else(|| self.scratch.path().join("data"))
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

    /// Waits for an end that the process brings about by itself, such as an armed failpoint.
    pub async fn wait_exit(&mut self, deadline: Duration) -> ExitStatus {
        let child = &mut self.child;
        let status = eventually("the process has ended by itself", deadline, async || {
            child.try_wait().unwrap_or_else(|error| panic!("cannot ask for the process: {error}"))
        })
        .await;
        self.running = false;
        status
    }

    /// SIGTERM, and then waits for the process to end.
    pub async fn stop(&mut self) -> Stopped {
        let asked_at = Instant::now();
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::TERM).unwrap_or_else(|error| panic!("cannot ask for a stop: {error}"));
        let status = self.wait_exit(STOP_WITHIN).await;
        Stopped { status, took: asked_at.elapsed() }
    }

    /// Starts again on the same data. Kills first what still runs.
    pub async fn restart(&mut self) {
        if self.running {
            self.kill9();
        }
        let (child, ready) = start(&self.binary, &self.options, &self.data(), &self.logs);
        self.child = child;
        self.running = true;
        self.await_ready(ready).await;
    }

    async fn await_ready(&mut self, ready: logs::Ready) {
        let within = self.options.ready_within;
        match timeout(within, ready).await {
            Ok(Ok(base_url)) => self.address.moved_to(base_url),
            Ok(Err(_)) => panic!("{} ended before it was ready", self.binary.display()),
            Err(_) => panic!("{} was not ready within {within:?}", self.binary.display()),
        }
    }
}

fn start(binary: &Path, options: &Options, data: &Path, logs: &Logs) -> (Child, logs::Ready) {
    let mut command = Command::new(binary);
    // A test must not depend on what happens to be set in the shell that runs it.
    command.env_clear().envs(options.env.iter().map(|(name, value)| (name, value)));
    command.args(["--listen", "127.0.0.1:0", "--data"]).arg(data).args(&options.args);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(logs.append());
    let mut child =
        command.spawn().unwrap_or_else(|error| panic!("cannot start {}: {error}", binary.display()));
    let stdout = child.stdout.take().unwrap_or_else(|| panic!("the child has no standard output"));
    let ready = logs.watch(stdout);
    (child, ready)
}

impl Drop for Holdfast {
    fn drop(&mut self) {
        if self.running {
            self.kill9();
        }
        if std::thread::panicking() {
            self.logs.print_tail();
        }
    }
}

#[cfg(test)]
mod tests;
