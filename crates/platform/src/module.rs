//! A service put together: its routes, what it answers to other services, what it consumes and publishes, and what it does by itself.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use ::bus::adapters::sql::SqlParking;
use ::bus::{Bus, ConsumerLoop, Handler, NoParking, Outbox, OutboxJanitor, Parking, Relay};
use anyhow::Context;
use contracts::api::Api;
use contracts::services::Store;
use contracts::topics::Topic;
use lifecycle::{ReadyCheck, Stop, Worker};
use server::{KeyedAnswers, Mount, Routes, api_routes};
use sql::{Database, inbox};

use crate::database::DatabaseAnswers;
use crate::{Follower, Platform, Repeat, every, follow};

/// Between two prunings of a table that has nothing more to prune.
const PRUNE_EVERY: Duration = Duration::from_secs(60);

/// Made by [`Platform::module`]. Workers begin when the process serves, in the order in which they were added.
pub struct Module {
    platform: Platform,
    mount: Mount,
    needs_database: bool,
}

impl Platform {
    /// To be filled with what the service consists of.
    #[must_use]
    pub fn module(&self) -> Module {
        Module::new(self.clone())
    }
}

impl Module {
    fn new(platform: Platform) -> Self {
        let (openapi, rules) = ((platform.service.openapi)(), platform.service.rules());
        let mount = Mount { openapi, rules, ..Mount::new(platform.service().name) };
        Self { platform, mount, needs_database: true }
    }

    /// The public API.
    #[must_use]
    pub fn routes(mut self, routes: Routes) -> Self {
        self.mount.routes = routes;
        self
    }

    /// What other services may call, in this process and over HTTP.
    #[must_use]
    pub fn api<A: Api + ?Sized>(mut self, api: Arc<A>) -> Self {
        self.platform.provide(api.clone());
        self.mount.internal = api_routes(api);
        self
    }

    /// Handles the messages of these topics; all instances of the service share them. With the database whose inbox says what has been
    /// processed: messages that can never be handled are parked there, with whatever follows under their keys, and the inbox is kept bounded.
    /// Without one they join the dead letters of their topic.
    #[must_use]
    pub fn consumer(
        mut self,
        topics: &'static [Topic],
        handler: impl Handler + 'static,
        database: Option<&Database>,
    ) -> Self {
        let (group, clock, database) = (self.mount.name, self.platform.clock(), database.cloned());
        if let Some(database) = database.clone() {
            self = self.prune_inbox(database);
        }
        let parking_on = move |bus: &Arc<dyn Bus>| -> Arc<dyn Parking> {
            match database {
                Some(database) => Arc::new(SqlParking::new(database, group, clock)),
                None => Arc::new(NoParking::new(bus.clone())),
            }
        };
        let handler = Arc::new(handler);
        self.bus_worker("consumer", move |bus, stop| async move {
            let parking = parking_on(&bus);
            Ok(ConsumerLoop { bus, group, topics, handler, parking }.run(stop.stopped()).await?)
        })
    }

    /// Publishes what the service has committed to this outbox, and keeps the outbox bounded.
    #[must_use]
    pub fn relay(self, outbox: Arc<dyn Outbox>) -> Self {
        let (name, clock) = (self.mount.name, self.platform.clock());
        let janitor = OutboxJanitor::new(name, outbox.clone(), clock.clone());
        let pruned = self.worker("outbox.janitor", move |stop| async move {
            janitor.run(stop.stopped()).await;
            Ok(())
        });
        pruned.bus_worker("relay", move |bus, stop| async move {
            Relay::new(name, outbox, bus, clock).run(stop.stopped()).await;
            Ok(())
        })
    }

    /// Deletes what is kept under idempotency keys when its time is over.
    #[must_use]
    pub fn keeps_answers(self, answers: KeyedAnswers) -> Self {
        self.every("answers", PRUNE_EVERY, move || {
            let answers = answers.clone();
            async move {
                let more = answers.prune().await.context("cannot delete old answers")?;
                Ok(if more { Repeat::Soon } else { Repeat::NextPeriod })
            }
        })
    }

    /// Does this again and again, beginning at once. A turn is bounded work: a stop waits for it.
    #[must_use]
    pub fn every<Turn, Fut>(self, name: &'static str, period: Duration, turn: Turn) -> Self
    where
        Turn: FnMut() -> Fut + Send + 'static,
        Fut: Future<Output = anyhow::Result<Repeat>> + Send + 'static,
    {
        let full_name = self.worker_name(name);
        self.worker(name, move |stop| every::run(full_name, period, turn, stop))
    }

    /// Passes on what is published to this topic from now on, in every process by itself.
    #[must_use]
    pub fn follow(self, topic: Topic, follower: impl Follower) -> Self {
        self.bus_worker("follower", move |bus, stop| follow::run(bus, topic, follower, stop))
    }

    /// A loop of the service's own.
    #[must_use]
    pub fn worker<Run, Fut>(mut self, name: &'static str, run: Run) -> Self
    where
        Run: FnOnce(Stop) -> Fut + Send + 'static,
        Fut: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        self.mount.workers.push(Worker::new(self.worker_name(name), run));
        self
    }

    /// The same, for a loop that needs the bus. The bus is opened beside the services, so it is waited for here and not while they are built.
    #[must_use]
    pub fn bus_worker<Run, Fut>(self, name: &'static str, run: Run) -> Self
    where
        Run: FnOnce(Arc<dyn Bus>, Stop) -> Fut + Send + 'static,
        Fut: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let platform = self.platform.clone();
        self.worker(name, move |stop| async move { run(platform.bus().await?, stop).await })
    }

    /// Something else that the service works with.
    #[must_use]
    pub fn check(mut self, check: impl ReadyCheck + 'static) -> Self {
        self.mount.checks.push(Arc::new(check));
        self
    }

    /// It serves what it has in memory while its database does not answer. Other checks say when it has everything there.
    #[must_use]
    pub fn serves_from_memory(mut self) -> Self {
        self.needs_database = false;
        self
    }

    /// As the HTTP server takes it. Whatever else it checks: a service that has opened its database asks whether it answers.
    #[must_use]
    pub fn into_mount(mut self) -> Mount {
        let service = self.platform.service();
        if service.store == Store::Database
            && let Some(database) = self.platform.opened_database()
        {
            let check = DatabaseAnswers::new(service.name, database.clone(), self.needs_database);
            self.mount.checks.insert(0, Arc::new(check));
        }
        self.mount
    }

    fn prune_inbox(self, database: Database) -> Self {
        let clock = self.platform.clock();
        self.every("inbox", PRUNE_EVERY, move || {
            let (database, now) = (database.clone(), clock.now());
            async move {
                let more = inbox::prune_expired(&database, now).await.context("cannot prune the inbox")?;
                Ok(if more { Repeat::Soon } else { Repeat::NextPeriod })
            }
        })
    }

    fn worker_name(&self, name: &str) -> String {
        format!("{}.{name}", self.mount.name)
    }
}
