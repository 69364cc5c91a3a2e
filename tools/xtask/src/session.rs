//! What the stages of one run share: the page, binaries, and engines that are installed while others compile and are started once.

use std::cell::{Cell, OnceCell, RefCell};
use std::path::PathBuf;
use std::thread::{self, JoinHandle};

use engines::{Kafka, MariaDb, Profile};
use ops::ahead;
use ops::stages::Outcome;

use crate::{web, workspace};

/// How tests reach the system: each service directly, or all through nginx.
const ENTRANCE: &str = "HOLDFAST_TEST_ENTRANCE";

#[derive(Default)]
pub(crate) struct Session {
    has_all_stages: bool,
    is_page_built: Cell<bool>,
    installing: RefCell<Option<JoinHandle<()>>>,
    servers: OnceCell<(MariaDb, Kafka)>,
}

impl Session {
    pub(crate) fn new(has_all_stages: bool) -> Self {
        Self { has_all_stages, ..Self::default() }
    }

    /// Installs what is missing while the first stages compile. A failure is reported by the stage that needs it.
    pub(crate) fn install_in_background(&self) {
        *self.installing.borrow_mut() = Some(thread::spawn(|| drop(engines::install())));
    }

    /// The folder with the binaries of the product, built with the features that all stages use.
    pub(crate) fn binaries(&self) -> anyhow::Result<PathBuf> {
        workspace::build_for_engines()?;
        engines::binaries(Profile::Debug)
    }

    /// Everything about the page that needs no browser. It comes before all that is compiled, so that the product is compiled with it.
    pub(crate) fn page(&self) -> anyhow::Result<Outcome> {
        self.is_page_built.set(true);
        web::check()
    }

    /// The tests that need no engines. Behind them, and behind those on engines, which mostly wait, the tools of later stages are made.
    pub(crate) fn tests(&self) -> anyhow::Result<Outcome> {
        if self.has_all_stages {
            thread::spawn(ahead::install);
        }
        workspace::test()
    }

    pub(crate) fn browser(&self) -> anyhow::Result<Outcome> {
        if !self.is_page_built.replace(true) {
            web::build()?;
        }
        web::end_to_end(&self.binaries()?)
    }

    /// One test target, on servers that all stages share. Tests that break an engine start their own.
    pub(crate) fn on_engines(&self, target: &str, entrance: &str) -> anyhow::Result<Outcome> {
        let (mariadb, kafka) = match self.servers() {
            Ok(servers) => servers,
            Err(error) => {
                eprintln!("{error:#}");
                return Outcome::missing("the real engines are not installed: cargo xtask engines");
            }
        };
        let [mariadb, kafka] = [mariadb.address().port, kafka.address().port].map(|port| port.to_string());
        let shared = [(engines::SHARED_MARIADB, mariadb.as_str()), (engines::SHARED_KAFKA, &kafka)];
        workspace::test_on_engines(target, &[&[(ENTRANCE, entrance)], &shared[..]].concat())
    }

    fn servers(&self) -> anyhow::Result<&(MariaDb, Kafka)> {
        if let Some(servers) = self.servers.get() {
            return Ok(servers);
        }
        if let Some(installing) = self.installing.take() {
            let _ = installing.join();
        }
        engines::install()?;
        let servers = (MariaDb::start()?, Kafka::start()?);
        Ok(self.servers.get_or_init(|| servers))
    }
}
