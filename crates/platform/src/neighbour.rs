//! Another service that a program calls, as it was set.

use std::sync::Arc;

use anyhow::anyhow;
use primitives::{Clock, IdSource};
use service_client::{ServiceClient, ServiceClientConfig};
use settings::{Settings, SettingsError};

use crate::{CommonConfig, ProcessContext, needed};

/// Read in any case, so that `--help` names it; needed by whoever serves.
#[derive(Debug, Clone)]
pub struct Neighbour {
    service: &'static str,
    setting: &'static str,
    example: &'static str,
    config: Option<ServiceClientConfig>,
}

impl Neighbour {
    pub fn catalog(settings: &mut Settings) -> Result<Self, SettingsError> {
        let about = "the internal addresses of the catalog's instances, separated by commas, such as http://127.0.0.1:9080";
        Self::read(settings, "catalog", "HOLDFAST_CATALOG_URL", about, "http://127.0.0.1:9080")
    }

    pub fn reservation(settings: &mut Settings) -> Result<Self, SettingsError> {
        let about = "the internal addresses of reservation's instances, separated by commas, such as http://127.0.0.1:9081";
        Self::read(settings, "reservation", "HOLDFAST_RESERVATION_URL", about, "http://127.0.0.1:9081")
    }

    pub fn order(settings: &mut Settings) -> Result<Self, SettingsError> {
        let about = "the internal addresses of the order service's instances, separated by commas, such as http://127.0.0.1:9082";
        Self::read(settings, "order", "HOLDFAST_ORDER_URL", about, "http://127.0.0.1:9082")
    }

    pub fn payment(settings: &mut Settings) -> Result<Self, SettingsError> {
        let about = "the internal addresses of payment's instances, separated by commas, such as http://127.0.0.1:9083";
        Self::read(settings, "payment", "HOLDFAST_PAYMENT_URL", about, "http://127.0.0.1:9083")
    }

    fn read(
        settings: &mut Settings,
        service: &'static str,
        setting: &'static str,
        about: &'static str,
        example: &'static str,
    ) -> Result<Self, SettingsError> {
        Ok(Self { service, setting, example, config: ServiceClientConfig::read(settings, setting, about)? })
    }

    /// Carries calls of `caller` to it. The other service need not be up.
    pub fn client(
        &self,
        caller: &'static str,
        basics: &CommonConfig,
        ground: &ProcessContext,
    ) -> anyhow::Result<ServiceClient> {
        self.client_of(caller, basics, Arc::clone(&ground.clock), Arc::clone(&ground.ids))
    }

    /// As [`Self::client`], for a caller that does not serve.
    pub fn client_of(
        &self,
        caller: &'static str,
        basics: &CommonConfig,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> anyhow::Result<ServiceClient> {
        let config = needed(self.config.as_ref(), self.setting, self.example)?;
        let key = basics.needed_service_secret()?.key();
        ServiceClient::new(config, &key, caller, self.service, clock, ids).map_err(|error| anyhow!(error))
    }

    #[must_use]
    pub fn is_given(&self) -> bool {
        self.config.is_some()
    }
}
