//! One process from start to end: open, assemble, seed, serve.

use std::net::TcpListener;
use std::sync::Arc;

use anyhow::Context;
use contracts::hold_token::HoldTokens;
use primitives::{Clock, IdSource, RandomIds, SystemClock};
use server::Lifecycle;

use crate::config::Config;
use crate::stores::Stores;
use crate::{assemble, page, secret, seed, welcome};

/// Serves until it is told to stop.
pub(crate) async fn run(config: Config) -> anyhow::Result<()> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let ids: Arc<dyn IdSource> = Arc::new(RandomIds::default());
    let listener = TcpListener::bind(config.http.listen).with_context(|| {
        format!("cannot listen on {}: choose another address with --listen", config.http.listen)
    })?;
    let lifecycle = Lifecycle::new();
    lifecycle.stop_on_signals()?;
    let stores = Stores::open(&config.data, &clock, &ids, &lifecycle).await?;
    let secret = match config.secret {
        Some(given) => given,
        None => secret::keep_in(stores.folder.path(), ids.as_ref())?,
    };
    let mut house = assemble::assemble(config.services, &stores, secret.expose(), &clock, &ids, &lifecycle);
    if config.demo {
        seed::plant(&house.catalog, clock.as_ref()).await?;
    }
    house.mounts.push(page::mount());
    house.mounts.push(welcome::announce(listener.local_addr()?, config.demo, &house.mounts));
    server::run(config.http, HoldTokens::new(secret.expose()), house.mounts, listener, lifecycle).await
}
