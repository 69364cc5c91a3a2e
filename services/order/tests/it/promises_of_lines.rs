//! The promises about stock, and about lines: as in `promises.rs`, each disagreement of the books is named.

use std::time::Duration;

use order::domain::promises::{
    self, Counts, HoldBirth, LineAdmission, PoolStock, Promise, SeatRecord, SeatState,
};
use primitives::{Clock, EventId, SeatId, SystemClock, VisitorId};

use crate::promises::{Breach, House, later, record};

#[tokio::test]
async fn a_message_about_stock_that_is_not_what_the_store_has_is_found() {
    let house = House::sold().await;
    let last = |available, held| Some(Counts { available, held, sold: 0 });
    house.others.stock.lock().unwrap().seats = last(9, 1);
    let broken = Breach { promise: "I19", order: None, seat: None };
    assert_eq!(house.broken().await, [broken]);
    house.others.map.lock().unwrap().statuses[3] = 1;
    house.others.store.lock().unwrap().statuses[3] = 1;
    assert_eq!(house.broken().await, []);
    house.others.stock.lock().unwrap().position.version = 7;
    house.others.stock.lock().unwrap().seats = last(10, 0);
    let (checked, found) = house.check().await;
    assert_eq!((checked["I19"], found), (0, vec![]), "it is of another position");
}

#[tokio::test]
async fn a_section_whose_units_do_not_add_up_is_found() {
    let house = House::under_way().await;
    let until = later();
    house.others.seats.lock().unwrap().push(record(3, SeatState::Held { until }));
    house.others.seats.lock().unwrap().push(record(9, SeatState::Held { until }));
    // Seats 2 to 5, of which one is held and one is pinned, which is shown as held.
    let pool = |available, held, sold| {
        let (first, last) = (SeatId::new(2).unwrap(), SeatId::new(5).unwrap());
        vec![PoolStock { first, last, units: Counts { available, held, sold } }]
    };
    house.others.stock.lock().unwrap().pools = pool(2, 2, 0);
    let (checked, found) = house.check().await;
    assert_eq!((checked["I17"], found), (1, vec![]));
    for wrong in [pool(3, 1, 0), pool(1, 2, 1), pool(2, 1, 0), pool(4, 0, 0)] {
        house.others.stock.lock().unwrap().pools = wrong;
        assert_eq!(house.broken().await, [Breach { promise: "I17", order: None, seat: Some(2) }]);
    }
}

#[tokio::test]
async fn a_hold_behind_a_line_by_one_who_was_not_admitted_is_found() {
    let house = House::sold().await;
    let (now, mina, joon) = (SystemClock.now(), VisitorId(1), VisitorId(2));
    let ago = |seconds| now.minus(Duration::from_secs(seconds));
    let held = |seat, since, visitor| {
        let hold = Some(HoldBirth { since, visitor });
        SeatRecord { hold, ..record(seat, SeatState::Held { until: later() }) }
    };
    {
        let mut line = house.others.line.lock().unwrap();
        line.recorded_since = Some(ago(500));
        line.admissions = vec![LineAdmission { visitor: mina, from: ago(400), until: ago(200) }];
    }
    house.others.seats.lock().unwrap().extend([
        held(3, ago(300), Some(mina)),
        held(4, ago(300), Some(joon)),
        held(5, ago(100), Some(mina)),
        held(6, ago(300), None),
        held(7, ago(100), None),
        // Before it was recorded who was admitted.
        held(8, ago(600), Some(joon)),
    ]);
    let (checked, found) = house.check().await;
    let broken = |seat| Breach { promise: "I13", order: None, seat: Some(seat) };
    assert_eq!((checked["I13"], found), (5, vec![broken(4), broken(5), broken(7)]));
}

#[tokio::test]
async fn what_the_waiting_room_has_found_is_reported() {
    let house = House::sold().await;
    let found = promises::Breach::of(Promise::CapIsKept, "too many").at(EventId::new(1).unwrap());
    house.others.line.lock().unwrap().breaches = vec![found];
    assert_eq!(house.broken().await, [Breach { promise: "I11", order: None, seat: None }]);
}
