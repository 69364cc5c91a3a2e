//! Units on Redis: several instances that propose them, and a Redis that has lost which are sold.

use std::collections::BTreeSet;

use engines::Redis;
use futures::future::join_all;
use reservation::ports::Settled;

use crate::outages::{answers_again, sell, world_on};
use crate::rig::Rig;
use crate::seat_store_contract::units::{holding, numbers, short, units};
use crate::seat_store_contract::{StoreUnderTest, World};

#[tokio::test]
async fn two_instances_hold_each_unit_once_and_every_unit() {
    let rig = Rig::new(&engines::redis().url());
    let stores = [rig.another().store(), rig.another().store()];
    let mut world = World::new(rig).await;
    world.open_with(2, 200).await;
    let commands: Vec<_> =
        (0..300).map(|number| holding(&world, &format!("buyer-{number}"), units(51, 150, 1), 120)).collect();
    let holds = commands.into_iter().enumerate().map(|(index, command)| stores[index % 2].hold(command));
    let (held, refused): (Vec<_>, Vec<_>) = join_all(holds).await.into_iter().partition(Result::is_ok);
    let taken: BTreeSet<i64> = held.iter().flat_map(|held| numbers(held.as_ref().unwrap())).collect();
    assert_eq!((held.len(), taken), (100, (51..=150).collect()));
    assert!(refused.into_iter().map(short).all(|free| free == 0));
}

#[tokio::test]
async fn after_a_flush_what_is_sold_stays_sold_and_the_rest_is_held_once_more() {
    let redis = Redis::start().unwrap();
    let rig = Rig::new(&redis.url());
    let world = world_on(&rig).await;
    let hold = |who: &str, quantity| world.store.hold(holding(&world, who, units(3, 10, quantity), 120));
    let bought = numbers(&hold("mina", 3).await.unwrap());
    hold("joon", 2).await.unwrap();
    assert_eq!(world.confirm(1, 1, &bought).await, Settled::Refused, "another buyer holds them");
    world.claim(1, &crate::seat_store_contract::world::user("mina"), &bought).await.unwrap();
    assert_eq!(world.confirm(2, 1, &bought).await, Settled::Sold);
    bought.iter().for_each(|unit| sell(&rig, *unit, 1));

    redis.address().run(&["FLUSHALL"]).unwrap();
    assert!(hold("sora", 1).await.is_err(), "nothing is known of the event");
    answers_again(world.store.as_ref()).await;
    assert_eq!(short(hold("sora", 6).await), 5, "the hold of joon is lost, and no sale");
    let rest = numbers(&hold("sora", 5).await.unwrap());
    assert!(
        rest.iter().all(|unit| (3..=10).contains(unit) && !bought.contains(unit)),
        "{rest:?} of {bought:?}"
    );
    assert_eq!(short(hold("nari", 1).await), 0);
}
