//! Programs of Debian packages: where they are, and how they are installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use rustix::process::geteuid;

use crate::folder::variable;
use crate::install_kafka;

const HEADERS: &str = "libssl-dev";

/// A program that shows that its package is installed.
const PACKAGES: [(&str, &str); 7] = [
    ("openssl", "openssl"),
    ("redis-server", "redis-server"),
    ("mariadbd", "mariadb-server"),
    ("java", "default-jre-headless"),
    ("mvn", "maven"),
    ("nginx", "nginx-light"),
    ("prometheus", "prometheus"),
];

/// Installs the engines that are missing. Nothing is started, and no service of the system is touched.
pub fn install() -> anyhow::Result<()> {
    let missing: Vec<&str> =
        PACKAGES.iter().filter(|(program, _)| find(program).is_none()).map(|(_, package)| *package).collect();
    if !missing.is_empty() {
        eprintln!("installing {}", missing.join(", "));
        apt_install(&missing).with_context(|| format!("the real engines need {}", missing.join(", ")))?;
    }
    install_kafka()
}

/// What Kafka's client is linked to. Where it cannot be installed, the build that follows says what is missing.
pub fn install_headers() {
    let is_there = Path::new("/usr/include/openssl/ssl.h").exists();
    if !is_there && find("apt-get").is_some() {
        eprintln!("installing {HEADERS}");
        if let Err(error) = apt_install(&[HEADERS]) {
            eprintln!("{error:#}");
        }
    }
}

/// Silent, because others may be using the terminal. The error of a user who may not do that names the packages.
pub fn apt_install(packages: &[&str]) -> anyhow::Result<()> {
    run(&["update", "--quiet"])?;
    run(&[&["install", "--yes", "--quiet", "--no-install-recommends"], packages].concat())
}

fn run(arguments: &[&str]) -> anyhow::Result<()> {
    let output = apt_get().args(arguments).output().context("cannot start apt-get")?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "`apt-get {}` failed: {}", arguments.join(" "), complaint.trim());
    Ok(())
}

/// Who is not root may be allowed to be it without a password, as on the machines of CI services.
fn apt_get() -> Command {
    if geteuid().is_root() || find("sudo").is_none() {
        return Command::new("apt-get");
    }
    let mut sudo = Command::new("sudo");
    sudo.args(["--non-interactive", "apt-get"]);
    sudo
}

/// Servers are also where an ordinary user's PATH does not look.
#[must_use]
pub fn find(program: &str) -> Option<PathBuf> {
    let path = variable("PATH").unwrap_or_default();
    let folders = path.split(':').chain(["/usr/sbin", "/usr/bin"]);
    folders.map(|folder| Path::new(folder).join(program)).find(|file| file.exists())
}
