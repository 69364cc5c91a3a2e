//! What a line survives: its Redis loses everything, an instance dies in the middle of a turn, another one was stopped for long.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::Instant;
use waiting_room::app::{LineArrival, WaitingRooms};
use waiting_room::domain::{PlaceNumber, PlaceState, RESUMES_AFTER, SlotState};

use crate::rig::{Rig, SECOND, event, line, visitor};

const TURN: Duration = Duration::from_millis(250);
/// So near the head visitors ask within [`RESUMES_AFTER`].
const NEAR: u32 = 2_000;

fn called(rooms: &WaitingRooms) -> BTreeSet<u32> {
    let line = line(rooms);
    let called = line.view.slots.iter().filter(|(_, slot)| slot.state == SlotState::Called);
    called.map(|(number, _)| number.0).collect()
}

/// Those who joined at these places ask where they stand.
fn poll(rig: &Rig, rooms: &WaitingRooms, indexes: impl Iterator<Item = u32>) {
    let line = line(rooms);
    for index in indexes {
        rooms.place(&rig.ticket(&line, index), visitor(index)).unwrap();
    }
}

#[tokio::test]
async fn a_hundred_thousand_who_wait_keep_their_places_when_redis_loses_everything() {
    const WAITING: u32 = 100_000;
    let rig = Rig::start();
    let (first, second) = (rig.instance().await, rig.instance().await);
    rig.open(&first, 300, 60_000).await;
    rig.join(WAITING).await;
    // So many joined a while ago, and none just now.
    for _ in 0..3 {
        rig.pass(SECOND);
        for rooms in [&first, &second] {
            rooms.take_turns().await.unwrap();
        }
    }
    assert_eq!(called(&first).len(), 300);
    let tickets: Vec<String> = (0..WAITING).map(|index| rig.ticket(&line(&first), index)).collect();
    let claim = async |rooms: &WaitingRooms, index: u32| {
        rooms.claim(&tickets[index as usize], visitor(index)).await.map(|(token, pass)| (token, pass.session))
    };
    let mut sessions = Vec::new();
    for index in 0..100 {
        sessions.push(claim(&first, index).await.unwrap());
    }
    first.leave(&tickets[0], visitor(0)).await.unwrap();
    first.leave(&tickets[50_000], visitor(50_000)).await.unwrap();
    // One that only one instance has heard of, and a claim that none has.
    second.leave(&tickets[50_001], visitor(50_001)).await.unwrap();
    let unheard = claim(&second, 200).await.unwrap();
    let before = line(&first).room().clone();

    rig.flush();
    let (lost_at, began) = (rig.now(), Instant::now());
    for rooms in [&first, &second, &first] {
        rooms.take_turns().await.unwrap();
    }
    println!("a line of {WAITING} is put together again in {:?}", began.elapsed());
    let after = line(&first).room().clone();
    assert!(after.is_recovering(rig.now()));
    assert_eq!((after.epoch, after.serving), (before.epoch, before.serving));
    assert!((WAITING..=WAITING + 200).contains(&after.issued), "no number is given twice: {}", after.issued);
    for left in [50_001, 50_002] {
        assert_eq!(line(&second).state_of(Some(PlaceNumber(left))), PlaceState::Ended);
    }
    let again = claim(&first, 200).await.unwrap();
    assert_eq!(again.1, unheard.1, "a place has one session, however often it is claimed");

    // Half of the visitors near the head show their tickets to each instance; the others are far away, and ask later.
    poll(&rig, &first, (1..NEAR).step_by(2));
    poll(&rig, &second, (2..NEAR).step_by(2));
    let mut order = Vec::new();
    let mut resumed = None;
    while rig.now().since(lost_at) < Duration::from_secs(60) {
        rig.pass(TURN);
        let known = called(&first);
        second.take_turns().await.unwrap();
        first.take_turns().await.unwrap();
        let (of_called, of_active) = line(&first).view.taken();
        assert!(of_called + of_active <= 300, "the cap is kept");
        let new: Vec<u32> = called(&first).difference(&known).copied().collect();
        if resumed.is_none() && !new.is_empty() {
            resumed = Some(rig.now().since(lost_at));
        }
        order.extend(new);
    }
    println!("the first call after the loss came {resumed:?} later");
    assert!(resumed.unwrap() >= RESUMES_AFTER && resumed.unwrap() <= RESUMES_AFTER + 2 * SECOND);
    let of_head: Vec<u32> = order.iter().copied().filter(|number| *number > before.serving).collect();
    assert!(of_head.is_sorted() && !of_head.is_empty(), "in order: {of_head:?}");
    assert!(order.iter().all(|number| *number > 100), "no one is called who is in the sale: {order:?}");

    // A pass that was lost with Redis is the same pass again, so it opens no second session.
    for (index, (token, session)) in (0..100).zip(&sessions).skip(1) {
        assert_eq!(claim(&second, index).await.unwrap(), (token.clone(), *session));
    }
    those_far_away_come_back(&rig, &[&first, &second], &tickets).await;
}

