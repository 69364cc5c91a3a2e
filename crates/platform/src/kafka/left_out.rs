//! In place of Kafka's client. Brokers that are given all the same are refused: messages that go nowhere would not be noticed.

use std::sync::Arc;

use ::bus::LogPosition;
use primitives::Clock;
use settings::{Settings, SettingsError};

use super::BROKERS;
use crate::bus::ProcessBus;

const LEFT_OUT: &str = "this program was built without Kafka's client: build it with the feature `kafka`";

#[derive(Debug, Clone, Default)]
pub(crate) struct Brokers;

impl Brokers {
    pub(crate) fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        match settings.optional::<String>(BROKERS, "not in this build: it has no Kafka client")? {
            Some(_) => Err(SettingsError::refused(BROKERS, LEFT_OUT)),
            None => Ok(Self),
        }
    }

    #[expect(clippy::unused_self, reason = "as with Kafka's client")]
    pub(crate) fn are_given(&self) -> bool {
        false
    }

    #[expect(clippy::unused_async, reason = "as with Kafka's client")]
    pub(crate) async fn connect(&self, _clock: Arc<dyn Clock>) -> anyhow::Result<ProcessBus> {
        anyhow::bail!(LEFT_OUT)
    }

    pub(crate) async fn create_topics(&self) -> anyhow::Result<()> {
        anyhow::bail!(LEFT_OUT)
    }

    pub(crate) async fn replay(&self, _letter: LogPosition) -> anyhow::Result<()> {
        anyhow::bail!(LEFT_OUT)
    }
}
