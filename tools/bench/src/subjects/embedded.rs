//! The single process on a data folder of its own.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use engines::stack::{CALLER_LIMITS, SERVICE_SECRET, SERVICE_SECRET_NAME};

use super::{Addresses, Internal, ServerProcess, Subject, scratch};
use crate::measure::Tiers;

pub(crate) type Settings = Vec<(&'static str, String)>;

pub(crate) struct Embedded {
    process: ServerProcess,
    binary: PathBuf,
    data: PathBuf,
    internal: SocketAddr,
    flags: Vec<String>,
    settings: Settings,
}

impl Embedded {
    /// With the demo season and nothing else in it.
    pub(crate) fn fresh(binary: &Path, settings: Settings) -> anyhow::Result<Self> {
        Self::begin(binary, settings, &["--demo"])
    }

    /// Without any event.
    pub(crate) fn empty(binary: &Path) -> anyhow::Result<Self> {
        Self::begin(binary, Settings::new(), &[])
    }

    fn begin(binary: &Path, mut settings: Settings, flags: &[&str]) -> anyhow::Result<Self> {
        let data = scratch("embedded");
        let _ = fs::remove_dir_all(&data);
        fs::create_dir_all(&data)?;
        let [port] = engines::free_ports()?;
        let internal = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        settings.extend([
            (SERVICE_SECRET_NAME, SERVICE_SECRET.to_owned()),
            (CALLER_LIMITS, "false".to_owned()),
            ("PAYMENT_PROVIDER", "mock".to_owned()),
        ]);
        let mut flags: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
        for (name, value) in [
            ("--listen", "127.0.0.1:0".to_owned()),
            ("--internal-listen", internal.to_string()),
            ("--data", data.display().to_string()),
        ] {
            flags.extend([name.to_owned(), value]);
        }
        let process = ServerProcess::start(binary, &flags, &settings)?;
        Ok(Self { process, binary: binary.to_owned(), data, internal, flags, settings })
    }

    /// Kills it, and starts it again on the same data.
    pub(crate) fn kill_and_start_again(&mut self) -> anyhow::Result<()> {
        self.process.kill()?;
        self.process = ServerProcess::start(&self.binary, &self.flags, &self.settings)?;
        Ok(())
    }

    pub(crate) fn process(&self) -> &ServerProcess {
        &self.process
    }
}

impl Subject for Embedded {
    fn addresses(&self) -> Addresses {
        let address = self.process.address;
        Addresses {
            catalog: address,
            reservation: address,
            order: address,
            waiting_room: address,
            identity: address,
            internal: Internal { reservation: self.internal, order: self.internal, payment: self.internal },
        }
    }

    fn tiers(&self) -> anyhow::Result<Tiers> {
        Tiers::of([("holdfast", self.process.pid()?)])
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        if self.process.kill().is_ok() && !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.data);
        }
    }
}
