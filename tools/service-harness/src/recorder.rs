//! Every message of some topics, from now on.

use std::sync::Arc;
use std::time::Duration;

use bus::{Bus, Message, Tail};
use contracts::messages;
use contracts::topics::Topic;
use parking_lot::Mutex;
use testkit::eventually;
use tokio::task::JoinSet;

const RECEIVED_WITHIN: Duration = Duration::from_secs(30);

/// Reads until it is dropped. A relay that was interrupted publishes some messages twice: they are kept once.
pub struct Recorder {
    received: Arc<Mutex<Vec<Message>>>,
    _reading: JoinSet<()>,
}

impl Recorder {
    pub async fn of(bus: &dyn Bus, topics: &[Topic]) -> Self {
        let received = Arc::<Mutex<Vec<Message>>>::default();
        let mut reading = JoinSet::new();
        for topic in topics {
            reading.spawn(read(bus.tail(*topic).await.unwrap(), received.clone()));
        }
        Self { received, _reading: reading }
    }

    /// Those of one kind so far, each with what it came in.
    #[must_use]
    pub fn received<M: messages::Message>(&self) -> Vec<(Message, M)> {
        let received = self.received.lock();
        let ours = received.iter().filter(|message| message.topic == M::TOPIC);
        ours.map(|message| (message.clone(), message.decode().unwrap())).collect()
    }

    /// Waits until there are so many of them.
    pub async fn receive<M: messages::Message>(&self, count: usize) -> Vec<(Message, M)> {
        eventually(&format!("{count} messages of {}", M::TOPIC), RECEIVED_WITHIN, async || {
            Some(self.received()).filter(|received| received.len() >= count)
        })
        .await
    }
}

async fn read(mut tail: Box<dyn Tail>, received: Arc<Mutex<Vec<Message>>>) {
    while let Ok(messages) = tail.next().await {
        let mut received = received.lock();
        for message in messages {
            if !received.iter().any(|known| known.id == message.id) {
                received.push(message);
            }
        }
    }
}
