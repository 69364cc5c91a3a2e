#![doc = include_str!("../README.md")]

mod assemble;
mod config;
mod page;
mod run;
mod secret;
mod stores;
mod welcome;
mod wiring;

use crate::config::Config;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    launch::run("holdfast", Config::read, |config| async move {
        if config.print_openapi { launch::say(&openapi()?) } else { run::run(config).await }
    })
    .await
}

fn openapi() -> anyhow::Result<String> {
    let documents = [catalog::openapi(), reservation::openapi(), order::openapi(), payment::openapi()];
    Ok(server::openapi::merged(documents).to_pretty_json()?)
}
