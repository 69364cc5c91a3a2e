//! What the stages of one run share: compiled tests, the page, and engines that are installed while others compile and started once.

use std::cell::{Cell, OnceCell, RefCell};
use std::path::PathBuf;
use std::thread::{self, JoinHandle};

use anyhow::bail;
use engines::{Kafka, MariaDb};

use crate::stages::Outcome;
use crate::workspace::Workspace;
use crate::{terminal, web};

/// How tests reach the system: each service directly, or all through nginx.
const ENTRANCE: &str = "HOLDFAST_TEST_ENTRANCE";

#[derive(Default)]
pub(crate) struct Session {
    workspace: Workspace,
    is_page_built: Cell<bool>,
    installing: RefCell<Option<JoinHandle<()>>>,
    servers: OnceCell<(MariaDb, Kafka)>,
}

impl Session {
    /// Installs what is missing while the first stages compile. A failure is reported by the stage that needs it.
    pub(crate) fn install_in_background(&self) {
        *self.installing.borrow_mut() = Some(thread::spawn(|| drop(engines::install())));
    }

    pub(crate) fn build(&self) -> anyhow::Result<Outcome> {
        self.workspace.build().map(|()| Outcome::Passed)
    }

    /// The folder with the binaries of the product.
    pub(crate) fn binaries(&self) -> anyhow::Result<PathBuf> {
        self.workspace.binaries()
    }

    /// Everything about the page that needs no browser. It comes before all that is compiled, so that the product is compiled with it.
    pub(crate) fn page(&self) -> anyhow::Result<Outcome> {
        let outcome = web::check()?;
        self.is_page_built.set(true);
        Ok(outcome)
    }

    pub(crate) fn browser(&self) -> anyhow::Result<Outcome> {
        if !self.is_page_built.replace(true) {
            web::build()?;
        }
        web::end_to_end(&self.binaries()?)
    }

    /// One test target of the packages that are wanted, on servers that all stages share. Tests that break an engine start their own.
    pub(crate) fn on_engines(
        &self,
        target: &str,
        entrance: &str,
        is_wanted: fn(&str) -> bool,
    ) -> anyhow::Result<Outcome> {
        let ports = match self.servers() {
            Ok((mariadb, kafka)) => {
                [mariadb.address().port, kafka.address().port].map(|port| port.to_string())
            }
            Err(error) if terminal::is_ci() => bail!("{error:#}"),
            Err(error) => {
                println!("{error:#}");
                return Ok(Outcome::NotRun("the real engines are not installed: cargo xtask engines"));
            }
        };
        let [mariadb, kafka] = &ports;
        let variables =
            [(ENTRANCE, entrance), (engines::SHARED_MARIADB, mariadb), (engines::SHARED_KAFKA, kafka)];
        self.workspace.run(target, is_wanted, &variables)?;
        Ok(Outcome::Passed)
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
