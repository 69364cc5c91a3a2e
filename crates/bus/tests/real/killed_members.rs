//! Members that die: by a signal, and in the middle of a rebalance.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use bus::adapters::kafka::KafkaConfig;
use bus::{Bus, Publisher};
use contracts::topics::Topic;
use tempfile::TempDir;
use testkit::eventually;
use tokio::time::timeout;

use crate::groups::{WITHIN, assert_in_order, batch, holds};
use crate::recorder::{Recorder, consume, parking};
use crate::{Kafka, connect};

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_member_is_replaced() {
    let (kafka, folder) = (Kafka::new().await, TempDir::new().unwrap());
    let parking = parking(&folder).await;
    let victim = Victim::start(&kafka.config, None);
    let handler = Arc::new(Recorder::default());
    let running = consume(Arc::new(kafka.bus.clone()), &handler, &parking);
    holds(&kafka.bus, 4).await;
    drop(victim);
    kafka.bus.publish(&batch(0..400)).await.unwrap();
    eventually("the survivor processes all messages", WITHIN, async || {
        (handler.handled().into_iter().collect::<BTreeSet<_>>().len() == 400).then_some(())
    })
    .await;
    assert_in_order(&handler.handled());
    running.stop().await;
}

/// In the broker's view the partitions that it was to give up, and had not yet, have no owner. It comes back under its instance name, so
/// that the broker sees no reason for another rebalance.
#[tokio::test(flavor = "multi_thread")]
async fn a_member_that_dies_during_a_revocation_orphans_no_partition() {
    let (kafka, folder) = (Kafka::new().await, TempDir::new().unwrap());
    let parking = parking(&folder).await;
    let named = |name: &str| KafkaConfig { instance: Some(name.to_owned()), ..kafka.config.clone() };
    let mut victim = Victim::start(&named("order-1"), Some("group.revoked:1"));
    let (first, second) = (Arc::new(Recorder::default()), Arc::new(Recorder::default()));
    kafka.bus.publish(&batch(0..40)).await.unwrap();
    victim.consumes().await;
    let newcomer = consume(Arc::new(connect(&named("order-2"))), &second, &parking);
    victim.dies().await;
    let again = consume(Arc::new(connect(&named("order-1"))), &first, &parking);
    kafka.bus.publish(&batch(40..440)).await.unwrap();
    eventually("nothing is skipped", WITHIN, async || {
        let handled: BTreeSet<u128> = first.handled().into_iter().chain(second.handled()).collect();
        handled.is_superset(&(40..440).collect()).then_some(())
    })
    .await;
    again.stop().await;
    newcomer.stop().await;
}

const VICTIM: &str = "HOLDFAST_TEST_VICTIM";
/// A file that it writes when it has a message.
const CONSUMES: &str = "consumes";

/// This very program as another process, which runs the test below alone, until it is killed.
struct Victim {
    process: Child,
    folder: TempDir,
}

impl Victim {
    /// With a failpoint it dies there by itself.
    fn start(config: &KafkaConfig, failpoint: Option<&str>) -> Self {
        let (folder, instance) = (TempDir::new().unwrap(), config.instance.clone().unwrap_or_default());
        let arguments = [&config.brokers, &config.prefix, &instance, &folder.path().display().to_string()];
        let mut program = Command::new(std::env::current_exe().unwrap());
        program
            .args(["--exact", "killed_members::the_victim_consumes_until_it_is_killed"])
            .env(VICTIM, arguments.map(String::as_str).join(" "))
            // The stage counts the test programs that have ended, and would miss this one.
            .stdout(Stdio::null());
        if let Some(place) = failpoint {
            program.env("HOLDFAST_FAILPOINT", place);
        }
        Self { process: program.spawn().unwrap(), folder }
    }

    /// It has joined, and has a message.
    async fn consumes(&self) {
        let sign = self.folder.path().join(CONSUMES);
        eventually("it has a message", WITHIN, async || sign.exists().then_some(())).await;
    }

    async fn dies(&mut self) {
        eventually("it dies at the failpoint", WITHIN, async || self.process.try_wait().unwrap()).await;
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.process.kill();
        self.process.wait().unwrap();
    }
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "how the test passes arguments to itself in another process")]
async fn the_victim_consumes_until_it_is_killed() {
    let Ok(arguments) = std::env::var(VICTIM) else { return };
    let [brokers, prefix, instance, folder] = arguments.split(' ').collect::<Vec<_>>()[..] else {
        panic!("{arguments}")
    };
    let instance = Some(instance.to_owned()).filter(|name| !name.is_empty());
    let bus = connect(&KafkaConfig { prefix: prefix.to_owned(), instance, ..KafkaConfig::of(brokers) });
    let mut consumer = bus.group("group", &[Topic::ORDER_EVENTS]).await.unwrap();
    // The process that started it may be gone.
    let _ = timeout(WITHIN, async {
        while let Ok(deliveries) = consumer.next().await {
            if !deliveries.is_empty() {
                std::fs::write(std::path::Path::new(folder).join(CONSUMES), "").unwrap();
            }
        }
    })
    .await;
}
