//! What can be set about the one process: its own few settings, and those of every service in it.

use std::path::PathBuf;

use anyhow::ensure;
use server::HttpConfig;
use settings::{Secret, Settings};
use telemetry::TelemetryConfig;

pub(crate) struct Config {
    pub(crate) data: PathBuf,
    /// Seeds the demo season, trusts `X-Caller-Id`, and says what to try.
    pub(crate) demo: bool,
    pub(crate) print_openapi: bool,
    pub(crate) secret: Option<Secret<Vec<u8>>>,
    pub(crate) http: HttpConfig,
    pub(crate) telemetry: TelemetryConfig,
    pub(crate) services: ServiceConfigs,
}

pub(crate) struct ServiceConfigs {
    pub(crate) catalog: catalog::config::Config,
    pub(crate) reservation: reservation::config::Config,
    pub(crate) order: order::config::Config,
    pub(crate) payment: payment::config::Config,
}

impl Config {
    pub(crate) fn read(mut settings: Settings) -> anyhow::Result<Self> {
        let data = settings.value("HOLDFAST_DATA", "data".to_owned(), "the folder that keeps everything")?;
        let demo = settings.value("HOLDFAST_DEMO", false, "seed the demo season and trust X-Caller-Id")?;
        let print_openapi =
            settings.value("HOLDFAST_PRINT_OPENAPI", false, "print the API description and end")?;
        let secret = settings.secret::<String>(
            "HOLDFAST_SECRET",
            "the key of hold tokens and order ids; absent, one is made and kept in the data folder",
        )?;
        refuse_engines_not_built_in(&mut settings)?;
        let mut config = Self {
            data: PathBuf::from(data),
            demo,
            print_openapi,
            secret: secret.map(secret_bytes).transpose()?,
            http: HttpConfig::read(&mut settings)?,
            telemetry: TelemetryConfig::read(&mut settings)?,
            services: ServiceConfigs {
                catalog: catalog::config::Config::read(&mut settings)?,
                reservation: reservation::config::Config::read(&mut settings)?,
                order: order::config::Config::read(&mut settings)?,
                payment: payment::config::Config::read(&mut settings)?,
            },
        };
        settings.finish()?;
        // A demo is for one person at their own machine, who wants to be several buyers.
        config.http.trust_caller_header |= demo;
        Ok(config)
    }
}

fn secret_bytes(secret: Secret<String>) -> anyhow::Result<Secret<Vec<u8>>> {
    const BYTES_MIN: usize = 16;
    ensure!(secret.expose().len() >= BYTES_MIN, "HOLDFAST_SECRET must have at least {BYTES_MIN} bytes");
    Ok(Secret::new(secret.expose().clone().into_bytes()))
}

/// Better no start than one that quietly keeps tickets somewhere else than it was told to.
fn refuse_engines_not_built_in(settings: &mut Settings) -> anyhow::Result<()> {
    for (name, embedded, about) in [
        ("DATABASE_URL", "sqlite:", "where records are kept; this build knows only the embedded `sqlite:`"),
        ("REDIS_URL", "embedded:", "where holds are kept; this build knows only `embedded:`"),
        ("KAFKA_BROKERS", "", "the brokers of the bus; this build has the embedded bus alone"),
    ] {
        if let Some(given) = settings.optional::<String>(name, about)? {
            ensure!(
                given == embedded,
                "{name} asks for an engine that is not built in yet: unset it, and holdfast keeps everything in its data \
                 folder"
            );
        }
    }
    Ok(())
}
