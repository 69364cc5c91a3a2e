//! The outbox over streams: which instance publishes, in which order, and what becomes of the messages of a dead one.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bus::{BusError, Message, Outbox, Publisher, Relay};
use futures::future::join_all;
use primitives::{MessageId, SystemClock, Timestamp};
use reservation::ports::HoldSeats;
use testkit::eventually;
use tokio::time::timeout;

use crate::rig::Rig;
use crate::seat_store_contract::StoreUnderTest;
use crate::seat_store_contract::world::{TRACE, World, changes, user};

const SOON: Duration = Duration::from_secs(30);

fn rig() -> Rig {
    Rig::new(&engines::redis().url())
}

fn ids(messages: &[Message]) -> Vec<MessageId> {
    messages.iter().map(|message| message.id).collect()
}

fn versions(messages: &[Message]) -> Vec<u64> {
    messages.iter().flat_map(changes).map(|(version, ..)| version).collect()
}

#[tokio::test]
async fn marked_messages_are_deleted_and_the_rest_is_handed_out_again_in_order() {
    let rig = rig();
    let world = World::new(rig.another()).await;
    world.hold("mina", &[1, 2], 120).await.unwrap();
    world.hold("mina", &[3], 120).await.unwrap();
    let outbox = world.outbox.clone();
    timeout(SOON, outbox.committed()).await.expect("the relay is not woken");
    let first = outbox.unsent(1).await.unwrap();
    assert_eq!(versions(&first), [1, 2], "never a later one without the earlier");
    assert_eq!(outbox.unsent(1).await.unwrap(), first, "what is not marked comes again");
    outbox.mark_sent(&ids(&first)).await.unwrap();
    assert!(outbox.oldest_unsent().await.unwrap().is_some());
    let rest = outbox.unsent(10).await.unwrap();
    assert_eq!(versions(&rest), [3]);
    outbox.mark_sent(&ids(&rest)).await.unwrap();
    assert!(outbox.unsent(10).await.unwrap().is_empty());
    assert_eq!(outbox.oldest_unsent().await.unwrap(), None, "nothing is kept that was published");
    assert_eq!(outbox.prune_sent(Timestamp::from_micros(i64::MAX), 10).await.unwrap(), 0);
}

#[tokio::test]
async fn the_changes_of_one_call_are_one_message_and_those_of_a_sampled_trace_have_their_own() {
    let world = World::new(rig()).await;
    let untraced = |who, numbers: &[i64]| HoldSeats { traceparent: None, ..world.holding(who, numbers, 120) };
    let outbox = world.outbox.clone();
    let together = [
        untraced("mina", &[1]),
        untraced("mina", &[3, 2]),
        untraced("joon", &[5]),
        world.holding("joon", &[6, 7], 120),
        untraced("joon", &[8]),
    ];
    for held in join_all(together.map(|hold| world.store.hold(hold))).await {
        held.unwrap();
    }
    let given = outbox.unsent(1).await.unwrap();
    assert_eq!(
        given.iter().map(|message| versions(std::slice::from_ref(message))).collect::<Vec<_>>(),
        [vec![1, 2, 3, 4], vec![5, 6], vec![7]]
    );
    let traces: Vec<_> = given.iter().map(|message| message.traceparent.as_deref()).collect();
    assert_eq!(traces, [None, Some(TRACE), None]);
    outbox.mark_sent(&ids(&given)[..2]).await.unwrap();
    assert_eq!(outbox.unsent(1).await.unwrap(), given, "one message of their entry is not marked");
    outbox.mark_sent(&ids(&given)).await.unwrap();
    assert!(outbox.unsent(1).await.unwrap().is_empty());
}

#[tokio::test]
async fn only_one_instance_publishes_an_event_at_a_time() {
    let rig = rig();
    let world = World::new(rig.another()).await;
    world.hold("mina", &[1, 2], 120).await.unwrap();
    let (here, there) = (world.outbox.clone(), rig.engine().outbox());
    let given = here.unsent(10).await.unwrap();
    assert_eq!(versions(&given), [1, 2]);
    assert!(there.unsent(10).await.unwrap().is_empty(), "two relays have the same messages");
    here.mark_sent(&ids(&given)).await.unwrap();
    assert!(here.unsent(10).await.unwrap().is_empty(), "looks once more, and releases the lease");
    world.hold("mina", &[3], 120).await.unwrap();
    let taken = eventually("the other one finds it in its sweep", SOON, async || {
        Some(there.unsent(10).await.unwrap()).filter(|taken| !taken.is_empty())
    });
    assert_eq!(versions(&taken.await), [3]);
}

