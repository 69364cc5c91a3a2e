//! What a service gets from the process that serves it.

use std::sync::Arc;

use ::bus::adapters::sql::SqlOutbox;
use ::bus::{Bus, Outbox};
use access::{AccessTokens, StreamTokens};
use contracts::api::Api;
use contracts::services::ServiceInfo;
use lifecycle::{Lifecycle, Tasks};
use primitives::{Clock, IdSource};
use server::{Answers, EventOrganizations, Mount, StreamDoor};
use settings::RotatingSecret;
use sql::Database;
use tokio::sync::OnceCell;

use crate::access_tokens;
use crate::description::Description;
use crate::process::Process;
use crate::sql_answers::SqlAnswers;

/// For one service. Cheap to clone.
#[derive(Clone)]
pub struct Platform {
    pub(crate) service: Description,
    process: Arc<Process>,
    database: Arc<OnceCell<Database>>,
}

impl Platform {
    /// The database is opened when it is asked for, unless there is one.
    pub(crate) fn new(service: Description, process: Arc<Process>, database: Option<Database>) -> Self {
        Self { service, process, database: Arc::new(OnceCell::new_with(database)) }
    }

    #[must_use]
    pub fn service(&self) -> &ServiceInfo {
        &self.service.info
    }

    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.process.context.clock.clone()
    }

    #[must_use]
    pub fn ids(&self) -> Arc<dyn IdSource> {
        self.process.context.ids.clone()
    }

    #[must_use]
    pub fn lifecycle(&self) -> &Lifecycle {
        &self.process.context.lifecycle
    }

    /// Work that a stop waits for.
    #[must_use]
    pub fn tasks(&self) -> Tasks {
        self.process.context.lifecycle.tasks()
    }

    /// The key of hold tokens and order ids, the same in all processes of an installation.
    #[must_use]
    pub fn secret(&self) -> &[u8] {
        self.process.secret.expose()
    }

    /// What verifies the access tokens of callers of this process.
    #[must_use]
    pub fn access_tokens(&self) -> AccessTokens {
        self.process.access_tokens.clone()
    }

    /// What keeps them up to date: a process has it in any case, a test of a service by itself where it needs it.
    pub fn access_mount(&self) -> anyhow::Result<Option<Mount>> {
        access_tokens::mount(&self.process, self.service().name)
    }

    /// What admits to streams by tokens in their address.
    #[must_use]
    pub fn stream_door(&self) -> StreamDoor {
        StreamDoor::new(StreamTokens::new(self.secret()), self.clock())
    }

    /// Which organization an event belongs to, for routes whose rule asks.
    pub fn event_organizations(&self) -> anyhow::Result<EventOrganizations> {
        Ok(EventOrganizations::new(self.client()?))
    }

    /// The bus of the installation. Consumers and relays need not ask for it: the module gives it to them.
    pub async fn bus(&self) -> anyhow::Result<Arc<dyn Bus>> {
        Ok(self.process.bus().await?.bus.clone())
    }

    /// The service's own database, with its tables up to date: a schema on the server, or a file in the data folder.
    pub async fn database(&self) -> anyhow::Result<Database> {
        let open = || self.process.engines.open_database(self.service(), (self.service.schema)());
        self.database.get_or_try_init(open).await.cloned()
    }

    /// What was committed to this database and is to be published.
    #[must_use]
    pub fn outbox(&self, database: &Database) -> Arc<dyn Outbox> {
        Arc::new(SqlOutbox::new(database.clone(), self.clock()))
    }

    /// What calls under a key were answered, in this database.
    #[must_use]
    pub fn answers(&self, database: &Database) -> Arc<dyn Answers> {
        Arc::new(SqlAnswers::new(database.clone(), self.clock(), self.ids()))
    }

    /// The address of the Redis that keeps what is too hot for a database; none where that is a file in the data folder, which
    /// [`Self::database`] opens. Refused where there is neither.
    pub fn redis(&self) -> anyhow::Result<Option<&RotatingSecret>> {
        self.process.engines.redis()
    }

    /// Another service, wherever it is: in this process, built before or after its callers, or behind its address.
    pub fn client<A: Api + ?Sized>(&self) -> anyhow::Result<Arc<A>> {
        self.process.client(self.service().name)
    }

    /// From now on this answers the calls of the services in this process.
    pub fn provide<A: Api + ?Sized>(&self, api: Arc<A>) {
        self.process.neighbours.provide(api);
    }

    /// The database, if the service has asked for it.
    pub(crate) fn opened_database(&self) -> Option<&Database> {
        self.database.get()
    }
}
