//! A service, as the processes that may serve it see it.

use std::future::Future;
use std::pin::Pin;

use contracts::services::ServiceInfo;
use server::{Endpoints, RouteRule};
use settings::{Settings, SettingsError};
use sqlx::migrate::Migrator;
use utoipa::openapi::OpenApi;

use crate::description::Description;
use crate::{Module, Platform};

/// Implemented by one type of each service's crate. A process reads the settings of all its services first, and then builds them together.
pub trait Service: 'static {
    /// Its line in the one list of services.
    const INFO: ServiceInfo;

    /// The settings that are its own.
    type Config: 'static;

    /// Read once with nothing given, to learn what there is, and once as it was given: the defaults have to be possible.
    fn config(settings: &mut Settings) -> Result<Self::Config, SettingsError>;

    /// What has to be set before it serves. Jobs that only read do without.
    fn may_serve(_config: &Self::Config) -> anyhow::Result<()> {
        Ok(())
    }

    /// The tables of its database, beside those that every service has.
    fn schema() -> &'static Migrator;

    /// Its part of the API description, with full paths. How a caller has to be known is not in it: that follows from its endpoints.
    fn openapi() -> OpenApi;

    /// Its public routes, with who may call each.
    fn endpoints() -> Vec<Endpoints>;

    /// Opens what it needs and puts itself together. Nothing of it works before the process serves; its neighbours may be built later.
    fn build(config: Self::Config, platform: &Platform) -> impl Future<Output = anyhow::Result<Module>>;
}

type Build = Box<dyn FnOnce(Platform) -> Pin<Box<dyn Future<Output = anyhow::Result<Module>>>>>;

/// A service of any type, for lists of them.
#[derive(Clone, Copy)]
pub struct Mountable {
    pub(crate) description: Description,
    read: fn(Self, &mut Settings) -> Result<Configured, SettingsError>,
}

/// A service whose settings have been read.
pub(crate) struct Configured {
    pub(crate) service: Mountable,
    pub(crate) may_serve: anyhow::Result<()>,
    build: Build,
}

impl Mountable {
    #[must_use]
    pub const fn of<S: Service>() -> Self {
        Self { description: description::<S>(), read: read::<S> }
    }

    #[must_use]
    pub const fn info(&self) -> &ServiceInfo {
        &self.description.info
    }

    pub(crate) fn read(self, settings: &mut Settings) -> Result<Configured, SettingsError> {
        (self.read)(self, settings)
    }

    pub(crate) fn schema(&self) -> &'static Migrator {
        (self.description.schema)()
    }

    pub(crate) fn openapi(&self) -> OpenApi {
        (self.description.openapi)()
    }

    pub(crate) fn rules(&self) -> Vec<RouteRule> {
        self.description.rules()
    }
}

impl Configured {
    pub(crate) async fn build(self, platform: Platform) -> anyhow::Result<Module> {
        (self.build)(platform).await
    }
}

pub(crate) const fn description<S: Service>() -> Description {
    Description { info: S::INFO, schema: S::schema, openapi: S::openapi, endpoints: S::endpoints }
}

fn read<S: Service>(service: Mountable, settings: &mut Settings) -> Result<Configured, SettingsError> {
    let config = S::config(settings)?;
    let may_serve = S::may_serve(&config);
    let build: Build = Box::new(|platform| Box::pin(async move { S::build(config, &platform).await }));
    Ok(Configured { service, may_serve, build })
}
