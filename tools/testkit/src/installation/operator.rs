//! Restores the records of orders by the commands of docs/RUNBOOK.md, word for word.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use ::engines::{RedisAddress, repository_folder};
use contracts::services::{ORDER, PAYMENT, ServiceInfo};
use tempfile::TempDir;
use uuid::Uuid;

use super::Engines;

const HEADING: &str = "## The order database is restored to an earlier time";

/// A person with a shell, on engines that have names and ports of their own.
#[derive(Debug)]
pub struct Operator {
    folder: TempDir,
    /// The blocks of the section, in their order.
    commands: [String; 3],
    mariadb: String,
    redis: String,
    orders: String,
    payments: String,
}

impl Operator {
    /// Where the seats are in a cluster, `redis` is one of its primaries.
    #[must_use]
    pub fn on(engines: &Engines, redis: RedisAddress) -> Self {
        let ((mariadb, orders), (_, payments)) = (database(engines, &ORDER), database(engines, &PAYMENT));
        let folder = TempDir::new().unwrap_or_else(|error| panic!("no folder for a backup: {error}"));
        Self { folder, commands: commands(), mariadb, redis: redis.port.to_string(), orders, payments }
    }

    pub fn back_up(&self) {
        let [back_up, _, _] = &self.commands;
        let _: String = self.run(back_up);
    }

    /// While no instance of the order service runs.
    pub fn restore(&self) {
        let [_, restore, _] = &self.commands;
        let _: String = self.run(restore);
    }

    /// When no message of a lost order is under way any more.
    pub fn give_money_back(&self) {
        let [_, _, give_back] = &self.commands;
        let _: String = self.run(give_back);
    }

    /// Those that the records have, and those of them that are not decided. As they were restored, until the order service runs again.
    #[must_use]
    pub fn orders(&self) -> (BTreeSet<Uuid>, BTreeSet<Uuid>) {
        let orders = self.ask("SELECT id FROM holdfast_order.orders");
        let ended = "SELECT order_id FROM holdfast_order.sagas WHERE state IN ('DONE', 'CANCELLED')";
        let ended = self.ask(ended);
        let open = orders.difference(&ended).copied().collect();
        (orders, open)
    }

    fn ask(&self, statement: &str) -> BTreeSet<Uuid> {
        let ask = "mariadb -N -h127.0.0.1 -P$MARIADB_PORT -uholdfast -pholdfast -e";
        let said = self.run(&format!("{ask} \"{statement}\""));
        let id =
            |line: &str| line.parse::<Uuid>().unwrap_or_else(|error| panic!("{line} is no order: {error}"));
        said.lines().map(id).collect()
    }

    fn run(&self, commands: &str) -> String {
        let commands = commands.replace("holdfast_order", &self.orders);
        let commands = commands.replace("holdfast_payment", &self.payments);
        let mut shell = Command::new("sh");
        shell.args(["-e", "-c", &commands]).current_dir(self.folder.path());
        shell.env("MARIADB_PORT", &self.mariadb).env("REDIS_PORT", &self.redis);
        let output = shell.output().unwrap_or_else(|error| panic!("cannot start sh: {error}"));
        assert!(output.status.success(), "{commands}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

/// The port of the server, and the name of the database.
fn database(engines: &Engines, service: &ServiceInfo) -> (String, String) {
    let url = engines.database_url(service);
    let parts = url.rsplit_once('/').and_then(|(server, name)| Some((server.rsplit_once(':')?.1, name)));
    let (port, name) = parts.unwrap_or_else(|| panic!("{url} names no server and database"));
    (port.to_owned(), name.to_owned())
}

fn commands() -> [String; 3] {
    let runbook = repository_folder().join("docs/RUNBOOK.md");
    let runbook =
        fs::read_to_string(&runbook).unwrap_or_else(|error| panic!("{}: {error}", runbook.display()));
    let section = runbook.split_once(HEADING).map(|(_, behind)| behind);
    let section = section.and_then(|behind| behind.split("\n## ").next()).unwrap_or_default();
    let blocks = section.split("```sh\n").skip(1);
    let blocks: Vec<String> =
        blocks.filter_map(|block| block.split("```").next()).map(str::to_owned).collect();
    blocks.try_into().unwrap_or_else(|blocks| panic!("the runbook has other steps: {blocks:?}"))
}
