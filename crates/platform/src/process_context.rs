//! What a program stands on before it has any part of its own, and how it serves once it has them.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use access::HoldTokens;
use anyhow::Context;
use lifecycle::Lifecycle;
use primitives::{Clock, IdSource, RandomIds, SystemClock};
use server::{Internal, Listeners, Mount};

use crate::{CommonConfig, announce};

pub struct ProcessContext {
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn IdSource>,
    pub lifecycle: Lifecycle,
    public: TcpListener,
    internal: Option<TcpListener>,
}

impl ProcessContext {
    /// Takes the addresses first: a program that cannot be reached need not open anything.
    pub fn prepare(basics: &CommonConfig) -> anyhow::Result<Self> {
        let public = listen(basics.http.listen, "--listen")?;
        let internal =
            basics.internal_listen.map(|address| listen(address, "--internal-listen")).transpose()?;
        let lifecycle = Lifecycle::new();
        lifecycle.stop_on_signals()?;
        Ok(Self { clock: clock(), ids: Arc::new(RandomIds::default()), lifecycle, public, internal })
    }

    /// Serves until told to stop. `what_to_try` is said after the ready line.
    pub async fn serve(
        self,
        basics: CommonConfig,
        secret: &[u8],
        mut mounts: Vec<Mount>,
        what_to_try: impl FnOnce(SocketAddr) -> Option<String>,
    ) -> anyhow::Result<()> {
        let address = self.public.local_addr()?;
        mounts.push(announce::mount(address, what_to_try(address), &mounts));
        let internal = match self.internal {
            Some(listener) => {
                let key = basics.needed_service_secret()?.key();
                Some(Internal { listener, key, clock: self.clock.clone() })
            }
            None => None,
        };
        let listeners = Listeners::new(self.public, internal);
        server::run(basics.http, HoldTokens::new(secret), mounts, listeners, self.lifecycle).await
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

fn listen(address: SocketAddr, flag: &'static str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .with_context(|| format!("cannot listen on {address}: choose another address with {flag}"))
}
