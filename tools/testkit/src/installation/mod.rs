//! The real system as a test sees it: each service as processes of its own, on Redis, MariaDB and Kafka, with nothing shared
//! between two installations on the same engines.

mod engines;
mod layout;
mod operator;
mod seat_servers;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::Duration;

use ::engines::{Callers, Nginx};
use contracts::services::{ALL, ORDER, ServiceInfo};
use futures::future::join_all;
use tempfile::TempDir;

pub use self::engines::Engines;
pub use self::operator::Operator;
pub use self::seat_servers::SeatServers;

use self::layout::Layout;
use crate::process::Process;
use crate::{Address, ApiClient, Options, Route, Stopped, eventually};

#[derive(Debug)]
pub struct Installation {
    processes: Vec<Member>,
    address: Address,
    layout: Layout,
    engines: Engines,
    proxy: Option<Nginx>,
    scratch: TempDir,
}

/// Compares the books with `holdfast verify`; panics where a promise was broken or could not be looked into.
#[must_use]
pub fn verified(binaries: &Path, arguments: &[&str]) -> String {
    let binary = binaries.join("holdfast");
    let output = Command::new(&binary)
        .arg("verify")
        .args(arguments)
        .env_clear()
        .env("HOLDFAST_SERVICE_SECRET", engines::SERVICE_SECRET)
        .output()
        .unwrap_or_else(|error| panic!("cannot start {}: {error}", binary.display()));
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{table}\n{}", String::from_utf8_lossy(&output.stderr));
    table
}

/// Debug builds read here by how much their clock is wrong.
const CLOCK_AHEAD: &str = "HOLDFAST_CLOCK_AHEAD_FILE";

fn clock(scratch: &TempDir, service: &str, instance: usize) -> PathBuf {
    scratch.path().join(format!("{service}-{instance}.clock"))
}

/// One instance of one service.
#[derive(Debug)]
struct Member {
    service: &'static str,
    process: Process,
}

impl Installation {
    /// Starts so many instances of each service from the folder of binaries, with these options for all of them, and waits until all
    /// are ready.
    pub async fn start(binaries: &Path, engines: Engines, instances: usize, options: &Options) -> Self {
        let scratch = TempDir::new().unwrap_or_else(|error| panic!("no scratch folder: {error}"));
        let layout = Layout::choose(instances);
        engines.prepare(binaries, options).await;
        let mut processes = Vec::new();
        for service in ALL {
            for instance in 0..instances {
                let mut options = options.clone();
                for (name, value) in
                    engines.settings(service).into_iter().chain(layout.settings(service, instance))
                {
                    options.set_env(&name, &value);
                }
                options.set_env(CLOCK_AHEAD, &clock(&scratch, service.name, instance).display().to_string());
                let log = scratch.path().join(format!("{}-{instance}.log", service.name));
                let binary = binaries.join(engines::binary(service));
                processes.push(Member {
                    service: service.name,
                    process: Process::prepare(&binary, Vec::new(), options, log),
                });
            }
        }
        let address = Address::routed(layout.direct_routes());
        let mut installation = Self { processes, address, layout, engines, proxy: None, scratch };
        installation.restart().await;
        installation
    }

    /// Asks the order service to compare the books, by the binary that operators use, and gives the table that it prints.
    #[must_use]
    pub fn verified(&self, binaries: &Path) -> String {
        verified(binaries, &["--order-url", &self.internal_url(ORDER.name, 0)])
    }

    /// Where operators ask this instance, and other services.
    #[must_use]
    pub fn internal_url(&self, service: &str, instance: usize) -> String {
        self.layout.internal_url(service, instance)
    }

    /// From now on buyers come through a reverse proxy, at `/ticketing/{service}`.
    pub fn put_behind_proxy(&mut self) {
        let listeners = |service: &ServiceInfo| {
            let ports = self.layout.public_ports(service).into_iter();
            (service.name, ports.map(|port| SocketAddr::from(([127, 0, 0, 1], port))).collect())
        };
        let upstreams = ALL.iter().map(listeners).collect();
        let proxy = Nginx::start(&upstreams, Callers::Trusted)
            .unwrap_or_else(|error| panic!("no nginx for this test: {error:#}"));
        let route = |service: &ServiceInfo| Route {
            prefix: service.prefix,
            base_urls: vec![format!("{}/ticketing/{}", proxy.url(), service.name)],
        };
        let others = ALL.iter().flat_map(|service| service.other_paths);
        let other = |prefix: &&'static str| Route { prefix, base_urls: vec![proxy.url()] };
        self.address = Address::routed(others.map(other).chain(ALL.iter().map(route)).collect());
        self.proxy = Some(proxy);
    }

    /// The proxy, once it stands in front.
    pub fn proxy(&mut self) -> Option<&mut Nginx> {
        self.proxy.as_mut()
    }

    #[must_use]
    pub fn api(&self) -> ApiClient {
        ApiClient::new(self.address.clone())
    }

    pub fn engines(&mut self) -> &mut Engines {
        &mut self.engines
    }

    /// One instance of the service of this name, to be killed, paused or started again.
    pub fn process(&mut self, service: &str, instance: usize) -> &mut Process {
        let mut members = self.processes.iter_mut().filter(|member| member.service == service);
        let member = members.nth(instance).unwrap_or_else(|| panic!("no instance {instance} of {service}"));
        &mut member.process
    }

    /// From now on the clock of this instance is wrong by so much, or right again. It steps while the process runs.
    pub fn set_clock_ahead(&self, service: &str, instance: usize, millis: i64) {
        let clock = clock(&self.scratch, service, instance);
        // In one step: a file that was half written would be read as no time at all.
        let new = clock.with_extension("new");
        let written = std::fs::write(&new, millis.to_string()).and_then(|()| std::fs::rename(&new, &clock));
        written.unwrap_or_else(|error| panic!("{}: {error}", clock.display()));
    }

    /// All at once.
    pub fn kill9(&mut self) {
        self.processes.iter_mut().for_each(|member| member.process.kill9());
    }

    /// Starts all of them again. Kills first what still runs.
    pub async fn restart(&mut self) {
        self.processes.iter_mut().for_each(|member| member.process.start_again());
        for member in &mut self.processes {
            member.process.await_ready().await;
        }
    }

    /// Whether one of them has ended by itself since its last start.
    pub fn has_ended(&mut self) -> Option<ExitStatus> {
        self.processes.iter_mut().find_map(|member| member.process.has_ended())
    }

    /// Waits for one of them to end by itself, such as by an armed failpoint.
    pub async fn wait_exit(&mut self, deadline: Duration) -> ExitStatus {
        eventually("one of the processes has ended by itself", deadline, async || self.has_ended()).await
    }

    /// Stops all processes at once; gives the slowest stop, or a failed one before that.
    pub async fn stop(&mut self) -> Stopped {
        let stopped = join_all(self.processes.iter_mut().map(|member| member.process.stop())).await;
        let worst = stopped.into_iter().max_by_key(|stopped| (!stopped.status.success(), stopped.took));
        worst.unwrap_or_else(|| panic!("an installation has processes"))
    }

    /// Takes the failpoints away, for the next start.
    pub fn disarm(&mut self) {
        self.processes.iter_mut().for_each(|member| member.process.options_mut().disarm());
    }

    /// Everything logged so far, by all processes.
    #[must_use]
    pub fn log(&self) -> String {
        self.processes.iter().map(|member| member.process.log()).collect()
    }
}
