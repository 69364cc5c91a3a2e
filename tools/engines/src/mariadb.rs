//! One MariaDB, which stands in for MySQL: what runs on it stays within what both understand.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use tempfile::TempDir;

use crate::{Child, MariaDbAddress, Tls, free_ports, infra_folder};

/// What a test commits has to survive the end of the process, and no power cut. What the services read of the settings stays as it is.
const WITHOUT_SYNC: &str = "--debug-no-sync";

/// A server for one test: to be killed and started again.
#[derive(Debug)]
pub struct MariaDb {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl MariaDb {
    /// With the settings of `infra/mysql`, one account and no databases.
    pub fn start() -> anyhow::Result<Self> {
        Self::start_with(None)
    }

    /// Accepts connections over TLS alone.
    pub fn start_secure(tls: &Tls) -> anyhow::Result<Self> {
        Self::start_with(Some(tls))
    }

    fn start_with(tls: Option<&Tls>) -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix("holdfast-mariadb-")?;
        let [port] = free_ports()?;
        let child = launch(folder.path(), port, tls, &[WITHOUT_SYNC])?;
        Ok(Self { child, port, _folder: folder })
    }

    #[must_use]
    pub fn address(&self) -> MariaDbAddress {
        MariaDbAddress { port: self.port }
    }

    /// The process, to be killed, paused and started again on the same data and port.
    pub fn process(&mut self) -> &mut Child {
        &mut self.child
    }
}

/// Makes the data folder below `folder` unless it is there, and starts the server on it; with TLS it accepts nothing else.
pub fn start_in(folder: &Path, port: u16, tls: Option<&Tls>) -> anyhow::Result<Child> {
    launch(folder, port, tls, &[])
}

fn launch(folder: &Path, port: u16, tls: Option<&Tls>, further: &[&str]) -> anyhow::Result<Child> {
    let (data, scratch) = (folder.join("data"), folder.join("tmp"));
    // Of its own: a server that starts deletes all temporary tables that it finds, also those of other servers.
    std::fs::create_dir_all(&scratch)?;
    if !data.join("mysql").exists() {
        install(&data, &scratch, further)?;
    }
    let account = folder.join("account.sql");
    let (user, password) = (MariaDbAddress::USER, MariaDbAddress::PASSWORD);
    let statements = format!(
        "CREATE USER IF NOT EXISTS '{user}'@'%' IDENTIFIED BY '{password}';\n\
         GRANT ALL PRIVILEGES ON `holdfast%`.* TO '{user}'@'%';\n\
         GRANT PROCESS, CONNECTION ADMIN, SUPER ON *.* TO '{user}'@'%';\n"
    );
    std::fs::write(&account, statements)?;
    let mut command = vec![
        "mariadbd".to_owned(),
        format!("--defaults-file={}", infra_folder().join("mysql/holdfast.cnf").display()),
        format!("--datadir={}", data.display()),
        format!("--tmpdir={}", scratch.display()),
        format!("--init-file={}", account.display()),
        format!("--port={port}"),
        "--bind-address=127.0.0.1".to_owned(),
        format!("--socket={}", folder.join("socket").display()),
        format!("--pid-file={}", folder.join("pid").display()),
        "--user=root".to_owned(),
    ];
    if let Some([certificate, key, ca]) = tls.map(Tls::files) {
        command.extend([
            format!("--ssl-cert={certificate}"),
            format!("--ssl-key={key}"),
            format!("--ssl-ca={ca}"),
        ]);
        command.push("--require-secure-transport=ON".to_owned());
    }
    command.extend(further.iter().map(|argument| (*argument).to_owned()));
    Child::start(command, port, lets_in, &folder.join("log"))
}

fn install(data: &Path, scratch: &Path, further: &[&str]) -> anyhow::Result<()> {
    let output = Command::new("mariadb-install-db")
        .arg("--no-defaults")
        .arg(format!("--datadir={}", data.display()))
        .env("TMPDIR", scratch)
        .args(["--user=root", "--auth-root-authentication-method=normal", "--skip-test-db"])
        .args(further)
        .output()
        .context("cannot start mariadb-install-db: apt-get install mariadb-server")?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "mariadb-install-db failed: {}", complaint.trim());
    Ok(())
}

/// It listens before it has made the account.
fn lets_in(port: u16) -> bool {
    MariaDbAddress { port }.run("DO 0").is_ok()
}
