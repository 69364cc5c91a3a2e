//! A message from a producer to a consumer, one at a time, on the broker of the stack and on a topic of its own.

use std::path::PathBuf;
use std::time::Duration;

use engines::KafkaAddress;

use super::program;
use crate::programs;

pub(crate) struct HopFloor {
    program: PathBuf,
    brokers: String,
}

/// From the hand-over to the acknowledgement of the broker, and to the consumer.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
pub(crate) struct Hop {
    pub(crate) ack_p50_ms: f64,
    pub(crate) hop_p50_ms: f64,
}

impl HopFloor {
    pub(crate) fn on(broker: KafkaAddress) -> anyhow::Result<Self> {
        Ok(Self { program: programs::floor("hop_floor")?, brokers: broker.brokers() })
    }

    pub(crate) fn hops(&self, lasting: Duration) -> anyhow::Result<Hop> {
        program::run(&self.program, &[&self.brokers, &lasting.as_secs_f64().to_string()])
    }
}
