//! One Apache Kafka broker that is its own controller, run from the jars that Maven Central has.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use tempfile::TempDir;

use crate::{Child, KafkaAddress, Tls, cache_folder, free_ports, infra_folder, kafka_listeners, listens};

pub const KAFKA_VERSION: &str = "4.1.1";
/// Any 16 bytes will do; the broker only compares.
const CLUSTER_ID: &str = "aG9sZGZhc3Qta2Fma2Ewdw";

/// A broker for one test: to be killed and started again.
#[derive(Debug)]
pub struct Kafka {
    child: Child,
    /// Where it is found; all but the first are for further certificates.
    ports: [u16; 3],
    folder: TempDir,
}

impl Kafka {
    /// With the settings of `infra/kafka`, and no topics.
    pub fn start() -> anyhow::Result<Self> {
        let [port] = free_ports()?;
        Self::start_behind(port, port)
    }

    /// Listens on `port`, and its clients find it at the port that it advertises: that of a link before it.
    pub fn start_behind(advertised: u16, port: u16) -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix("holdfast-kafka-")?;
        let [controller] = free_ports()?;
        let child = start_in(folder.path(), port, controller, advertised)?;
        Ok(Self { child, ports: [advertised; 3], folder })
    }

    /// Speaks TLS alone, and asks for a password. One listener for each certificate; the address is that of the first.
    pub fn start_secure(shown: &[Tls]) -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix("holdfast-kafka-")?;
        let [port, controller, second, third] = free_ports()?;
        let ports = [port, second, third];
        let child = start_secure_in(folder.path(), &ports, controller, shown)?;
        Ok(Self { child, ports, folder })
    }

    #[must_use]
    pub fn address(&self) -> KafkaAddress {
        self.listener(0)
    }

    /// Of the certificate with this number.
    #[must_use]
    pub fn listener(&self, number: usize) -> KafkaAddress {
        KafkaAddress { port: self.ports.get(number).copied().unwrap_or_default() }
    }

    /// Where the broker has a folder for each partition.
    #[must_use]
    pub fn log_folder(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// The process, to be killed, paused and started again on the same data and port.
    pub fn process(&mut self) -> &mut Child {
        &mut self.child
    }
}

/// Formats the log folder below `folder` unless that was done, and starts the broker on it. Clients connect to the port that it advertises:
/// its own, or that of a link before it.
pub fn start_in(folder: &Path, port: u16, controller: u16, advertised: u16) -> anyhow::Result<Child> {
    launch(folder, port, &placed_settings(folder, port, controller, advertised)?)
}

/// The same with TLS alone and a user, on one port for each certificate.
pub fn start_secure_in(
    folder: &Path,
    ports: &[u16],
    controller: u16,
    shown: &[Tls],
) -> anyhow::Result<Child> {
    let port = ports.first().copied().unwrap_or_default();
    let plain = placed_settings(folder, port, controller, port)?;
    let settings = format!("{plain}{}", kafka_listeners::secure(folder, ports, controller, shown)?);
    launch(folder, port, &settings)
}

fn launch(folder: &Path, port: u16, properties: &str) -> anyhow::Result<Child> {
    let settings = folder.join("server.properties");
    fs::write(&settings, properties)?;
    let jars = format!("{}/*", jars()?.display());
    if !folder.join("log/meta.properties").exists() {
        format_log(&jars, &settings)?;
    }
    let mut command = vec!["java"];
    command.extend(["-Xms256m", "-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]);
    command.extend(["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", &jars, "kafka.Kafka"]);
    let mut command: Vec<String> = command.into_iter().map(str::to_owned).collect();
    command.push(settings.display().to_string());
    Child::start(command, port, listens, &folder.join("broker.log"))
}

/// The settings of the repository, and behind them those that say where.
fn placed_settings(folder: &Path, port: u16, controller: u16, advertised: u16) -> anyhow::Result<String> {
    let common = infra_folder().join("kafka/server.properties");
    let common = fs::read_to_string(&common).with_context(|| common.display().to_string())?;
    Ok(format!(
        "{common}\nnode.id=1\ncontroller.quorum.voters=1@127.0.0.1:{controller}\n\
         listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}\n\
         advertised.listeners=PLAINTEXT://127.0.0.1:{advertised}\nlog.dirs={}\n",
        folder.join("log").display()
    ))
}

/// With the user that only listeners with TLS ask for, so that what began without TLS goes on with it.
fn format_log(jars: &str, settings: &Path) -> anyhow::Result<()> {
    let output = Command::new("java")
        .args(["-cp", jars, "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c"])
        .arg(settings)
        .args(kafka_listeners::account())
        .output()
        .context("cannot start java: apt-get install default-jre-headless")?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "Kafka's log folder cannot be formatted: {}", complaint.trim());
    Ok(())
}

fn jars() -> anyhow::Result<PathBuf> {
    let jars = cache_folder()?.join(format!("kafka-{KAFKA_VERSION}"));
    ensure!(jars.exists(), "Kafka is not installed: cargo xtask engines");
    Ok(jars)
}

/// Fetches the broker and all that it needs from Maven Central, once.
pub fn install_kafka() -> anyhow::Result<()> {
    if jars().is_ok() {
        return Ok(());
    }
    let cache = cache_folder()?;
    fs::create_dir_all(&cache)?;
    let work = TempDir::new_in(&cache)?;
    fs::write(work.path().join("pom.xml"), pom())?;
    let status = Command::new("mvn")
        .args(["-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=libs"])
        .current_dir(work.path())
        .status()
        .context("cannot start mvn: apt-get install maven")?;
    ensure!(status.success(), "mvn could not fetch Kafka");
    fs::rename(work.path().join("libs"), cache.join(format!("kafka-{KAFKA_VERSION}")))?;
    Ok(())
}

fn pom() -> String {
    let dependency = |group: &str, artifact: &str, version: &str| {
        format!(
            "<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version></dependency>"
        )
    };
    format!(
        "<project><modelVersion>4.0.0</modelVersion><groupId>holdfast</groupId><artifactId>kafka</artifactId>\
         <version>1</version><dependencies>{}{}</dependencies></project>",
        dependency("org.apache.kafka", "kafka_2.13", KAFKA_VERSION),
        dependency("org.slf4j", "slf4j-simple", "1.7.36"),
    )
}
