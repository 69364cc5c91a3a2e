//! How long partitions stand still while the members of a group are restarted one after the other, by how they are named (ADR 0069).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use bus::Publisher;
use bus::adapters::kafka::{KafkaBus, KafkaConfig};
use bus::adapters::sql::SqlParking;
use tempfile::TempDir;
use testkit::eventually;
use tokio::time::{Instant, interval};

use crate::groups::{WITHIN, batch};
use crate::recorder::{Recorder, Running, consume, parking};
use crate::{Kafka, connect};

const MEMBERS: usize = 2;
const SESSION: Duration = Duration::from_secs(6);
/// In each of them there is one message of every key, and every partition has keys.
const ROUND: Duration = Duration::from_millis(100);
const KEYS: u64 = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// The successor joins before its predecessor leaves, as in a Deployment that surges.
    Unnamed,
    /// The successor comes under the same name when its predecessor has gone, as in a StatefulSet.
    Kept,
    /// As in a Deployment where each pod is named by itself.
    Anew,
}

/// Consumes what is published without a pause.
struct Group {
    kafka: Kafka,
    handler: Arc<Recorder>,
    parking: Arc<SqlParking>,
    _folder: TempDir,
    naming: Naming,
    generation: AtomicU64,
}

impl Group {
    async fn new(naming: Naming) -> Self {
        let (kafka, folder) = (Kafka::new().await, TempDir::new().unwrap());
        let parking = parking(&folder).await;
        let generation = AtomicU64::default();
        Self { kafka, handler: Arc::default(), parking, _folder: folder, naming, generation }
    }

    /// Returns when the member has joined.
    async fn start(&self, member: usize) -> Running {
        let generation = self.generation.fetch_add(1, Ordering::Relaxed);
        let instance = match self.naming {
            Naming::Unnamed => None,
            Naming::Kept => Some(format!("member-{member}")),
            Naming::Anew => Some(format!("member-{member}-{generation}")),
        };
        let config = KafkaConfig { instance, session_timeout: SESSION, ..self.kafka.config.clone() };
        let bus: KafkaBus = connect(&config);
        let running = consume(Arc::new(bus.clone()), &self.handler, &self.parking);
        eventually("the member has joined", WITHIN, async || {
            bus.consumers().first().is_some_and(|consumer| consumer.has_joined).then_some(())
        })
        .await;
        running
    }

    async fn replace(&self, member: usize, before: Running) -> Running {
        if self.naming == Naming::Kept {
            before.stop().await;
            return self.start(member).await;
        }
        let successor = self.start(member).await;
        before.stop().await;
        successor
    }

    /// Between two messages of one key.
    fn longest_pause(&self) -> Duration {
        let mut last = BTreeMap::<u128, Instant>::new();
        let mut longest = Duration::ZERO;
        for (numbers, at) in self.handler.attempts.lock().unwrap().iter() {
            for number in numbers {
                if let Some(before) = last.insert(number % u128::from(KEYS), *at) {
                    longest = longest.max(at.saturating_duration_since(before));
                }
            }
        }
        longest
    }
}

/// While both members are restarted, one after the other.
#[expect(clippy::disallowed_methods, reason = "the test waits for the task itself")]
async fn longest_pause(naming: Naming) -> Duration {
    let group = Group::new(naming).await;
    let (bus, is_over) = (group.kafka.bus.clone(), Arc::new(AtomicBool::default()));
    let mut members = Vec::new();
    for member in 0..MEMBERS {
        members.push(group.start(member).await);
    }
    let until = is_over.clone();
    let publishing = tokio::spawn(async move {
        let (mut rounds, mut clock) = (0, interval(ROUND));
        while !until.load(Ordering::Relaxed) {
            clock.tick().await;
            let first = u128::from(rounds * KEYS);
            bus.publish(&batch(first..first + u128::from(KEYS))).await.unwrap();
            rounds += 1;
        }
        rounds * KEYS
    });
    let mut successors = Vec::new();
    for (member, before) in members.into_iter().enumerate() {
        successors.push(group.replace(member, before).await);
    }
    is_over.store(true, Ordering::Relaxed);
    let published = publishing.await.unwrap();
    eventually("all messages are handled", WITHIN, async || {
        let handled: std::collections::BTreeSet<u128> = group.handler.handled().into_iter().collect();
        (handled.len() as u64 == published).then_some(())
    })
    .await;
    for member in successors {
        member.stop().await;
    }
    group.longest_pause()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_does_not_come_back_makes_its_partitions_wait_for_the_session() {
    let mut pauses = Vec::new();
    for naming in [Naming::Unnamed, Naming::Kept, Naming::Anew] {
        let pause = longest_pause(naming).await;
        println!("{naming:?}: partitions stood still for {} ms at most", pause.as_millis());
        pauses.push(pause);
    }
    // The broker looks for members that are gone a little later than they are, never earlier.
    assert!(pauses[2] > SESSION - Duration::from_secs(2), "{pauses:?}");
}
