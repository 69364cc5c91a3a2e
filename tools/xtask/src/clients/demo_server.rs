//! A demo season on a free port, for the clients to buy from.

use std::fs;
use std::path::Path;

use engines::stack::is_ready;
use engines::{Child, free_ports};
use ops::repository;

pub(super) struct DemoServer {
    pub(super) url: String,
    _process: Child,
}

impl DemoServer {
    /// With the binary in this folder.
    pub(super) fn start(binaries: &Path) -> anyhow::Result<Self> {
        let [port] = free_ports()?;
        let scratch = repository::root().join("scratch/clients");
        let _ = fs::remove_dir_all(&scratch);
        fs::create_dir_all(&scratch)?;
        let (listen, data) = (format!("127.0.0.1:{port}"), scratch.join("data"));
        let [binary, data] = [binaries.join("holdfast"), data].map(|path| path.display().to_string());
        // All buyers are at one address.
        let limits = "--caller-limits=false";
        let command = [binary.as_str(), "--demo", limits, "--listen", &listen, "--data", &data];
        let process =
            Child::start(command.map(str::to_owned).to_vec(), port, is_ready, &scratch.join("log"))?;
        Ok(Self { url: format!("http://{listen}"), _process: process })
    }
}
