//! The one process that is everything, on a free port and a data folder of its own.

use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use tempfile::TempDir;

use super::{Options, Process, Stopped};
use crate::{Address, ApiClient};

#[derive(Debug)]
pub struct Holdfast {
    process: Process,
    address: Address,
    data: PathBuf,
    /// The default place of the data, and the log.
    _scratch: TempDir,
}

impl Holdfast {
    /// Starts `binary` and waits until it says that it is ready.
    pub async fn spawn(binary: impl AsRef<Path>, options: &Options) -> Self {
        let scratch = TempDir::new().unwrap_or_else(|error| panic!("no scratch folder: {error}"));
        let data = options.data.clone().unwrap_or_else(|| scratch.path().join("data"));
        let data_text = data.display().to_string();
        let args = ["--listen", "127.0.0.1:0", "--data", &data_text].map(str::to_owned).to_vec();
        let log = scratch.path().join("log");
        let process = Process::spawn(binary.as_ref(), args, options.clone(), log).await;
        let address = Address::new(process.base_url());
        Self { process, address, data, _scratch: scratch }
    }

    #[must_use]
    pub fn base_url(&self) -> String {
        self.process.base_url().to_owned()
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
        self.data.clone()
    }

    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Everything logged so far, by all runs.
    #[must_use]
    pub fn log(&self) -> String {
        self.process.log()
    }

    /// Takes the failpoint away, for the next start.
    pub fn disarm(&mut self) {
        self.process.options_mut().disarm();
    }

    /// SIGKILL: nothing gets flushed, nothing gets closed.
    pub fn kill9(&mut self) {
        self.process.kill9();
    }

    /// Whether it has ended by itself since its last start.
    pub fn has_ended(&mut self) -> Option<ExitStatus> {
        self.process.has_ended()
    }

    /// Waits for an end that the process brings about by itself, such as an armed failpoint.
    pub async fn wait_exit(&mut self, deadline: Duration) -> ExitStatus {
        self.process.wait_exit(deadline).await
    }

    /// SIGTERM, and then waits for the process to end.
    pub async fn stop(&mut self) -> Stopped {
        self.process.stop().await
    }

    /// Starts again on the same data. Kills first what still runs.
    pub async fn restart(&mut self) {
        self.process.restart().await;
        self.address.moved_to(self.process.base_url());
    }
}
