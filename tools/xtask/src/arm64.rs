//! `cargo xtask arm64`: the product for arm64, built on a machine of another kind and run there by QEMU. Images for arm64 are built on machines
//! of their own kind; this shows earlier that all of it can be.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use anyhow::{Context, ensure};
use engines::stack::is_ready;
use engines::{Child, Profile, free_ports};
use ops::{repository, terminal};

use crate::plain_http::Api;

const TARGET: &str = "aarch64-unknown-linux-gnu";
/// Programs, and the packages of Debian that have them.
const PACKAGES: [(&str, &str); 3] = [
    ("aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu"),
    ("aarch64-linux-gnu-g++", "g++-aarch64-linux-gnu"),
    (QEMU, "qemu-user-static"),
];
const QEMU: &str = "qemu-aarch64-static";
/// The C library of arm64, which comes with its compiler.
const LIBRARIES: &str = "/usr/aarch64-linux-gnu";
/// The script that builds Kafka's client knows only the names without a target; what is built to run here has those with HOST.
const TOOLS: [(&str, &str); 10] = [
    ("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", "aarch64-linux-gnu-gcc"),
    ("CC", "aarch64-linux-gnu-gcc"),
    ("CXX", "aarch64-linux-gnu-g++"),
    ("AR", "aarch64-linux-gnu-ar"),
    ("HOST_CC", "cc"),
    ("HOST_CXX", "c++"),
    ("HOST_AR", "ar"),
    // It would find the libraries of this machine.
    ("PKG_CONFIG", "false"),
    // As in infra/images.
    ("LIBZ_SYS_STATIC", "1"),
    ("JEMALLOC_SYS_WITH_LG_PAGE", "16"),
];

/// Installs what is missing, builds, and asks what runs for its events.
pub(crate) fn run() -> anyhow::Result<()> {
    let missing = PACKAGES.into_iter().filter(|(program, _)| engines::find(program).is_none());
    let missing: Vec<&str> = missing.map(|(_, package)| package).collect();
    if !missing.is_empty() {
        engines::apt_install(&missing).with_context(|| format!("it takes {}", missing.join(", ")))?;
    }
    terminal::run("rustup", &["target", "add", TARGET])?;
    let build = ["build", "--locked", "--package", "holdfast", "--target", TARGET];
    terminal::run_with("cargo", &[&build[..], &["--features", "vendored-openssl"]].concat(), &TOOLS)?;
    let folder = engines::binaries(Profile::Debug)?.with_file_name(TARGET).join("debug");
    answers(&folder.join("holdfast"))
}

/// Everything of it has to begin for that: allocator, threads, SQLite, cryptography, HTTP.
fn answers(binary: &Path) -> anyhow::Result<()> {
    let [port] = free_ports()?;
    let scratch = repository::root().join("scratch/arm64");
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(&scratch)?;
    let (listen, data) = (format!("127.0.0.1:{port}"), scratch.join("data").display().to_string());
    let binary = binary.display().to_string();
    let emulated = ["env", "PAYMENT_PROVIDER=mock", QEMU, "-L", LIBRARIES, &binary];
    let command = [&emulated[..], &["--listen", &listen, "--data", &data]].concat();
    let command = command.into_iter().map(str::to_owned).collect();
    let _server = Child::start(command, port, is_ready, &scratch.join("log"))?;
    let (status, body) = Api::at(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).get("/api/events")?;
    ensure!(status == 200 && body.get("items").is_some(), "its events are {status} {body}");
    println!("{binary} runs on arm64, as QEMU plays it");
    Ok(())
}
