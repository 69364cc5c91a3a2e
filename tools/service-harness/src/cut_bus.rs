//! A bus that tests can cut, as brokers go away.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use bus::{Bus, BusError, Consumer, DeadLetter, Delivery, LogPosition, Message, Publisher, Tail};
use contracts::topics::Topic;

/// While it is cut it takes no messages, and nothing begins to follow a topic.
pub struct CutBus {
    bus: Arc<dyn Bus>,
    is_cut: Arc<AtomicBool>,
}

impl CutBus {
    #[must_use]
    pub fn new(bus: Arc<dyn Bus>, is_cut: Arc<AtomicBool>) -> Self {
        Self { bus, is_cut }
    }

    fn reach(&self) -> Result<&dyn Bus, BusError> {
        match self.is_cut.load(Ordering::SeqCst) {
            true => Err(BusError::new("the bus is cut")),
            false => Ok(self.bus.as_ref()),
        }
    }
}

#[async_trait]
impl Publisher for CutBus {
    async fn publish(&self, messages: &[Message]) -> Result<(), BusError> {
        self.reach()?.publish(messages).await
    }
}

#[async_trait]
impl Bus for CutBus {
    async fn group(&self, group: &'static str, topics: &[Topic]) -> Result<Box<dyn Consumer>, BusError> {
        self.bus.group(group, topics).await
    }

    async fn tail(&self, topic: Topic) -> Result<Box<dyn Tail>, BusError> {
        self.reach()?.tail(topic).await
    }

    async fn send_to_dead_letters(&self, delivery: &Delivery, reason: &str) -> Result<(), BusError> {
        self.bus.send_to_dead_letters(delivery, reason).await
    }

    async fn dead_letters(&self, topic: Topic, limit: u32) -> Result<Vec<DeadLetter>, BusError> {
        self.bus.dead_letters(topic, limit).await
    }

    async fn replay_dead_letter(&self, position: LogPosition) -> Result<bool, BusError> {
        self.bus.replay_dead_letter(position).await
    }
}
