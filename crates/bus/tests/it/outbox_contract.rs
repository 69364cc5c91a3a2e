//! What every outbox has to keep, whatever it is stored in: the relay relies on all of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bus::adapters::sql::{SqlOutbox, enqueue};
use bus::{Message, Outbox};
use contracts::topics::Topic;
use primitives::{Clock, FakeClock, MessageId};
use sql::Database;
use tokio::time::timeout;

use crate::records;
use crate::{SOON, message, number};

/// Commits messages into an outbox.
#[async_trait]
trait Writer: Send + Sync {
    fn outbox(&self) -> &dyn Outbox;

    fn clock(&self) -> &FakeClock;

    /// Commits these messages together.
    async fn commit(&self, messages: &[Message]);
}

macro_rules! outbox_contract {
    ($writer:ident: $($promise:ident),+ $(,)?) => {
        $(
            #[tokio::test]
            async fn $promise() {
                super::$promise($writer::new().await).await;
            }
        )+
    };
}

mod in_records {
    use super::Records;

    outbox_contract! { Records:
        messages_of_one_key_wait_in_the_order_of_their_commits,
        a_limit_never_gives_a_later_message_without_the_earlier,
        a_sent_message_is_not_read_again,
        only_messages_sent_long_enough_ago_are_pruned_in_slices,
        the_oldest_unsent_message_is_known,
        a_commit_wakes_a_waiting_relay_also_one_before_the_wait,
        commits_are_handed_over_in_their_order_once_the_store_was_asked,
        what_is_handed_over_and_not_marked_is_unsent,
        beyond_its_bound_the_hand_over_leaves_everything_to_the_store,
    }
}

struct Records {
    _kept: records::Kept,
    db: Database,
    clock: Arc<FakeClock>,
    outbox: SqlOutbox,
}

impl Records {
    async fn new() -> Self {
        let (kept, db) = records::open().await;
        let clock = Arc::new(FakeClock::default());
        let outbox = SqlOutbox::new(db.clone(), clock.clone());
        Self { _kept: kept, db, clock, outbox }
    }
}

#[async_trait]
impl Writer for Records {
    fn outbox(&self) -> &dyn Outbox {
        &self.outbox
    }

    fn clock(&self) -> &FakeClock {
        &self.clock
    }

