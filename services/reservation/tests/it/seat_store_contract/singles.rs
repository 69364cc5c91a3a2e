//! Guards: a hold that would leave a single seat is refused in the step that would make it.

use futures::future::join_all;
use primitives::SeatId;
use reservation::domain::Guard;
use reservation::ports::{HoldError, HoldSeats, Reservation};

use super::world::{key, seats, seconds, user};
use super::{StoreUnderTest, World};

fn guard((seat, beside): (i64, i64)) -> Guard {
    let id = |number| SeatId::new(number).unwrap();
    Guard { seat: id(seat), beside: id(beside) }
}

fn guarded(world: &World, who: &str, numbers: &[i64], guards: &[(i64, i64)]) -> HoldSeats {
    HoldSeats { guards: guards.iter().copied().map(guard).collect(), ..world.holding(who, numbers, 120) }
}

async fn hold(
    world: &World,
    who: &str,
    numbers: &[i64],
    guards: &[(i64, i64)],
) -> Result<Reservation, HoldError> {
    world.store.hold(guarded(world, who, numbers, guards)).await
}

fn singles(result: Result<Reservation, HoldError>) -> Vec<i64> {
    match result {
        Err(HoldError::LeavesSingles(seats)) => seats.into_iter().map(SeatId::get).collect(),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn a_hold_that_leaves_a_single_seat_is_refused_and_names_it(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    world.hold("mina", &[1, 5], 120).await.unwrap();
    let version = world.version().await;
    assert_eq!(singles(hold(&world, "joon", &[3], &[(2, 1), (4, 5)]).await), [2, 4]);
    assert_eq!(singles(hold(&world, "joon", &[3], &[(4, 5), (2, 8)]).await), [4], "2 has a free neighbour");
    assert_eq!(singles(hold(&world, "joon", &[7, 9], &[(8, 9)]).await), [8], "between those that are held");
    assert_eq!((world.map().await.as_str(), world.version().await), ("HAAAHAAAAA", version));
    hold(&world, "joon", &[2, 3], &[(1, 2), (4, 6)]).await.unwrap();
    assert_eq!(world.map().await, "HHHAHAAAAA", "1 was not free, and 6 is");
    assert_eq!(world.store.snapshot(world.event).await.unwrap().left_single, None);
    world.check_fold().await;
}

pub(crate) async fn a_guard_is_judged_by_what_is_free_in_the_step_that_holds(
    store: impl StoreUnderTest + 'static,
) {
    let world = World::new(store).await;
    let command = guarded(&world, "joon", &[3], &[(2, 1)]);
    world.hold("mina", &[1], 10).await.unwrap();
    assert_eq!(singles(world.store.hold(command.clone()).await), [2]);
    world.pass(seconds(10)).await;
    let held = world.store.hold(command.clone()).await.unwrap();
    assert_eq!(world.store.hold(command).await.unwrap(), held, "its answer was lost, and it was sent again");
    world.claim(1, &user("joon"), &[3]).await.unwrap();
    assert_eq!(singles(hold(&world, "sora", &[5], &[(4, 3)]).await), [4], "a pinned seat is not free");
    world.confirm(1, 1, &[3]).await;
    assert_eq!(singles(hold(&world, "sora", &[5], &[(4, 3)]).await), [4], "nor is a sold one");
    assert_eq!(singles(hold(&world, "sora", &[9], &[(10, 11)]).await), [10], "nor one that is not there");
    hold(&world, "sora", &[9], &[(11, 12)]).await.unwrap();
}

pub(crate) async fn of_two_buyers_at_once_one_leaves_no_single_seat(store: impl StoreUnderTest + 'static) {
    let mut world = World::new(store).await;
    for event in 2..12 {
        world.open(event).await;
        // Each leaves seat 3 with a neighbour, and both together leave it with none.
        let wishes = [("mina", [1, 2], [(3, 4)]), ("joon", [4, 5], [(3, 2)])];
        let holds = wishes.iter().map(|(who, numbers, guards)| hold(&world, who, numbers, guards));
        let (held, refused): (Vec<_>, Vec<_>) = join_all(holds).await.into_iter().partition(Result::is_ok);
        assert_eq!((held.len(), refused.len()), (1, 1));
        assert!(refused.into_iter().all(|refused| singles(refused) == [3]));
        world.check_fold().await;
    }
}

pub(crate) async fn refusals_that_come_before_guards_and_after_them(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    world.hold("mina", &[1, 2, 3, 4, 5, 6, 7], 120).await.unwrap();
    let blocked = hold(&world, "joon", &[7, 9], &[(8, 7), (10, 9)]).await;
    assert!(matches!(blocked, Err(HoldError::Blocked(_))), "{blocked:?}");
    assert_eq!(singles(hold(&world, "mina", &[9, 10], &[(8, 7)]).await), [8], "and not too many");
    let too_many = hold(&world, "mina", &[8, 9, 10], &[]).await;
    assert!(matches!(too_many, Err(HoldError::TooManySeats { live: 7, max: 8 })), "{too_many:?}");
}

pub(crate) async fn a_hold_of_nothing_finds_what_its_key_was_answered(store: impl StoreUnderTest + 'static) {
    let world = World::new(store).await;
    let by_key = |numbers: &[i64], fingerprint: &str| {
        let mut command = world.holding("anonymous", numbers, 10);
        command.request.key = Some(key("joon", "k", fingerprint));
        world.store.hold(command)
    };
    let nothing = by_key(&[], "body").await;
    assert!(matches!(nothing, Err(HoldError::Short { free: 0 })), "{nothing:?}");
    let held = by_key(&[3, 4], "body").await.unwrap();
    assert_eq!(held.seats, seats(&[3, 4]));
    assert_eq!(by_key(&[], "body").await.unwrap(), Reservation { replayed: true, ..held });
    let reused = by_key(&[], "another").await;
    assert!(matches!(reused, Err(HoldError::KeyReused)), "{reused:?}");
    let keyless = world.hold("mina", &[], 120).await;
    assert!(matches!(keyless, Err(HoldError::Short { free: 0 })), "{keyless:?}");
    assert_eq!(world.version().await, 2);
}
