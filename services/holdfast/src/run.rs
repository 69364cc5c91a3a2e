//! One process from start to end: open, assemble, serve.

use launch::Ground;

use crate::config::Config;
use crate::stores::Stores;
use crate::{assemble, page, secret, welcome};

/// Serves until it is told to stop.
pub(crate) async fn run(config: Config) -> anyhow::Result<()> {
    let ground = Ground::prepare(&config.basics)?;
    let stores = Stores::open(&config.data, &ground).await?;
    let secret = match config.basics.secret.clone() {
        Some(given) => given,
        None => secret::keep_in(stores.folder.path(), ground.ids.as_ref())?,
    };
    let mut mounts = assemble::assemble(config.services, &stores, secret.expose(), &ground);
    mounts.push(page::mount());
    let demo = config.demo;
    ground
        .serve(config.basics, secret.expose(), mounts, |address| demo.then(|| welcome::what_to_try(address)))
        .await
}
