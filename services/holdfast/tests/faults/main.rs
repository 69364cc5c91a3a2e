//! Everything dies once while people buy: each service, Redis, MariaDB and Kafka are killed and come back, an instance stands still for longer
//! than its leases, Redis forgets all it knew. When it is over every promise holds.

#[cfg(test)]
#[path = "../it/audit.rs"]
mod audit;
#[cfg(test)]
mod buyers;
#[cfg(test)]
mod fault;
#[cfg(test)]
#[path = "../real/system.rs"]
mod system;
#[cfg(test)]
#[path = "../real/topic.rs"]
mod topic;

use std::time::Duration;

use testkit::installation::Engines;
use testkit::{Installation, Mode, SeatMapClient, sold_in_the_end};

use crate::buyers::Buyers;
use crate::fault::Fault;

/// Of the demo season: large enough that it is never sold out.
const ARENA: i64 = 4;
const SOON: Duration = Duration::from_secs(90);
/// What is promised: this long after the last trouble every order has its end.
const TERMINAL_WITHIN: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_dies_every_order_ends_and_every_book_balances() {
    let options = system::demo();
    let mut house = Installation::start(system::binaries(), Engines::own(), 2, &options).await;
    let api = house.api();
    let mut maps = Vec::new();
    for mode in [Mode::Single, Mode::Batch, Mode::Batch] {
        maps.push(SeatMapClient::ready(&api, ARENA, mode).await);
    }
    let buyers = Buyers::open(&api, ARENA);
    buyers.sells_again(SOON).await;
    for fault in Fault::all() {
        fault.strike(&mut house, &buyers).await;
        let recovered = buyers.sells_again(SOON).await;
        println!("{fault:?}: an order was accepted and decided {recovered:?} after it was over");
    }
    let accepted = buyers.close().await;
    let confirmed = buyers::ended(&api, ARENA, &accepted, TERMINAL_WITHIN).await;
    println!("{} orders were accepted, {} of them confirmed", accepted.len(), confirmed.len());
    assert_eq!(
        sold_in_the_end(&api, ARENA, SOON).await,
        confirmed,
        "what the map shows as sold is not what was confirmed"
    );
    for map in &maps {
        map.agrees_with_the_server(&api, ARENA, SOON).await;
        assert_eq!(map.violations(), Vec::<String>::new());
    }
    drop(maps);
    system::closed_books(&mut house, Duration::ZERO).await.balance(ARENA, &confirmed).await;
}
