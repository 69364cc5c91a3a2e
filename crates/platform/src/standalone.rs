//! A service in a process of its own: what all of them are told, and what they stand on.

use std::sync::Arc;

use anyhow::Context;
use bus::Bus;
use bus::adapters::kafka::KafkaBus;
use contracts::api::Api;
use server::Mount;
use settings::{Secret, Settings, SettingsError};

use crate::{Brokers, CommonConfig, Job, KafkaAnswers, Neighbour, ProcessContext, Records};

/// For an installation that others can reach.
const SECRET_BYTES_MIN: usize = 32;

pub struct Standalone {
    basics: CommonConfig,
    brokers: Brokers,
    job: Job,
}

/// Everything that a service by itself has before it has any part of its own.
pub struct Stand {
    pub ground: ProcessContext,
    pub secret: Secret<Vec<u8>>,
    kafka: KafkaBus,
    basics: CommonConfig,
}

impl Standalone {
    /// `port` is where it listens unless it is told otherwise.
    pub fn read(settings: &mut Settings, port: u16) -> Result<Self, SettingsError> {
        Ok(Self {
            basics: CommonConfig::read(settings, port, SECRET_BYTES_MIN)?,
            brokers: Brokers::read(settings)?,
            job: Job::read(settings)?,
        })
    }

    /// Does what it was started for, as far as that is the same for all of them. To serve, it gives what a service stands on; and
    /// nothing when the job is done. `records` are what the service keeps in a database, if it keeps anything there.
    pub async fn begin(self, records: Option<&Records>) -> anyhow::Result<Option<Stand>> {
        let Self { basics, brokers, job } = self;
        match job {
            Job::Serve => Stand::of(basics, &brokers).map(Some),
            Job::Migrate => {
                if let Some(records) = records {
                    records.connect().await?;
                }
                Ok(None)
            }
            Job::CreateTopics => brokers.create_topics().await.map(|()| None),
            Job::ReplayDeadLetter(letter) => brokers.replay(letter).await.map(|()| None),
            Job::ReleaseParked(key) => {
                let records = records.context("this service has no database, so it parks nothing")?;
                records.release_parked(&key).await.map(|()| None)
            }
        }
    }
}

impl Stand {
    /// Both secrets are asked for in any case, so that no installation is half secured.
    fn of(basics: CommonConfig, brokers: &Brokers) -> anyhow::Result<Self> {
        let secret = basics.needed_secret()?;
        basics.needed_service_secret()?;
        let ground = ProcessContext::prepare(&basics)?;
        let kafka = brokers.connect(ground.clock.clone())?;
        Ok(Self { ground, secret, kafka, basics })
    }

    #[must_use]
    pub fn bus(&self) -> Arc<dyn Bus> {
        Arc::new(self.kafka.clone())
    }

    /// Another service, for `caller`. It need not be up.
    pub fn client<A: Api + ?Sized>(
        &self,
        neighbour: &Neighbour,
        caller: &'static str,
    ) -> anyhow::Result<Arc<A>> {
        Ok(A::remote(neighbour.client(caller, &self.basics, &self.ground)?))
    }

    /// Serves until told to stop.
    pub async fn serve(self, service: Mount) -> anyhow::Result<()> {
        let Self { ground, secret, kafka, basics } = self;
        ground.serve(basics, secret.expose(), vec![service, KafkaAnswers::mount(kafka)], |_| None).await
    }
}
