//! nginx with the settings of `infra/nginx`, in front of services that the caller has started.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tempfile::TempDir;

use crate::{Child, find, free_ports, infra_folder, listens};

/// The public listeners behind it, by service: at least one for each.
pub type Upstreams = BTreeMap<&'static str, Vec<SocketAddr>>;

/// Whether `X-Caller-Id` from outside is believed: in tests and measurements alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Callers {
    Trusted,
    Ignored,
}

/// Where it listens, and what it serves.
#[derive(Debug)]
pub struct Front<'f> {
    pub listen: SocketAddr,
    /// The folder with the page's `index.html`.
    pub page: &'f Path,
    pub callers: Callers,
    /// Addresses and networks of load balancers in front, whose word on where a request came from is believed.
    pub proxies: &'f [&'f str],
    pub upstreams: &'f Upstreams,
}

/// A proxy for one test: to be killed and started again.
#[derive(Debug)]
pub struct Nginx {
    child: Child,
    port: u16,
    folder: TempDir,
}

impl Nginx {
    /// In front of these, with a page of one line.
    pub fn start(upstreams: &Upstreams, callers: Callers) -> anyhow::Result<Self> {
        Self::start_behind(&[], upstreams, callers)
    }

    /// The same, behind load balancers at these addresses.
    pub fn start_behind(proxies: &[&str], upstreams: &Upstreams, callers: Callers) -> anyhow::Result<Self> {
        let folder = TempDir::with_prefix("holdfast-nginx-")?;
        let page = folder.path().join("page");
        fs::create_dir_all(page.join("assets"))?;
        fs::write(page.join("index.html"), "<!doctype html><title>the page</title>\n")?;
        fs::write(page.join("console.html"), "<!doctype html><title>the console</title>\n")?;
        fs::write(page.join("assets/app-1a2b.js"), "// the page's script\n")?;
        let [port] = free_ports()?;
        let listen = SocketAddr::from(([127, 0, 0, 1], port));
        let front = Front { listen, page: &page, callers, proxies, upstreams };
        let child = start_in(folder.path(), &front)?;
        Ok(Self { child, port, folder })
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// One JSON object a request.
    #[must_use]
    pub fn access_log(&self) -> PathBuf {
        self.folder.path().join("access.log")
    }

    /// The process, to be killed, paused and started again on the same port.
    pub fn process(&mut self) -> &mut Child {
        &mut self.child
    }
}

/// Puts the settings into `folder`, with the places filled in, and starts nginx on them.
pub fn start_in(folder: &Path, front: &Front<'_>) -> anyhow::Result<Child> {
    let shared = infra_folder().join("nginx");
    for entry in fs::read_dir(&shared).with_context(|| shared.display().to_string())? {
        let entry = entry?;
        fs::copy(entry.path(), folder.join(entry.file_name()))?;
    }
    let settings = folder.join("native.conf");
    let template = fs::read_to_string(&settings).with_context(|| settings.display().to_string())?;
    fs::write(&settings, placed(&template, folder, front))?;
    let program = find("nginx").context("nginx is not installed: cargo xtask engines")?;
    let mut command = vec![program.display().to_string()];
    command.extend(["-e".to_owned(), "stderr".to_owned()]);
    command.extend(["-p".to_owned(), folder.display().to_string()]);
    command.extend(["-c".to_owned(), settings.display().to_string()]);
    Child::start(command, front.listen.port(), listens, &folder.join("error.log"))
}

/// The template with every place in it filled in.
fn placed(template: &str, folder: &Path, front: &Front<'_>) -> String {
    let callers = match front.callers {
        Callers::Trusted => "callers-trusted.conf",
        Callers::Ignored => "callers-ignored.conf",
    };
    let openapi = infra_folder().with_file_name("contracts").join("openapi/holdfast.json");
    [
        ("@FOLDER@", folder.display().to_string()),
        ("@LISTEN@", front.listen.to_string()),
        ("@PAGE@", front.page.display().to_string()),
        ("@OPENAPI@", openapi.display().to_string()),
        ("@CALLERS@", callers.to_owned()),
        (
            "@PROXIES@",
            front
                .proxies
                .iter()
                .map(|network| format!("set_real_ip_from {network};"))
                .collect::<Vec<_>>()
                .join(" "),
        ),
        ("@UPSTREAMS@", front.upstreams.iter().map(upstream).collect::<Vec<_>>().join("\n    ")),
    ]
    .into_iter()
    .fold(template.to_owned(), |text, (place, value)| text.replace(place, &value))
}

/// A server that fails three times is left alone for five seconds, if there is another; but not by streams (shop.conf).
fn upstream((name, addresses): (&&str, &Vec<SocketAddr>)) -> String {
    let servers = |fails: &str| {
        let server = |address: &SocketAddr| format!("server {address} {fails};");
        addresses.iter().map(server).collect::<Vec<_>>().join(" ")
    };
    let (requests, streams) = (servers("max_fails=3 fail_timeout=5s"), servers("max_fails=0"));
    format!(
        "upstream {name} {{ zone {name} 64k; {requests} keepalive 64; }}\n    \
         upstream {name}-streams {{ zone {name}-streams 64k; {streams} }}"
    )
}
