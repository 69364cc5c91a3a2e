//! The one process on a data folder of its own.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use super::{Announced, Doors, Subject, scratch};
use crate::bench::measure::Tiers;
use crate::stack;

pub(crate) type Settings = Vec<(&'static str, String)>;

pub(crate) struct Embedded {
    process: Announced,
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
        let [port] = ::engines::free_ports()?;
        let internal = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        settings.push((stack::SERVICE_SECRET_NAME, stack::SERVICE_SECRET.to_owned()));
        let mut flags: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
        for (name, value) in [
            ("--listen", "127.0.0.1:0".to_owned()),
            ("--internal-listen", internal.to_string()),
            ("--data", data.display().to_string()),
        ] {
            flags.extend([name.to_owned(), value]);
        }
        let process = Announced::start(binary, &flags, &settings)?;
        Ok(Self { process, binary: binary.to_owned(), data, internal, flags, settings })
    }

    /// Killed as the kernel kills, and started again on what that left.
    pub(crate) fn kill_and_start_again(&mut self) -> anyhow::Result<()> {
        self.process.kill()?;
        self.process = Announced::start(&self.binary, &self.flags, &self.settings)?;
        Ok(())
    }

    pub(crate) fn process(&self) -> &Announced {
        &self.process
    }
}

impl Subject for Embedded {
    fn doors(&self) -> Doors {
        let address = self.process.address;
        Doors {
            catalog: address,
            reservation: address,
            order: address,
            payment: address,
            order_internal: self.internal,
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
