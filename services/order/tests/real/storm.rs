//! Redis has lost everything, and reservation asks for the sales of one event after the other, four at once from each of its instances.

use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt, stream};
use order::app::SalesRecords;
use primitives::{EventId, SystemClock};
use sql::query;
use tokio::time::Instant;

use crate::process::{Process, fresh};

/// In a small size; `STORM=50x50000` is a large one.
const STORM: (i64, usize) = (6, 5_000);
const STORM_MAX: Duration = Duration::from_secs(60);
const AT_ONCE: usize = 4;

#[expect(clippy::disallowed_methods, reason = "the size of a test")]
fn storm() -> (i64, usize) {
    let size = std::env::var("STORM").ok();
    let size = size.as_deref().and_then(|size| size.split_once('x'));
    size.map_or(STORM, |(events, seats)| (events.parse().unwrap(), seats.parse().unwrap()))
}

/// Every order has four seats.
async fn sell_out(process: &Process, event: i64, seats: usize) {
    let number = "a.digit + 10 * b.digit + 100 * c.digit + 1000 * d.digit + 10000 * e.digit";
    let sales = format!(
        "INSERT INTO sale_ledger (event_id, seat_id, order_id, sold_us) \
         WITH RECURSIVE digits (digit) AS (SELECT 0 UNION ALL SELECT digit + 1 FROM digits WHERE digit < 9) \
         SELECT {event}, 1 + {number}, CONCAT('00000000-0000-0000-0000-', LPAD(({number}) DIV 4, 12, '0')), 1 \
         FROM digits AS a, digits AS b, digits AS c, digits AS d, digits AS e WHERE {number} < {seats}"
    );
    let mut tx = process.database.begin().await.unwrap();
    query(sqlx::AssertSqlSafe(sales)).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_sales_of_many_sold_out_events_are_read_soon() {
    let (_storage, process) = fresh().await;
    let (events, seats) = storm();
    for event in 1..=events {
        sell_out(&process, event, seats).await;
    }
    let sales = SalesRecords::new(process.store.clone(), Arc::new(SystemClock), Duration::from_secs(90));
    let began = Instant::now();
    let read = stream::iter(1..=events).map(|event| {
        let sales = sales.clone();
        async move { sales.begin_rebuild(EventId::new(event).unwrap()).await.unwrap().sold.len() }
    });
    let read: Vec<usize> = read.buffer_unordered(AT_ONCE).collect().await;
    let took = began.elapsed();
    println!("the sales of {events} events of {seats} sold seats were read in {} ms", took.as_millis());
    assert!(read.iter().all(|sold| *sold == seats), "{read:?}");
    assert!(took < STORM_MAX, "{took:?}");
}
