//! Pinning seats for an order, and unpinning them.

use std::collections::BTreeSet;

use reservation::domain::Blocked;
use reservation::ports::{ClaimError, Settled};

use super::world::{seconds, token, user};
use super::{StoreUnderTest, World};

pub(crate) async fn a_claim_pins_until_the_deadline_and_is_never_renewed(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    let held = world.hold("mina", &[1, 2], 20).await.unwrap();
    let first = world.claim(1, &user("mina"), &[1, 2]).await.unwrap();
    assert_eq!(first.until, held.until.plus(seconds(70)), "90 s from now, and the hold had 20");
    assert_eq!(first.holds, [held.hold]);
    world.pass(seconds(30)).await;
    assert_eq!(world.claim(1, &user("mina"), &[1, 2]).await.unwrap(), first, "the same order again");
    assert!(matches!(world.claim(2, &user("mina"), &[1]).await, Err(ClaimError::Blocked(Blocked::Taken(_)))));
}

pub(crate) async fn a_hold_that_ends_after_the_deadline_keeps_its_end(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let held = world.hold("mina", &[1], 300).await.unwrap();
    assert_eq!(world.claim(1, &user("mina"), &[1]).await.unwrap().until, held.until);
}

pub(crate) async fn a_claim_may_take_a_part_of_a_hold_or_several_holds(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let first = world.hold("mina", &[1, 2], 120).await.unwrap();
    let second = world.hold("mina", &[3], 120).await.unwrap();
    let claimed = world.claim(1, &user("mina"), &[2, 3]).await.unwrap();
    let holds: BTreeSet<_> = claimed.holds.iter().copied().collect();
    assert_eq!(holds, BTreeSet::from([first.hold, second.hold]));
    world.release_hold(&user("mina"), 1).await.unwrap();
    assert_eq!(world.map().await, "AHHAAAAAAA");
}

pub(crate) async fn a_claim_takes_all_or_none_and_reports_the_first_refusal(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    let mina = user("mina");
    world.hold("mina", &[1, 2], 120).await.unwrap();
    world.hold("joon", &[3, 4, 5], 120).await.unwrap();
    world.claim(9, &user("joon"), &[4, 5]).await.unwrap();
    assert_eq!(world.confirm(1, 9, &[5]).await, Settled::Sold);

    assert!(
        matches!(world.claim(1, &mina, &[1, 5, 11]).await, Err(ClaimError::UnknownSeat(seat)) if seat.get() == 11)
    );
    let sold = world.claim(1, &mina, &[1, 3, 4, 5, 6]).await;
    assert!(matches!(&sold, Err(ClaimError::Blocked(Blocked::Sold(seats))) if seats.len() == 2), "{sold:?}");
    let taken = world.claim(1, &mina, &[1, 3, 4, 6]).await;
    assert!(
        matches!(&taken, Err(ClaimError::Blocked(Blocked::Taken(seats))) if seats.len() == 1),
        "{taken:?}"
    );
    assert!(matches!(world.claim(1, &mina, &[1, 3, 6]).await, Err(ClaimError::NotYours)));
    assert!(matches!(world.claim(1, &mina, &[1, 6]).await, Err(ClaimError::HoldRequired)));

    world.release_hold(&mina, 1).await.expect("a refused claim pinned a seat");
    let held = world.hold("anonymous", &[7], 120).await.unwrap();
    assert!(matches!(world.claim(1, &token(held.hold), &[7, 8]).await, Err(ClaimError::Expired)));
    let mut elsewhere = world;
    elsewhere.open(2).await;
    assert!(matches!(elsewhere.claim(1, &mina, &[1]).await, Err(ClaimError::HoldRequired)));
}

pub(crate) async fn a_pinned_seat_lapses_at_its_deadline(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1], 10).await.unwrap();
    world.claim(1, &user("mina"), &[1]).await.unwrap();
    world.pass(seconds(89)).await;
    assert!(world.hold("joon", &[1], 10).await.is_err());
    assert_eq!(world.sweeper.expire(100).await.unwrap().freed, 0);
    world.pass(seconds(1)).await;
    assert_eq!(world.sweeper.expire(100).await.unwrap().freed, 1);
    world.hold("joon", &[1], 10).await.unwrap();
    world.check_fold().await;
}

pub(crate) async fn an_unclaimed_order_may_claim_again(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let held = world.hold("mina", &[1, 2], 120).await.unwrap();
    world.claim(1, &user("mina"), &[1, 2]).await.unwrap();
    world.unclaim(1).await;
    world.unclaim(1).await;
    world.pass(seconds(20)).await;
    let until = world.extend(&user("mina"), 1, 1, 1).await.unwrap();
    assert_eq!(until, held.until.plus(seconds(1)), "the hold is as it was before the claim");
    assert_eq!(world.claim(2, &user("mina"), &[1]).await.unwrap().holds, [held.hold]);
    world.claim(1, &user("mina"), &[2]).await.unwrap();
    world.unclaim(1).await;
    assert!(world.release_hold(&user("mina"), 1).await.is_err(), "order 1 unpinned a seat of order 2");
    world.check_fold().await;
}
