//! The single process with the demo season, on free ports and an empty folder.

use std::path::Path;

use engines::stack::{CALLER_LIMITS, SERVICE_SECRET, SERVICE_SECRET_NAME, is_ready};
use engines::{Child, free_ports};

use super::operator::OPERATOR_TOKEN;

#[derive(Debug)]
pub(super) struct Embedded {
    _process: Child,
    port: u16,
    internal: u16,
}

impl Embedded {
    pub(super) fn start(holdfast: &Path, folder: &Path) -> anyhow::Result<Self> {
        let [port, internal] = free_ports()?;
        let command = [
            // It becomes the server, so its process is the server's.
            "env".to_owned(),
            format!("{SERVICE_SECRET_NAME}={SERVICE_SECRET}"),
            format!("{CALLER_LIMITS}=false"),
            format!("HOLDFAST_OPERATOR_TOKEN={OPERATOR_TOKEN}"),
            holdfast.display().to_string(),
            "--demo".to_owned(),
            format!("--listen=127.0.0.1:{port}"),
            format!("--internal-listen=127.0.0.1:{internal}"),
            format!("--data={}", folder.join("data").display()),
        ];
        let process = Child::start(command.to_vec(), port, is_ready, &folder.join("log"))?;
        Ok(Self { _process: process, port, internal })
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(super) fn internal_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.internal)
    }
}