#[tokio::test]
async fn another_instance_takes_over_the_messages_of_a_dead_one() {
    let rig = rig().with_lease(Duration::from_millis(500));
    let world = World::new(rig.another()).await;
    world.hold("mina", &[1], 120).await.unwrap();
    world.hold("mina", &[2], 120).await.unwrap();
    let dead = world.outbox.clone();
    let given = dead.unsent(1).await.unwrap();
    assert_eq!(versions(&given), [1]);
    world.hold("mina", &[3], 120).await.unwrap();
    let alive = rig.engine().outbox();
    let taken = eventually("the lease has run out", SOON, async || {
        Some(alive.unsent(10).await.unwrap()).filter(|taken| !taken.is_empty())
    });
    let taken = taken.await;
    assert_eq!(versions(&taken), [1, 2, 3], "in order, including those that the dead one was given");
    assert_eq!(taken[0], given[0], "the same message, with the same id");
}

#[tokio::test]
async fn an_instance_that_stops_hands_its_streams_over_at_once() {
    let rig = rig().with_lease(Duration::from_secs(600));
    let world = World::new(rig.another()).await;
    let (stops, stays) = (world.outbox.clone(), rig.engine().outbox());
    assert!(stays.unsent(10).await.unwrap().is_empty(), "its next sweep is not due for a second");
    world.hold("mina", &[1], 120).await.unwrap();
    assert_eq!(versions(&stops.unsent(10).await.unwrap()), [1]);
    assert!(stays.unsent(10).await.unwrap().is_empty());
    stops.hand_over().await.unwrap();
    let taken = stays.unsent(10).await.unwrap();
    assert_eq!(versions(&taken), [1], "the lease of ten minutes has ended");
    let given = ids(&taken);
    stays.mark_sent(&given).await.unwrap();
    assert!(stays.unsent(10).await.unwrap().is_empty());
    // A request that was being answered meanwhile, by the instance that has no relay any more.
    world.hold("mina", &[2], 120).await.unwrap();
    assert_eq!(versions(&stays.unsent(10).await.unwrap()), [2], "every look is a sweep for a while");
}

#[tokio::test]
async fn marking_a_message_twice_does_no_harm() {
    let world = World::new(rig()).await;
    world.hold("mina", &[1], 120).await.unwrap();
    let outbox = world.outbox.clone();
    let given = outbox.unsent(10).await.unwrap();
    outbox.mark_sent(&ids(&given)).await.unwrap();
    outbox.mark_sent(&ids(&given)).await.unwrap();
    world.release_hold(&user("mina"), 1).await.unwrap();
    assert_eq!(versions(&outbox.unsent(10).await.unwrap()), [2]);
}

/// Keeps every message, and every third time returns an error.
#[derive(Default)]
struct Topic {
    published: Mutex<Vec<Message>>,
    calls: Mutex<u32>,
}

#[async_trait]
impl Publisher for Topic {
    async fn publish(&self, messages: &[Message]) -> Result<(), BusError> {
        let mut calls = self.calls.lock().unwrap();
        *calls += 1;
        self.published.lock().unwrap().extend_from_slice(messages);
        if calls.is_multiple_of(3) { Err(BusError::new("the answer was lost")) } else { Ok(()) }
    }
}

#[tokio::test]
async fn two_relays_publish_every_version_in_order_although_the_bus_fails() {
    let rig = rig().with_lease(Duration::from_millis(500));
    let world = World::new(rig.another()).await;
    let topic = Arc::new(Topic::default());
    let relay = |outbox: Arc<dyn Outbox>| Relay::new("test", outbox, topic.clone(), Arc::new(SystemClock));
    let (first, second) = (relay(world.outbox.clone()), relay(rig.engine().outbox()));
    let selling = async {
        for round in 0..20 {
            world.hold("mina", &[1, 2, 3], 120).await.unwrap();
            for seat in 1..=3 {
                world.release_hold(&user("mina"), seat).await.unwrap();
            }
            if round % 5 == 0 {
                tokio::task::yield_now().await;
            }
        }
        eventually("everything is published", SOON, async || {
            let published = versions(&topic.published.lock().unwrap());
            (published.iter().max() == Some(&120)).then_some(())
        })
        .await;
    };
    tokio::select! {
        () = first.run(std::future::pending()) => {}
        () = second.run(std::future::pending()) => {}
        () = selling => {}
    }
    let mut next = 1;
    for version in versions(&topic.published.lock().unwrap()) {
        assert!(version <= next, "version {version} was published before {next}");
        next = next.max(version + 1);
    }
    assert_eq!(next, 121);
}
