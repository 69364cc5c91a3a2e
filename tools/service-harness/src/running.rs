//! A service that serves.

use std::sync::Arc;

use bus::{Bus, Message};
use contracts::messages;
use lifecycle::Lifecycle;
use primitives::{Clock, IdSource, MessageId};
use sql::Database;
use testkit::ApiClient;
use tokio::task::JoinHandle;

use crate::storage::Storage;

pub struct RunningService {
    pub api: ApiClient,
    /// Where other services call.
    pub internal_url: String,
    pub database: Database,
    pub bus: Arc<dyn Bus>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdSource>,
    pub(crate) storage: Storage,
    pub(crate) process: Process,
}

/// Stops at once when a test leaves it behind.
pub(crate) struct Process {
    pub(crate) lifecycle: Lifecycle,
    pub(crate) serving: JoinHandle<anyhow::Result<()>>,
}

impl RunningService {
    #[must_use]
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Ends in good order and leaves what outlives it.
    pub async fn close(mut self) -> Storage {
        self.process.lifecycle.stop();
        (&mut self.process.serving).await.unwrap().unwrap();
        self.storage
    }

    #[must_use]
    pub fn new_message_id(&self) -> MessageId {
        self.ids.message_id(self.clock.now())
    }

    /// Publishes it as another service would.
    pub async fn send(&self, message: &impl messages::Message) -> MessageId {
        let id = self.new_message_id();
        self.send_as(id, message, None).await;
        id
    }

    pub async fn send_as(&self, id: MessageId, message: &impl messages::Message, traceparent: Option<&str>) {
        let traceparent = traceparent.map(str::to_owned);
        let message = Message::compose(id, self.clock.now(), traceparent, message).unwrap();
        self.bus.publish(&[message]).await.unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.lifecycle.stop_now();
    }
}