    async fn commit(&self, messages: &[Message]) {
        let mut tx = self.db.begin().await.unwrap();
        for message in messages {
            enqueue(&mut tx, message).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

fn numbers(messages: &[Message]) -> Vec<u128> {
    messages.iter().map(number).collect()
}

fn ids(messages: &[Message]) -> Vec<MessageId> {
    messages.iter().map(|message| message.id).collect()
}

fn order(key: &str, number: u128, writer: &impl Writer) -> Message {
    Message { occurred_at: writer.clock().now(), ..message(Topic::ORDER_EVENTS, key, number) }
}

async fn messages_of_one_key_wait_in_the_order_of_their_commits(writer: impl Writer) {
    // All at the same instant, some of them together, to two topics.
    for round in 0..10 {
        let first = order("a", round * 3, &writer);
        let second = Message { topic: Topic::PAYMENT_COMMANDS, ..order("a", round * 3 + 1, &writer) };
        writer.commit(&[first, second, order("b", round * 3 + 2, &writer)]).await;
    }
    let mut by_key = BTreeMap::<String, Vec<u128>>::new();
    for message in writer.outbox().unsent(100).await.unwrap() {
        by_key.entry(message.key.clone()).or_default().push(number(&message));
    }
    assert_eq!(by_key.values().map(Vec::len).collect::<Vec<_>>(), [20, 10]);
    assert!(by_key.values().all(|numbers| numbers.is_sorted()), "{by_key:?}");
}

async fn a_limit_never_gives_a_later_message_without_the_earlier(writer: impl Writer) {
    for number in 0..30 {
        writer.commit(&[order(&format!("key-{}", number % 3), number, &writer)]).await;
    }
    let mut seen = BTreeMap::<String, Vec<u128>>::new();
    loop {
        let some = writer.outbox().unsent(7).await.unwrap();
        if some.is_empty() {
            break;
        }
        for message in &some {
            seen.entry(message.key.clone()).or_default().push(number(message));
        }
        writer.outbox().mark_sent(&ids(&some)).await.unwrap();
    }
    assert_eq!(seen.values().map(Vec::len).sum::<usize>(), 30);
    assert!(seen.values().all(|numbers| numbers.is_sorted()), "{seen:?}");
}

async fn a_sent_message_is_not_read_again(writer: impl Writer) {
    let original = order("a", 1, &writer);
    writer.commit(&[original.clone(), order("a", 2, &writer)]).await;
    let waiting = writer.outbox().unsent(10).await.unwrap();
    assert_eq!(numbers(&waiting), [1, 2]);
    assert_eq!(waiting.first(), Some(&original), "a message came out other than it went in");
    writer.outbox().mark_sent(&[original.id]).await.unwrap();
    writer.outbox().mark_sent(&[original.id]).await.unwrap();
    assert_eq!(numbers(&writer.outbox().unsent(10).await.unwrap()), [2]);
}

async fn only_messages_sent_long_enough_ago_are_pruned_in_slices(writer: impl Writer) {
    let hour = Duration::from_secs(3_600);
    let messages: Vec<_> = (1..=6).map(|number| order("a", number, &writer)).collect();
    writer.commit(&messages).await;
    let outbox = writer.outbox();
    outbox.mark_sent(&ids(messages.get(..4).unwrap())).await.unwrap();
    writer.clock().advance(hour);
    outbox.mark_sent(&ids(messages.get(4..5).unwrap())).await.unwrap();
    let before = writer.clock().now();
    assert_eq!(outbox.prune_sent(before, 3).await.unwrap(), 3);
    assert_eq!(outbox.prune_sent(before, 3).await.unwrap(), 1);
    assert_eq!(outbox.prune_sent(before, 3).await.unwrap(), 0);
    writer.clock().advance(hour);
    assert_eq!(outbox.prune_sent(writer.clock().now(), 3).await.unwrap(), 1);
    assert_eq!(numbers(&outbox.unsent(10).await.unwrap()), [6], "an unsent message was pruned");
}

async fn the_oldest_unsent_message_is_known(writer: impl Writer) {
    assert_eq!(writer.outbox().oldest_unsent().await.unwrap(), None);
    let since = writer.clock().now();
    let first = order("a", 1, &writer);
    writer.commit(std::slice::from_ref(&first)).await;
    writer.clock().advance(Duration::from_secs(5));
    writer.commit(&[order("b", 2, &writer)]).await;
    assert_eq!(writer.outbox().oldest_unsent().await.unwrap(), Some(since));
    writer.outbox().mark_sent(&[first.id]).await.unwrap();
    assert_eq!(writer.outbox().oldest_unsent().await.unwrap(), Some(since.plus(Duration::from_secs(5))));
}

async fn a_commit_wakes_a_waiting_relay_also_one_before_the_wait(writer: impl Writer) {
    writer.commit(&[order("a", 1, &writer)]).await;
    timeout(SOON, writer.outbox().committed()).await.unwrap();
    let waiting = async {
        timeout(SOON, writer.outbox().committed()).await.unwrap();
    };
    let committing = async {
        writer.commit(&[order("a", 2, &writer)]).await;
    };
    tokio::join!(waiting, committing);
}

async fn commits_are_handed_over_in_their_order_once_the_store_was_asked(writer: impl Writer) {
    let outbox = writer.outbox();
    writer.commit(&[order("a", 1, &writer)]).await;
    assert_eq!(outbox.take_committed(10).await.unwrap(), None, "the store may have others");
    assert_eq!(numbers(&outbox.unsent(10).await.unwrap()), [1]);
    assert_eq!(outbox.take_committed(10).await.unwrap(), Some(Vec::new()), "it was given already");
    let first = order("a", 2, &writer);
    writer.commit(&[first.clone(), order("b", 3, &writer)]).await;
    writer.commit(&[order("a", 4, &writer)]).await;
    let taken = outbox.take_committed(2).await.unwrap().unwrap();
    assert_eq!((numbers(&taken), taken.first()), (vec![2, 3], Some(&first)));
    assert_eq!(numbers(&outbox.take_committed(2).await.unwrap().unwrap()), [4]);
}

async fn what_is_handed_over_and_not_marked_is_unsent(writer: impl Writer) {
    let outbox = writer.outbox();
    outbox.unsent(10).await.unwrap();
    writer.commit(&[order("a", 1, &writer), order("a", 2, &writer)]).await;
    let taken = outbox.take_committed(1).await.unwrap().unwrap();
    assert_eq!(numbers(&outbox.unsent(1).await.unwrap()), [1]);
    assert_eq!(outbox.take_committed(10).await.unwrap(), None, "more than was read is waiting");
    outbox.mark_sent(&ids(&taken)).await.unwrap();
    assert_eq!(numbers(&outbox.unsent(10).await.unwrap()), [2]);
}

async fn beyond_its_bound_the_hand_over_leaves_everything_to_the_store(writer: impl Writer) {
    let outbox = writer.outbox();
    outbox.unsent(10).await.unwrap();
    let messages: Vec<_> =
        (0..5_000).map(|number| order(&format!("key-{}", number % 500), number, &writer)).collect();
    for some in messages.chunks(500) {
        writer.commit(some).await;
    }
    let mut read = 0;
    loop {
        assert_eq!(outbox.take_committed(10).await.unwrap(), None, "more than was read is waiting");
        let some = outbox.unsent(600).await.unwrap();
        outbox.mark_sent(&ids(&some)).await.unwrap();
        read += some.len();
        if some.len() < 600 {
            break;
        }
    }
    assert_eq!(read, 5_000);
    writer.commit(&[order("key-0", 5_000, &writer)]).await;
    assert_eq!(numbers(&outbox.take_committed(10).await.unwrap().unwrap()), [5_000]);
}
