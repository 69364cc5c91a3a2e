//! Where an engine listens, in the forms that its clients need.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, ensure};

use crate::kafka_listeners;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RedisAddress {
    pub port: u16,
}

impl RedisAddress {
    #[must_use]
    pub fn url(self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// One command, by the client that comes with the server.
    pub fn run(self, command: &[&str]) -> anyhow::Result<String> {
        let port = self.port.to_string();
        let output = Command::new("redis-cli")
            .args(["-p", &port])
            .args(command)
            .output()
            .context("cannot start redis-cli: apt-get install redis-server")?;
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        ensure!(output.status.success(), "redis-cli {}: {said}", command.join(" "));
        Ok(said)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KafkaAddress {
    pub port: u16,
}

impl KafkaAddress {
    #[must_use]
    pub fn brokers(self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// What a service is given where the broker was started with TLS.
    #[must_use]
    pub fn secure_settings(self, ca: &Path) -> [(&'static str, String); 6] {
        [
            ("KAFKA_BROKERS", self.brokers()),
            ("KAFKA_SECURITY_PROTOCOL", "sasl_ssl".to_owned()),
            ("KAFKA_SASL_MECHANISM", kafka_listeners::MECHANISM.to_owned()),
            ("KAFKA_SASL_USERNAME", kafka_listeners::USER.to_owned()),
            ("KAFKA_SASL_PASSWORD", kafka_listeners::PASSWORD.to_owned()),
            ("KAFKA_SSL_CA", ca.display().to_string()),
        ]
    }
}

/// A server with one account that may do anything with databases whose names begin with `holdfast`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MariaDbAddress {
    pub port: u16,
}

/// Counts the databases that this process has created.
static DATABASES: AtomicU32 = AtomicU32::new(0);

impl MariaDbAddress {
    pub const USER: &str = "holdfast";
    pub const PASSWORD: &str = "holdfast";

    #[must_use]
    pub fn url(self, database: &str) -> String {
        format!("mysql://{}:{}@127.0.0.1:{}/{database}", Self::USER, Self::PASSWORD, self.port)
    }

    /// The URL of an empty database of the caller's own.
    #[expect(clippy::panic, reason = "for tests: without a database there is nothing to test")]
    #[must_use]
    pub fn database(self) -> String {
        let number = DATABASES.fetch_add(1, Ordering::Relaxed);
        let name = format!("holdfast_{}_{number}", std::process::id());
        if let Err(error) = self.create(&name) {
            panic!("no database for this test: {error:#}");
        }
        self.url(&name)
    }

    pub fn create(self, database: &str) -> anyhow::Result<()> {
        self.run(&format!("CREATE DATABASE IF NOT EXISTS {database}"))
    }

    pub fn run(self, statement: &str) -> anyhow::Result<()> {
        self.ask(statement).map(drop)
    }

    /// As a server over TLS, by the authority with this certificate.
    #[must_use]
    pub fn secure_url(self, database: &str, ca: &Path) -> String {
        format!("{}?ssl-mode=VERIFY_IDENTITY&ssl-ca={}", self.url(database), ca.display())
    }

    /// One statement and what it answers, by the client that comes with the server, which uses TLS where the server has it.
    pub fn ask(self, statement: &str) -> anyhow::Result<String> {
        let output = Command::new("mariadb")
            .args([
                "--no-defaults",
                "--batch",
                "--skip-column-names",
                "--protocol=tcp",
                "--host=127.0.0.1",
                "--connect-timeout=5",
            ])
            .arg(format!("--port={}", self.port))
            .arg(format!("--user={}", Self::USER))
            .arg(format!("--password={}", Self::PASSWORD))
            .args(["--execute", statement])
            .output()
            .context("cannot start the mariadb client: apt-get install mariadb-client")?;
        let complaint = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{statement}: {}", complaint.trim());
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}
