#![doc = include_str!("../README.md")]

mod assemble;
mod config;
mod page;
mod run;
mod secret;
mod stores;
mod verify;
mod welcome;

use crate::config::Config;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    platform::run("holdfast", Config::read, |config| async move {
        match (config.print_openapi, config.verify) {
            (true, _) => platform::say(&openapi()?),
            (false, true) => verify::run(config).await,
            (false, false) => run::run(config).await,
        }
    })
    .await
}

fn openapi() -> anyhow::Result<String> {
    let documents = [catalog::openapi(), reservation::openapi(), order::openapi(), payment::openapi()];
    Ok(server::openapi::merged(documents).to_pretty_json()?)
}
