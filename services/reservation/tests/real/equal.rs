//! The scripts are the rules of `domain/` a second time. Random commands on a real Redis must have the answers of the rules, and leave the seats as
//! the rules do. A sequence that fails is shrunk as far as possible, and printed with its seed.

use primitives::EventId;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;
use testkit::try_cases;

use crate::hold_some::{Buyer, HoldSome};
use crate::model::{Caller, Hold, SEATS, Sale, Step};
use crate::pair::Pair;
use crate::rig::Rig;
use crate::seat_store_contract::StoreUnderTest;

const CASES: u32 = 200;
const STEPS: std::ops::Range<usize> = 1..60;

#[test]
fn random_commands_on_redis_are_answered_like_the_rules() {
    compare(&engines::redis().url(), CASES);
}

#[test]
fn random_commands_on_a_cluster_are_answered_like_the_rules() {
    compare(&crate::cluster::url(), CASES / 4);
}

fn compare(url: &str, cases: u32) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let rig = runtime.block_on(async { Rig::new(url) });
    let mut event = 0;
    let next_event = std::cell::RefCell::new(move || {
        event += 1;
        EventId::new(event).unwrap()
    });
    let run = |steps: Vec<Step>| {
        let event = (next_event.borrow_mut())();
        runtime.block_on(follow(&rig, event, &steps))
    };
    try_cases(cases, &vec(step(), STEPS), run);
}

fn step() -> impl Strategy<Value = Step> {
    let order = 1..4_u128;
    prop_oneof![
        6 => hold().prop_map(Step::Hold),
        4 => hold_some().prop_map(Step::HoldSome),
        2 => vec(hold(), 2..6).prop_map(Step::Rush),
        2 => (caller(), any_seat(), 1..200_u64, 1..4_u128)
            .prop_map(|(caller, seat, by, operation)| Step::Extend { caller, seat, by, operation }),
        2 => (caller(), any_seat()).prop_map(|(caller, seat)| Step::ReleaseHold { caller, seat }),
        5 => (order.clone(), some_seats(), caller())
            .prop_map(|(order, seats, caller)| Step::Claim { order, seats, caller }),
        2 => order.clone().prop_map(|order| Step::Unclaim { order }),
        3 => (order.clone(), some_seats()).prop_map(|(order, seats)| Step::Confirm { order, seats }),
        1 => (order.clone(), some_seats()).prop_map(|(order, seats)| Step::Release { order, seats }),
        1 => (order.clone(), any_seat(), order.clone())
            .prop_map(|(loser, seat, winner)| Step::Correct { loser, seat, winner }),
        1 => (any_seat(), prop::bool::weighted(0.7), prop::option::of(order))
            .prop_map(|(seat, is_current, sold_to)| Step::Amend { seat, is_current, sold_to }),
        1 => vec(sale(), SEATS as usize).prop_map(|sales| Step::Restore { sales }),
        1 => Just(Step::Expire),
        3 => (1..120_u64).prop_map(|seconds| Step::Pass { seconds }),
    ]
}

fn hold() -> impl Strategy<Value = Hold> {
    let guards = prop_oneof![2 => Just(Vec::new()), 1 => vec((any_seat(), any_seat()), 1..4)];
    (buyer(), some_seats(), guards, 5..200_u64).prop_map(|(buyer, seats, mut guards, life)| {
        guards.retain(|(seat, _)| !seats.contains(seat));
        Hold { buyer, seats, guards, life }
    })
}

/// Named buyers only: whether all guests have their share depends on which units are chosen.
fn hold_some() -> impl Strategy<Value = HoldSome> {
    let buyer = prop_oneof![Just(Buyer::Mina), Just(Buyer::Joon)];
    let pool = prop_oneof![10 => Just((2, 5)), 10 => Just((1, 5)), 1 => Just((3, 6))];
    let counts = (0..4_usize, 0..3_usize).prop_filter("one at least", |(adults, youths)| adults + youths > 0);
    let some = (buyer, pool, counts, 5..200_u64);
    some.prop_map(|(buyer, (first, last), (adults, youths), life)| HoldSome {
        buyer,
        first,
        last,
        adults,
        youths,
        life,
    })
}

/// What the sales say about one seat after an outage.
fn sale() -> impl Strategy<Value = Sale> {
    prop_oneof![
        4 => Just(Sale::Nothing),
        2 => (1..4_u128, any::<bool>()).prop_map(|(to, is_youth)| Sale::Sold { to, is_youth }),
        3 => (1..4_u128, buyer(), 0..90_u64, any::<bool>())
            .prop_map(|(by, of, seconds, is_youth)| Sale::Pinned { by, of, seconds, is_youth }),
    ]
}

fn buyer() -> impl Strategy<Value = Buyer> {
    prop_oneof![Just(Buyer::Mina), Just(Buyer::Joon), Just(Buyer::Anonymous), Just(Buyer::Guest)]
}

fn caller() -> impl Strategy<Value = Caller> {
    prop_oneof![
        3 => Just(Caller::Mina),
        2 => Just(Caller::Joon),
        2 => Just(Caller::Guest),
        2 => Just(Caller::JoonWhoWasGuest),
        3 => (0..3_usize).prop_map(Caller::Token),
        2 => Just(Caller::Open),
        1 => Just(Caller::Closed),
    ]
}

/// Seat 6 does not exist.
fn any_seat() -> impl Strategy<Value = i64> {
    prop_oneof![20 => 1..=i64::from(SEATS), 1 => Just(i64::from(SEATS) + 1)]
}

fn some_seats() -> impl Strategy<Value = Vec<i64>> {
    let existing: Vec<i64> = (1..=i64::from(SEATS)).collect();
    let some = (subsequence(existing, 1..4), any::<bool>(), prop::bool::weighted(0.03));
    some.prop_map(|(mut seats, reversed, one_too_many)| {
        if reversed {
            seats.reverse();
        }
        if one_too_many {
            seats.push(i64::from(SEATS) + 1);
        }
        seats
    })
}

async fn follow(rig: &Rig, event: EventId, steps: &[Step]) -> Result<(), TestCaseError> {
    let mut pair = Pair::new(rig, event).await;
    let (store, engine) = (rig.store(), rig.engine());
    for step in steps {
        let (answered, expected) = pair.both(step).await;
        prop_assert_eq!(answered, expected, "at {:?}", step);
        let records = engine.records(event, None, 100).await.unwrap();
        prop_assert_eq!(&records, &pair.model.records(), "after {:?}", step);
        let snapshot = store.snapshot(event).await.unwrap();
        prop_assert_eq!(snapshot.version, pair.model.version, "after {:?}", step);
        for (id, record) in &records {
            prop_assert_eq!(
                snapshot.statuses[id.index()],
                record.published(),
                "seat {} after {:?}",
                id,
                step
            );
        }
    }
    Ok(())
}
