//! From the first setting to the last span.

use std::future::Future;

use anyhow::Context;
use settings::{Settings, SettingsError};
use telemetry::TelemetryConfig;

use crate::say;

/// The body of every `main`. `read` takes what the program can be told, `work` does what it was started for; what `work` cannot
/// do without it refuses itself, so that `--help` is answered before anything is missed.
pub async fn run<C, Work>(
    name: &'static str,
    read: impl FnOnce(&mut Settings) -> anyhow::Result<C>,
    work: impl FnOnce(C) -> Work,
) -> anyhow::Result<()>
where
    Work: Future<Output = anyhow::Result<()>>,
{
    let (config, telemetry) = match read_all(read) {
        Ok(read) => read,
        Err(error) => return asked_for_help(error),
    };
    let telemetry = telemetry::init(name, &telemetry)?;
    let ended = work(config).await;
    telemetry.shutdown().await;
    ended
}

fn read_all<C>(
    read: impl FnOnce(&mut Settings) -> anyhow::Result<C>,
) -> anyhow::Result<(C, TelemetryConfig)> {
    let mut settings = settings::from_process()?;
    let config = read(&mut settings)?;
    let telemetry = TelemetryConfig::read(&mut settings)?;
    settings.finish()?;
    Ok((config, telemetry))
}

/// Help is an answer, not a failure.
fn asked_for_help(error: anyhow::Error) -> anyhow::Result<()> {
    match error.downcast_ref::<SettingsError>() {
        Some(SettingsError::HelpAsked(text)) => say(text),
        _ => Err(error),
    }
}

/// What a program cannot do without. `example` is a value that would do.
pub fn needed<T>(given: Option<T>, name: &'static str, example: &str) -> anyhow::Result<T> {
    given.with_context(|| {
        format!("{name} is missing: set it, such as {name}={example}; --help lists all settings")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_an_example() {
        let sentence = needed(None::<u8>, "DATABASE_URL", "mysql://me@db/holdfast").unwrap_err().to_string();
        assert!(sentence.contains("DATABASE_URL=mysql://me@db/holdfast"), "{sentence}");
    }
}
