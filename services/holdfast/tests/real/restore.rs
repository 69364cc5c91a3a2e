//! The records of orders are restored to an earlier time by the commands of docs/RUNBOOK.md, word for word, and everything that runs follows.

use std::path::Path;
use std::process::Command;

use contracts::http::catalog::SeatStatus;
use contracts::http::order::OrderStatus;
use contracts::services::ORDER;
use tempfile::TempDir;
use testkit::installation::Engines;
use testkit::{Buyer, Installation, Mode, SeatMapClient, eventually};

use crate::system::{binaries, demo};
use crate::{CLUB, SOON};

const HEADING: &str = "## The order database is restored to an earlier time";

/// The blocks of commands of the section, in their order.
fn commands() -> Vec<String> {
    let runbook = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/RUNBOOK.md");
    let runbook = std::fs::read_to_string(runbook).unwrap();
    let section = runbook.split_once(HEADING).expect("the section is gone").1;
    let section = section.split("\n## ").next().unwrap();
    let blocks = section.split("```sh\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

/// On the engines of this test, which have names and ports of their own.
struct Terminal {
    folder: TempDir,
    mariadb: String,
    redis: String,
    database: String,
}

impl Terminal {
    fn on(house: &mut Installation) -> Self {
        let redis = house.engines().redis().address().port.to_string();
        let url = house.engines().database_url(&ORDER);
        let (server, database) = url.rsplit_once('/').unwrap();
        let mariadb = server.rsplit_once(':').unwrap().1.to_owned();
        Self { folder: TempDir::new().unwrap(), mariadb, redis, database: database.to_owned() }
    }

    fn run(&self, commands: &str) {
        let commands = commands.replace("holdfast_order", &self.database);
        let mut shell = Command::new("sh");
        shell.args(["-e", "-c", &commands]).current_dir(self.folder.path());
        shell.env("MARIADB_PORT", &self.mariadb).env("REDIS_PORT", &self.redis);
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{commands}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_restore_by_the_runbook_every_running_map_follows() {
    let mut house = Installation::start(binaries(), Engines::shared(), 1, &demo()).await;
    let (api, terminal) = (house.api(), Terminal::on(&mut house));
    let [backup, restore] = &commands()[..] else { panic!("the runbook has other steps") };
    let map = SeatMapClient::ready(&api, CLUB, Mode::Single).await;
    let epoch = || map.position().map(|position| position.epoch);
    terminal.run(backup);
    for _ in 0..3 {
        let before = epoch();
        house.engines().redis().address().run(&["FLUSHALL"]).unwrap();
        eventually("the map follows a rebuild", SOON, async || (epoch() > before).then_some(())).await;
    }
    let bought = Buyer::named(&api, "mina").buy(CLUB, &[42], Some("tok_ok"), "sold-after-the-backup").await;
    let order = Buyer::named(&api, "mina").outcome(bought.ordered().order_id, SOON).await;
    assert_eq!(order.status, OrderStatus::Confirmed);
    map.until_status(42, SeatStatus::Sold, SOON).await;

    let before = epoch();
    house.process(ORDER.name, 0).kill9();
    terminal.run(restore);
    house.process(ORDER.name, 0).restart().await;
    eventually("the map follows the restored records", SOON, async || (epoch() > before).then_some(())).await;
    map.until_status(42, SeatStatus::Available, SOON).await;
    eventually("seats can be held", SOON, async || (api.hold(CLUB, &[43]).await.status == 201).then_some(()))
        .await;
    map.until_status(43, SeatStatus::Held, SOON).await;
    map.agrees_with_the_server(&api, CLUB, SOON).await;
    assert_eq!(map.violations(), Vec::<String>::new());
}
