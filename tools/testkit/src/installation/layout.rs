//! Which instance listens where, and how they find each other.

use contracts::services::{ALL, ServiceInfo};

use crate::Route;

#[derive(Debug)]
pub(super) struct Layout {
    services: Vec<(&'static str, Vec<Ports>)>,
}

/// Of one instance.
#[derive(Debug, Clone, Copy)]
struct Ports {
    public: u16,
    internal: u16,
}

impl Layout {
    /// Ports that are free now.
    pub(super) fn choose(instances: usize) -> Self {
        let ports = || {
            let ports = ::engines::free_ports().unwrap_or_else(|error| panic!("no port is free: {error}"));
            let [public, internal] = ports;
            Ports { public, internal }
        };
        let of = |service: &ServiceInfo| (service.name, (0..instances).map(|_| ports()).collect());
        Self { services: ALL.iter().map(of).collect() }
    }

    fn instances(&self, service: &ServiceInfo) -> &[Ports] {
        let found = self.services.iter().find(|(known, _)| *known == service.name);
        found.map_or(&[], |(_, ports)| ports)
    }

    pub(super) fn public_ports(&self, service: &ServiceInfo) -> Vec<u16> {
        self.instances(service).iter().map(|ports| ports.public).collect()
    }

    pub(super) fn internal_url(&self, service: &str, instance: usize) -> String {
        let ports = self.services.iter().find(|(known, _)| *known == service);
        let ports = ports.and_then(|(_, ports)| ports.get(instance));
        let ports = ports.unwrap_or_else(|| panic!("no instance {instance} of {service}"));
        format!("http://127.0.0.1:{}", ports.internal)
    }

    /// Where this instance listens, and where it finds its neighbours: those of its own number first, so that not all go to one.
    pub(super) fn settings(&self, service: &ServiceInfo, instance: usize) -> Vec<(String, String)> {
        let own = self.instances(service).get(instance).copied();
        let own = own.unwrap_or_else(|| panic!("no instance {instance} of {}", service.name));
        let mut settings = vec![
            ("HOLDFAST_LISTEN".to_owned(), format!("127.0.0.1:{}", own.public)),
            ("HOLDFAST_INTERNAL_LISTEN".to_owned(), format!("127.0.0.1:{}", own.internal)),
            // A member that comes back under the same name gets the same partitions, without a rebalance.
            ("KAFKA_GROUP_INSTANCE".to_owned(), instance.to_string()),
        ];
        for neighbour in ALL {
            let (later, first) = self.instances(neighbour).split_at(instance);
            let urls: Vec<_> =
                first.iter().chain(later).map(|at| format!("http://127.0.0.1:{}", at.internal)).collect();
            settings.push((neighbour.url_setting(), urls.join(",")));
        }
        settings
    }

    pub(super) fn direct_routes(&self) -> Vec<Route> {
        let urls = |service: &ServiceInfo| -> Vec<String> {
            self.public_ports(service).iter().map(|port| format!("http://127.0.0.1:{port}")).collect()
        };
        let routes = |service: &'static ServiceInfo| {
            let paths = [service.prefix].into_iter().chain(service.other_paths.iter().copied());
            let base_urls = urls(service);
            paths.map(move |prefix| Route { prefix, base_urls: base_urls.clone() })
        };
        ALL.iter().flat_map(routes).collect()
    }
}
