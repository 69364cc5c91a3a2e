//! The gateway of compose by itself: it starts while no service is there, serves its page, and says that the services are away.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use engines::{Child, free_ports};

use crate::nginx;
use crate::stages::Outcome;

const PAGE: &str = "the page of the shop";
const ANSWER_WAIT: Duration = Duration::from_secs(10);

pub fn starts_alone() -> anyhow::Result<Outcome> {
    let Ok(nginx) = nginx::program() else {
        return Ok(Outcome::NotRun(nginx::NOT_HERE));
    };
    let folder = tempfile::tempdir()?;
    let [shop, health] = free_ports()?;
    place(folder.path(), shop, health)?;
    // The start script of the image looks for nginx where programs are.
    fs::create_dir(folder.path().join("bin"))?;
    symlink(nginx, folder.path().join("bin/nginx"))?;
    let start = format!("PATH={0}/bin:$PATH exec sh {0}/start.sh", folder.path().display());
    let command = ["sh", "-c", &start].map(str::to_owned).to_vec();
    let accepts = |port: u16| TcpStream::connect(("127.0.0.1", port)).is_ok();
    let _nginx = Child::start(command, shop, accepts, &folder.path().join("log"))?;
    for (port, path, status, text) in [
        (health, "/healthz", "200", "ok"),
        (shop, "/", "200", PAGE),
        (shop, "/api/events", "503", "UNAVAILABLE"),
        (shop, "/healthz", "404", "NOT_FOUND"),
    ] {
        let answer = ask(port, path).with_context(|| path.to_owned())?;
        let is_it = answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.contains(text);
        ensure!(is_it, "{path} is not answered with {status} and `{text}`: {answer}");
    }
    Ok(Outcome::Passed)
}

/// The settings of the image, below a folder and on ports of this check.
fn place(folder: &Path, shop: u16, health: u16) -> anyhow::Result<()> {
    nginx::copy_settings(folder, |text| {
        // One process, so that its end is the end of all of it.
        text.replace("worker_processes auto;", "worker_processes 1; master_process off;")
            .replace("listen 8080;", &format!("listen 127.0.0.1:{shop};"))
            .replace("listen 127.0.0.1:8090;", &format!("listen 127.0.0.1:{health};"))
    })?;
    fs::create_dir(folder.join("page"))?;
    fs::write(folder.join("page/index.html"), PAGE)?;
    Ok(())
}

fn ask(port: u16, path: &str) -> anyhow::Result<String> {
    let mut connection = TcpStream::connect(("127.0.0.1", port))?;
    connection.set_read_timeout(Some(ANSWER_WAIT))?;
    write!(connection, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    Ok(answer)
}
