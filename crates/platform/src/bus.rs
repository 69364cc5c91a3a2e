//! The bus of a process, with what keeps it healthy.

use std::sync::Arc;

use ::bus::Bus;
use ::bus::adapters::sqlite::SqliteBus;
use async_trait::async_trait;
use lifecycle::{ReadyCheck, Worker};
use primitives::Cause;
use server::Mount;

pub(crate) struct ProcessBus {
    pub(crate) bus: Arc<dyn Bus>,
    /// `/readyz` asks the bus too.
    checks: Vec<Arc<dyn ReadyCheck>>,
    embedded: Option<SqliteBus>,
}

impl ProcessBus {
    pub(crate) fn of(bus: Arc<dyn Bus>, checks: Vec<Arc<dyn ReadyCheck>>) -> Self {
        Self { bus, checks, embedded: None }
    }

    pub(crate) fn embedded(bus: SqliteBus) -> Self {
        let checks: Vec<Arc<dyn ReadyCheck>> = vec![Arc::new(LogAnswers(bus.clone()))];
        Self { bus: Arc::new(bus.clone()), checks, embedded: Some(bus) }
    }

    /// What belongs to the bus and to no service.
    pub(crate) fn mount(&self) -> Mount {
        let janitor = self.embedded.clone().map(|bus| {
            Worker::new("bus.janitor", |stop| async move {
                bus.enforce_retention(stop.stopped()).await;
                Ok(())
            })
        });
        let workers = janitor.into_iter().collect();
        Mount { workers, checks: self.checks.clone(), ..Mount::new("bus") }
    }
}

struct LogAnswers(SqliteBus);

#[async_trait]
impl ReadyCheck for LogAnswers {
    fn name(&self) -> &str {
        "bus"
    }

    async fn check(&self) -> Result<(), Cause> {
        Ok(self.0.ping().await?)
    }
}
