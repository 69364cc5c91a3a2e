//! One process from start to end: open, assemble, serve.

use platform::{Job, ProcessContext};
use settings::Secret;

use crate::config::Config;
use crate::stores::Stores;
use crate::{assemble, page, secret, welcome};

pub(crate) async fn run(config: Config) -> anyhow::Result<()> {
    match config.job {
        Job::Serve => serve(config).await,
        Job::Migrate => {
            let ground = ProcessContext::prepare(&config.basics)?;
            Stores::open(&config.data, &config.engines, &ground).await.map(drop)
        }
        Job::CreateTopics => config.engines.brokers.create_topics().await,
        Job::ReplayDeadLetter(letter) => config.engines.brokers.replay(letter).await,
        Job::ReleaseParked(key) => {
            let ground = ProcessContext::prepare(&config.basics)?;
            Stores::open(&config.data, &config.engines, &ground).await?.release_parked(&key).await
        }
    }
}

/// Serves until it is told to stop.
async fn serve(config: Config) -> anyhow::Result<()> {
    let ground = ProcessContext::prepare(&config.basics)?;
    let stores = Stores::open(&config.data, &config.engines, &ground).await?;
    let secret = secret_of(&config, &stores, &ground)?;
    let mut mounts = assemble::assemble(config.services, &stores, secret.expose(), &ground);
    mounts.push(page::mount());
    let demo = config.demo;
    ground
        .serve(config.basics, secret.expose(), mounts, |address| demo.then(|| welcome::what_to_try(address)))
        .await
}

/// Without a data folder there is no place to keep one, and nobody to share it with the other instances.
fn secret_of(config: &Config, stores: &Stores, ground: &ProcessContext) -> anyhow::Result<Secret<Vec<u8>>> {
    match (&config.basics.secret, &stores.folder) {
        (Some(given), _) => Ok(given.clone()),
        (None, Some(folder)) => secret::keep_in(folder.path(), ground.ids.as_ref()),
        (None, None) => config.basics.needed_secret(),
    }
}