/// With their tickets, also by entering again.
async fn those_far_away_come_back(rig: &Rig, [first, second]: &[&WaitingRooms; 2], tickets: &[String]) {
    let entered = first
        .enter(
            event(),
            visitor(70_000),
            &LineArrival { ticket: Some(tickets[70_000].clone()), ..LineArrival::default() },
        )
        .await
        .unwrap();
    assert_eq!(entered.ticket, tickets[70_000]);
    poll(rig, second, 80_000..80_100);
    second.take_turns().await.unwrap();
    let entered = first.enter(event(), visitor(80_050), &LineArrival::default()).await.unwrap();
    assert_eq!(entered.ticket, tickets[80_050], "its ticket was seen by another instance");
}

#[tokio::test]
async fn an_instance_that_was_stopped_for_long_calls_no_one_twice() {
    let rig = Rig::start();
    let (zombie, other) = (rig.instance().await, rig.instance().await);
    rig.open(&zombie, 2, 6_000).await;
    rig.join(20).await;
    rig.pass(SECOND);
    for rooms in [&zombie, &other] {
        rooms.take_turns().await.unwrap();
    }
    let ticket = |index| rig.ticket(&line(&other), index);
    for index in 0..2 {
        other.claim(&ticket(index), visitor(index)).await.unwrap();
        other.leave(&ticket(index), visitor(index)).await.unwrap();
    }
    rig.pass(SECOND);
    other.take_turns().await.unwrap();
    assert_eq!(called(&other), BTreeSet::from([3, 4]));

    // It has seen nothing of that, and takes its turn now.
    zombie.take_turns().await.unwrap();
    assert_eq!(called(&zombie), BTreeSet::from([3, 4]), "and has learned of it");

    // Again, and this time everything is lost, and it is the first to put it together.
    other.leave(&ticket(2), visitor(2)).await.unwrap();
    rig.pass(SECOND);
    other.take_turns().await.unwrap();
    assert_eq!(called(&other), BTreeSet::from([4, 5]));
    rig.flush();
    zombie.take_turns().await.unwrap();
    other.take_turns().await.unwrap();
    zombie.take_turns().await.unwrap();
    assert_eq!(called(&zombie), BTreeSet::from([4, 5]), "the place that was left stays left");
    assert_eq!(line(&zombie).state_of(Some(PlaceNumber(3))), PlaceState::Ended);
    rig.pass(RESUMES_AFTER);
    other.take_turns().await.unwrap();
    assert!(line(&other).view.slots.len() <= 2);
}

#[tokio::test]
async fn a_turn_that_is_cut_off_leaves_the_line_whole() {
    let rig = Rig::start();
    let other = rig.instance().await;
    rig.open(&other, 5, 60_000).await;
    rig.join(400).await;
    other.take_turns().await.unwrap();
    let (mut seen, mut last) = (BTreeSet::new(), 0);
    for step in 0..40_u32 {
        // An instance that dies somewhere in its turn, as with SIGKILL.
        let dying = rig.instance().await;
        rig.pass(SECOND);
        let _ = tokio::time::timeout(Duration::from_micros(u64::from(step * 40)), dying.take_turns()).await;
        drop(dying);
        other.take_turns().await.unwrap();
        let called = called(&other);
        assert!(called.len() <= 5);
        for number in called.difference(&seen.clone()) {
            assert!(*number > last, "{number} after {last}");
            (last, _) = (*number, seen.insert(*number));
        }
        for number in called {
            let ticket = rig.ticket(&line(&other), number - 1);
            other.leave(&ticket, visitor(number - 1)).await.unwrap();
        }
    }
    let expected: BTreeSet<u32> = (1..=last).collect();
    assert_eq!(seen, expected, "and none is left out");
    assert!(last >= 100);
}
