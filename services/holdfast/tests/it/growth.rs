//! What an order leaves in the data folder, before any janitor has looked at it.

use std::fs;

use testkit::Holdfast;

use crate::buying::{buy, each, how_many, with_stadium};
use crate::crowded;

/// Three outboxes and the log have every message twice for a day.
const BYTES_MAX: u64 = 40_000;
/// Whatever there is before the first order: the season, and pages that are begun. The logs of the databases are used again and again.
const BEGUN: u64 = 8_000_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_leaves_a_bounded_number_of_bytes_in_the_folder() {
    let orders = how_many();
    let options = with_stadium(crowded());
    let mut server = Holdfast::spawn(env!("CARGO_BIN_EXE_holdfast"), &options).await;
    buy(&server.api(), orders).await;
    server.stop().await;
    let mut all = 0;
    for file in fs::read_dir(server.data()).unwrap().map(Result::unwrap) {
        let bytes = file.metadata().unwrap().len();
        println!("{}: {bytes} bytes, {} an order", file.path().display(), each(bytes, orders));
        all += if file.path().to_string_lossy().ends_with("-wal") { 0 } else { bytes };
    }
    println!("{orders} orders: {all} bytes");
    assert!(all < BEGUN + BYTES_MAX * u64::try_from(orders).unwrap(), "{all}");
}
