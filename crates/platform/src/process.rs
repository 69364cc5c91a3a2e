//! What all services of a process share. There before any of them is built.

use std::sync::Arc;

use ::bus::Bus;
use anyhow::Context;
use contracts::api::Api;
use lifecycle::Lifecycle;
use primitives::{Clock, IdSource, RandomIds, SystemClock};
use settings::Secret;
use tokio::sync::OnceCell;

use crate::bus::ProcessBus;
use crate::config::ProcessConfig;
use crate::engines::Engines;
use crate::neighbours::Neighbours;

/// Time, ids, and the process's own life.
#[derive(Clone)]
pub(crate) struct ProcessContext {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdSource>,
    pub(crate) lifecycle: Lifecycle,
}

pub(crate) struct Process {
    pub(crate) context: ProcessContext,
    pub(crate) secret: Secret<Vec<u8>>,
    pub(crate) engines: Engines,
    pub(crate) neighbours: Neighbours,
    bus: OnceCell<ProcessBus>,
}

impl ProcessContext {
    /// It stops on the signals that a process is stopped by.
    pub(crate) fn of_this_process() -> anyhow::Result<Self> {
        let lifecycle = Lifecycle::new();
        lifecycle.stop_on_signals().context("signals cannot be listened to")?;
        Ok(Self { clock: clock(), ids: Arc::new(RandomIds::default()), lifecycle })
    }
}

impl Process {
    pub(crate) fn new(
        context: ProcessContext,
        config: &ProcessConfig,
        engines: Engines,
        secret: Secret<Vec<u8>>,
    ) -> Self {
        Self { context, secret, engines, neighbours: Neighbours::of(config), bus: OnceCell::new() }
    }

    /// For tests.
    pub(crate) fn of_parts(context: ProcessContext, secret: Secret<Vec<u8>>, bus: Arc<dyn Bus>) -> Self {
        let bus = OnceCell::new_with(Some(ProcessBus::of(bus, Vec::new())));
        Self { context, secret, engines: Engines::none(), neighbours: Neighbours::all_here(), bus }
    }

    pub(crate) async fn bus(&self) -> anyhow::Result<&ProcessBus> {
        self.bus.get_or_try_init(|| self.engines.open_bus(self.context.clock.clone())).await
    }

    pub(crate) fn client<A: Api + ?Sized>(&self, caller: &'static str) -> anyhow::Result<Arc<A>> {
        self.neighbours.client(caller, &self.context)
    }
}

/// The system's; in a debug build a test may have put it wrong.
fn clock() -> Arc<dyn Clock> {
    #[cfg(debug_assertions)]
    if let Some(wrong) = primitives::WrongClock::armed() {
        return Arc::new(wrong);
    }
    Arc::new(SystemClock)
}
