#![doc = include_str!("../README.md")]

mod assemble;
mod config;
mod secret;
mod seed;
mod stores;
mod welcome;
mod wiring;

use std::net::TcpListener;
use std::sync::Arc;

use anyhow::Context;
use contracts::hold_token::HoldTokens;
use primitives::{Clock, IdSource, RandomIds, SystemClock};
use server::Lifecycle;
use settings::SettingsError;

use crate::config::Config;
use crate::stores::Stores;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let config = match settings::from_process().map_err(anyhow::Error::from).and_then(Config::read) {
        Ok(config) => config,
        Err(error) => return asked_for_help(error),
    };
    if config.print_openapi {
        return welcome::say(&openapi()?);
    }
    let telemetry = telemetry::init("holdfast", &config.telemetry)?;
    let ended = run(config).await;
    telemetry.shutdown().await;
    ended
}

async fn run(config: Config) -> anyhow::Result<()> {
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
    house.mounts.push(welcome::announce(listener.local_addr()?, config.demo, &house.mounts));
    server::run(config.http, HoldTokens::new(secret.expose()), house.mounts, listener, lifecycle).await
}

/// Help is an answer, not a failure.
fn asked_for_help(error: anyhow::Error) -> anyhow::Result<()> {
    match error.downcast_ref::<SettingsError>() {
        Some(SettingsError::HelpAsked(text)) => welcome::say(text),
        _ => Err(error),
    }
}

fn openapi() -> anyhow::Result<String> {
    let documents = [catalog::openapi(), reservation::openapi(), order::openapi(), payment::openapi()];
    Ok(server::openapi::merged(documents).to_pretty_json()?)
}
