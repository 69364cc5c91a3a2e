//! What all services of a process share. There before any of them is built.

use std::sync::Arc;

use ::bus::Bus;
use access::AccessTokens;
use contracts::api::Api;
use contracts::services::IDENTITY;
use settings::Secret;
use tokio::sync::OnceCell;

use crate::bus::ProcessBus;
use crate::engines::Engines;
use crate::neighbours::Neighbours;
use crate::process_context::ProcessContext;

pub(crate) struct Process {
    pub(crate) context: ProcessContext,
    pub(crate) secret: Secret<Vec<u8>>,
    pub(crate) engines: Engines,
    pub(crate) neighbours: Neighbours,
    pub(crate) access_tokens: AccessTokens,
    bus: OnceCell<ProcessBus>,
}

impl Process {
    pub(crate) fn new(
        context: ProcessContext,
        engines: Engines,
        neighbours: Neighbours,
        secret: Secret<Vec<u8>>,
    ) -> Self {
        let access_tokens = access_tokens(&context, &neighbours);
        Self { context, secret, engines, neighbours, access_tokens, bus: OnceCell::new() }
    }

    /// For tests.
    pub(crate) fn of_parts(context: ProcessContext, secret: Secret<Vec<u8>>, bus: Arc<dyn Bus>) -> Self {
        let bus = OnceCell::new_with(Some(ProcessBus::of(bus, Vec::new())));
        Self { bus, ..Self::new(context, Engines::none(), Neighbours::all_here(), secret) }
    }

    pub(crate) async fn bus(&self) -> anyhow::Result<&ProcessBus> {
        self.bus.get_or_try_init(|| self.engines.open_bus(self.context.clock.clone())).await
    }

    pub(crate) fn client<A: Api + ?Sized>(&self, caller: &'static str) -> anyhow::Result<Arc<A>> {
        self.neighbours.client(caller, &self.context)
    }
}

fn access_tokens(context: &ProcessContext, neighbours: &Neighbours) -> AccessTokens {
    if neighbours.knows(&IDENTITY) {
        AccessTokens::new(context.clock.clone())
    } else {
        AccessTokens::closed()
    }
}
