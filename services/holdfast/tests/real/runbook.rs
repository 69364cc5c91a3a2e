//! Restores the records of orders by the commands of docs/RUNBOOK.md, word for word.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use contracts::services::{ORDER, PAYMENT, ServiceInfo};
use tempfile::TempDir;
use testkit::Installation;
use uuid::Uuid;

const HEADING: &str = "## The order database is restored to an earlier time";

/// An operator on the engines of a test, which have names and ports of their own.
pub(crate) struct Operator {
    folder: TempDir,
    commands: Vec<String>,
    mariadb: String,
    redis: String,
    orders: String,
    payments: String,
}

impl Operator {
    /// Where the seats are in a cluster, `redis` is one of its primaries.
    pub(crate) fn of(house: &mut Installation, redis: u16) -> Self {
        let mut database = |service: &ServiceInfo| {
            let url = house.engines().database_url(service);
            let (server, database) = url.rsplit_once('/').unwrap();
            (server.rsplit_once(':').unwrap().1.to_owned(), database.to_owned())
        };
        let ((mariadb, orders), (_, payments)) = (database(&ORDER), database(&PAYMENT));
        let (folder, commands) = (TempDir::new().unwrap(), commands());
        Self { folder, commands, mariadb, redis: redis.to_string(), orders, payments }
    }

    pub(crate) fn backs_up(&self) {
        self.runs(0);
    }

    /// While no instance of the order service runs.
    pub(crate) fn restores(&self) {
        self.runs(1);
    }

    /// When no message of a lost order is under way any more.
    pub(crate) fn gives_money_back(&self) {
        self.runs(2);
    }

    /// Those that the records have, and those of them that are not decided. As they were restored, until the order service runs again.
    pub(crate) fn orders(&self) -> (BTreeSet<Uuid>, BTreeSet<Uuid>) {
        let orders = self.asks("SELECT id FROM holdfast_order.orders");
        let ended = "SELECT order_id FROM holdfast_order.sagas WHERE state IN ('DONE', 'CANCELLED')";
        let ended = self.asks(ended);
        let open = orders.difference(&ended).copied().collect();
        (orders, open)
    }

    fn asks(&self, statement: &str) -> BTreeSet<Uuid> {
        let ask = "mariadb -N -h127.0.0.1 -P$MARIADB_PORT -uholdfast -pholdfast -e";
        let said = self.run(&format!("{ask} \"{statement}\""));
        said.lines().map(|order| order.parse().unwrap()).collect()
    }

    fn runs(&self, block: usize) {
        assert_eq!(self.commands.len(), 3, "the runbook has other steps");
        let _: String = self.run(&self.commands[block]);
    }

    fn run(&self, commands: &str) -> String {
        let commands = commands.replace("holdfast_order", &self.orders);
        let commands = commands.replace("holdfast_payment", &self.payments);
        let mut shell = Command::new("sh");
        shell.args(["-e", "-c", &commands]).current_dir(self.folder.path());
        shell.env("MARIADB_PORT", &self.mariadb).env("REDIS_PORT", &self.redis);
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{commands}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

/// The blocks of commands of the section, in their order.
fn commands() -> Vec<String> {
    let runbook = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/RUNBOOK.md");
    let runbook = std::fs::read_to_string(runbook).unwrap();
    let section = runbook.split_once(HEADING).expect("the section is gone").1;
    let section = section.split("\n## ").next().unwrap();
    let blocks = section.split("```sh\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}
