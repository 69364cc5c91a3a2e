#![doc = include_str!("../README.md")]

mod assemble;
mod config;
mod page;
mod run;
mod secret;
mod seed;
mod stores;
mod welcome;
mod wiring;

use settings::SettingsError;

use crate::config::Config;

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
    let ended = run::run(config).await;
    telemetry.shutdown().await;
    ended
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
