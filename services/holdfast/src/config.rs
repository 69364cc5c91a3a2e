//! What can be set about the one process: its own few settings, and those of every service in it.

use std::path::PathBuf;

use anyhow::ensure;
use launch::Basics;
use settings::Settings;

const PORT: u16 = 8080;
const SECRET_BYTES_MIN: usize = 16;

pub(crate) struct Config {
    pub(crate) data: PathBuf,
    /// Seeds the demo season, trusts `X-Caller-Id`, and says what to try.
    pub(crate) demo: bool,
    pub(crate) print_openapi: bool,
    pub(crate) basics: Basics,
    pub(crate) services: ServiceConfigs,
}

pub(crate) struct ServiceConfigs {
    pub(crate) catalog: catalog::config::Config,
    pub(crate) reservation: reservation::config::Config,
    pub(crate) order: order::config::Config,
    pub(crate) payment: payment::config::Config,
}

impl Config {
    pub(crate) fn read(settings: &mut Settings) -> anyhow::Result<Self> {
        let data = settings.value("HOLDFAST_DATA", "data".to_owned(), "the folder that keeps everything")?;
        let demo = settings.value(
            "HOLDFAST_DEMO",
            false,
            "seed the demo season; in `holdfast` also trust X-Caller-Id",
        )?;
        let print_openapi =
            settings.value("HOLDFAST_PRINT_OPENAPI", false, "print the API description and end")?;
        refuse_engines_not_built_in(settings)?;
        let mut config = Self {
            data: PathBuf::from(data),
            demo,
            print_openapi,
            basics: Basics::read(settings, PORT, SECRET_BYTES_MIN)?,
            services: ServiceConfigs {
                catalog: catalog::config::Config::read(settings)?,
                reservation: reservation::config::Config::read(settings)?,
                order: order::config::Config::read(settings)?,
                payment: payment::config::Config::read(settings)?,
            },
        };
        // A demo is for one person at their own machine, who wants to be several buyers.
        config.basics.http.trust_caller_header |= demo;
        Ok(config)
    }
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
