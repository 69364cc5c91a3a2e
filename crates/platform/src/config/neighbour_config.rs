//! Where the neighbours of this process are.

use std::collections::BTreeMap;

use contracts::services::{self, ORDER, ServiceInfo};
use service_client::ServiceClientConfig;
use settings::{Settings, SettingsError};

/// By the names of services. Read whether it is needed or not, so that `--help` is complete.
#[derive(Clone, Default)]
pub(crate) struct NeighbourConfig(BTreeMap<&'static str, ServiceClientConfig>);

impl NeighbourConfig {
    /// Of all that these services call, and of order, which compares the books.
    pub(crate) fn read(settings: &mut Settings, callers: &[ServiceInfo]) -> Result<Self, SettingsError> {
        let called = |service: &&ServiceInfo| {
            service.name == ORDER.name || callers.iter().any(|caller| caller.calls.contains(&service.name))
        };
        let mut addresses = BTreeMap::new();
        for service in services::ALL.iter().filter(called) {
            let (name, example) = (service.name, example(service));
            let about = format!(
                "the internal addresses of the instances of {name}, separated by commas, such as {example}, or all addresses of a name: dns+http://{name}-internal:{}",
                service.internal_port
            );
            if let Some(config) = ServiceClientConfig::read(settings, service.url_setting(), about)? {
                addresses.insert(name, config);
            }
        }
        Ok(Self(addresses))
    }

    pub(crate) fn of(&self, service: &ServiceInfo) -> Option<&ServiceClientConfig> {
        self.0.get(service.name)
    }

    pub(crate) fn is_given(&self, service: &ServiceInfo) -> bool {
        self.0.contains_key(service.name)
    }
}

pub(crate) fn example(service: &ServiceInfo) -> String {
    format!("http://127.0.0.1:{}", service.internal_port)
}
