//! How rate and cap follow, by examples.

use std::time::Duration;

use primitives::Timestamp;

use super::steer::steer;
use super::*;

const FINE: Load = Load { hold_p95: Some(Duration::from_millis(20)), orders: OrderIntake::HasRoom };
const SLOW: Load = Load { hold_p95: Some(Duration::from_millis(251)), ..FINE };
const FULL: Load = Load { orders: OrderIntake::Full, ..FINE };
const AWAY: Load = Load { orders: OrderIntake::Unreachable, ..FINE };
const PLENTY: SeatsLeft = SeatsLeft { free: 10_000, held: 0 };

fn at(millis: u64) -> Timestamp {
    Timestamp::from_micros(0).plus(Duration::from_millis(millis))
}

fn room(cap: u32, ceiling: u32) -> Room {
    Room::open_at_once(RoomRules { cap, ceiling, ..RoomRules::default() }, at(0))
}

fn reading(load: Load) -> Reading {
    Reading { stock: Some(PLENTY), load: Some(load) }
}

/// One reading a second.
fn steered(room: &mut Room, from: u64, readings: &[Reading]) -> Steering {
    for (second, reading) in (from..).zip(readings) {
        room.steering = steer(room, reading, at(second * 1_000));
    }
    room.steering
}

#[test]
fn the_rate_falls_fast_and_rises_slowly_and_stops_where_nothing_answers() {
    let cases: [(&str, Vec<Load>, u32, Option<Brake>); 6] = [
        ("all is well", vec![FINE], 600, None),
        ("one slow second", vec![SLOW], 420, Some(Brake::SlowHolds)),
        ("three", vec![SLOW, SLOW, SLOW], 205, Some(Brake::SlowHolds)),
        ("and it recovers", vec![SLOW, FINE, FINE], 440, None),
        ("orders wait too long", vec![FULL, FULL], 294, Some(Brake::FullOrders)),
        ("orders are away, and back", vec![AWAY, AWAY, FINE], 10, None),
    ];
    for (name, loads, rate, brake) in cases {
        let mut room = room(200, 600);
        let readings: Vec<Reading> = loads.into_iter().map(reading).collect();
        let steering = steered(&mut room, 1, &readings);
        assert_eq!((steering.rate, steering.brake), (rate, brake), "{name}");
    }
    let mut room = room(200, 600);
    assert_eq!(steered(&mut room, 1, &[reading(AWAY)]).rate, 0);
    let rising = vec![reading(FINE); 59];
    assert_eq!(steered(&mut room, 2, &rising).rate, 590);
    assert_eq!(steered(&mut room, 61, &rising).rate, 600, "no faster than operators allow");
}

#[test]
fn several_instances_make_one_step_a_second() {
    let mut room = room(200, 600);
    for millis in [1_000, 1_001, 1_500, 1_999] {
        room.steering = steer(&room, &reading(SLOW), at(millis));
        assert_eq!(room.steering.rate, 420, "{millis}");
    }
    room.steering = steer(&room, &reading(SLOW), at(2_000));
    assert_eq!(room.steering.rate, 294);
}

#[test]
fn what_was_never_known_limits_nothing_and_silence_later_stops_the_line() {
    let mut quiet = room(200, 600);
    assert_eq!(steered(&mut quiet, 1, &[Reading::default(); 100]).rate, 600);
    assert_eq!(quiet.steering.cap, None);
    let mut heard = room(200, 600);
    steered(&mut heard, 1, &[reading(SLOW)]);
    let later = |heard: &mut Room, from| steered(heard, from, &[Reading { stock: Some(PLENTY), load: None }]);
    assert_eq!(later(&mut heard, 15).rate, 420, "another instance may know");
    let silent = later(&mut heard, 16);
    assert_eq!((silent.rate, silent.brake), (0, Some(Brake::Unreachable)));
}

#[test]
fn the_cap_follows_stock_and_conversion() {
    let cases = [
        ("as many as operators allow", 10_000, 0, 0, None),
        ("few are left", 20, 0, 0, Some(30)),
        ("some of the held ones come back", 10, 10, 0, Some(23)),
        ("every second visitor buys", 20, 0, 50, Some(30)),
        ("all buy", 20, 0, 100, Some(15)),
        ("one in ten buys", 20, 0, 10, Some(150)),
    ];
    for (name, free, held, bought, cap) in cases {
        let mut room = room(200, 6_000);
        if bought > 0 {
            // Long enough, so that only the stock counts.
            room.tally = Tally { ended: 100, bought, dwelt_ms: 100 * 300_000 };
        }
        let reading = Reading { stock: Some(SeatsLeft { free, held }), load: None };
        let steering = steer(&room, &reading, at(0));
        assert_eq!(steering.cap, cap.map(|cap| (cap, CapReason::Stock)), "{name}");
    }
}

#[test]
fn no_more_are_in_the_sale_than_the_rate_brings_while_sessions_last() {
    let mut room = room(200, 120);
    room.tally = Tally { ended: 100, bought: 50, dwelt_ms: 100 * 30_000 };
    let steering = steered(&mut room, 1, &[reading(FINE)]);
    assert_eq!(steering.cap, Some((90, CapReason::Dwell)), "two a second for thirty seconds, and half again");
    let steering = steered(&mut room, 2, &[reading(SLOW)]);
    assert_eq!(steering.cap, Some((63, CapReason::Dwell)));
}

#[test]
fn the_cap_is_halved_every_ten_seconds_while_the_stock_is_unknown() {
    let mut room = room(200, 600);
    let few = Reading { stock: Some(SeatsLeft { free: 100, held: 0 }), load: None };
    steered(&mut room, 1, &[few]);
    let unknown = [Reading::default(); 60];
    for (second, cap, reason) in [
        (2, 150, CapReason::Stock),
        (15, 150, CapReason::Stock),
        (16, 75, CapReason::StockUnknown),
        (25, 75, CapReason::StockUnknown),
        (26, 37, CapReason::StockUnknown),
        (36, 18, CapReason::StockUnknown),
    ] {
        let mut room = room.clone();
        let steering = steered(&mut room, 2, &unknown[..second - 1]);
        assert_eq!(steering.cap, Some((cap, reason)), "{second}");
    }
    assert_eq!(steered(&mut room, 2, &[Reading::default(); 600]).cap.map(|(cap, _)| cap), Some(1));
    assert_eq!(steered(&mut room, 602, &[few]).cap, Some((150, CapReason::Stock)), "known again");
}
