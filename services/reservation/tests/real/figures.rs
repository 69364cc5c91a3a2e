//! How long it takes to build up an event of 50,000 seats. The promise is two seconds, in a release build; a debug build on a busy machine gets
//! more time.

use std::time::Duration;

use primitives::{EventId, SeatId, Timestamp};
use reservation::ports::EventMeta;
use tokio::time::Instant;
use uuid::Uuid;

use crate::rig::Rig;

const SEATS: u32 = 50_000;
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 });

#[tokio::test]
async fn fifty_thousand_seats_are_built_up_soon() {
    let rig = Rig::new(&engines::redis().url());
    let event = EventId::new(1).unwrap();
    let meta = EventMeta { event, seat_count: SEATS, on_sale_at: Timestamp::from_micros(0) };
    rig.records.write(|tables| {
        tables.events.insert(event, meta);
        for number in (1..=i64::from(SEATS)).filter(|number| number % 2 == 0) {
            let order = primitives::OrderId::from_uuid(Uuid::from_u128(number.unsigned_abs().into()));
            tables.sold.insert((event, SeatId::new(number).unwrap()), order);
        }
    });
    let reservations = rig.in_real_time();
    let began = Instant::now();
    reservations.install(meta).await.unwrap();
    let took = began.elapsed();
    println!("{SEATS} seats, half of them sold, were built up in {} ms", took.as_millis());
    assert!(took < PATIENCE, "{took:?}");
    let again = Instant::now();
    reservations.rebuilds().unwrap().rebuild(event).await.unwrap();
    println!("and once more, over what was there, in {} ms", again.elapsed().as_millis());
    let snapshot = reservations.snapshot(event).await.unwrap();
    let sold = snapshot.statuses.iter().filter(|status| **status == reservation::domain::Status::Sold);
    assert_eq!((snapshot.epoch, sold.count()), (2, 25_000));
    let repairing = Instant::now();
    assert_eq!(reservations.rebuilds().unwrap().repair(event).await.unwrap(), 0);
    println!("and compared with the ledger in {} ms", repairing.elapsed().as_millis());
}
