//! A bus that can be away, as brokers can.

use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use bus::adapters::sqlite::SqliteBus;
use bus::{Bus, BusError, Consumer, DeadLetter, Delivery, LogPosition, Message, Publisher, Tail};
use contracts::topics::Topic;

pub(crate) struct FickleBus {
    bus: SqliteBus,
    is_away: AtomicBool,
}

impl FickleBus {
    pub(crate) fn new(bus: SqliteBus, is_away: bool) -> Self {
        Self { bus, is_away: AtomicBool::new(is_away) }
    }

    pub(crate) fn comes_back(&self) {
        self.is_away.store(false, Ordering::SeqCst);
    }
}

#[async_trait]
impl Publisher for FickleBus {
    async fn publish(&self, messages: &[Message]) -> Result<(), BusError> {
        self.bus.publish(messages).await
    }
}

#[async_trait]
impl Bus for FickleBus {
    async fn group(&self, group: &'static str, topics: &[Topic]) -> Result<Box<dyn Consumer>, BusError> {
        self.bus.group(group, topics).await
    }

    async fn tail(&self, topic: Topic) -> Result<Box<dyn Tail>, BusError> {
        match self.is_away.load(Ordering::SeqCst) {
            true => Err(BusError::new("no broker answers")),
            false => self.bus.tail(topic).await,
        }
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
