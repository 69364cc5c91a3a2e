//! Which parts a stack has, and on which ports. All ports are below 32768, where no outgoing connection takes one.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use anyhow::Context;
use contracts::services::{ALL, ServiceInfo};

use crate::{Callers, Tls};

/// Between one instance of a service and the next.
const STEP: u16 = 100;
pub const INSTANCES_MAX: u16 = 8;
pub const SHIFT_MAX: u16 = 10_000;
/// Where ports are tried for a stack beside others: not where `cargo xtask up` and its usual shifts are.
const BESIDE_FIRST: u16 = 2_050;
const BESIDE_STEP: usize = 400;

const GATEWAY: u16 = 8000;
const REDIS: u16 = 16_379;
const MYSQL: u16 = 13_306;
const KAFKA: u16 = 19_092;
const KAFKA_CONTROLLER: u16 = 19_093;
const PROMETHEUS: u16 = 19_090;
/// Jaeger has its usual ports, whatever the shift.
pub(super) const JAEGER: u16 = 16_686;
pub(super) const OTLP: u16 = 4317;

#[derive(Debug, Clone)]
pub struct Plan {
    /// The folder with the binaries of the services.
    pub binaries: PathBuf,
    /// Where they are trusted, a header names them, and no one who is anonymous needs the token of a hold.
    pub callers: Callers,
    pub jaeger: bool,
    /// Prometheus and nginx.
    pub has_gateway: bool,
    pub instances: u16,
    /// Added to every port but Jaeger's.
    pub shift: u16,
    /// For the environment of every service.
    pub extra_settings: Vec<(&'static str, String)>,
    pub links: Links,
    /// What the engines show; without it they speak no TLS and ask for no password.
    pub tls: Option<Tls>,
}

/// By which ports the services reach the engines, where links are before them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Links {
    pub redis: Option<u16>,
    pub mysql: Option<u16>,
    pub kafka: Option<u16>,
}

impl Plan {
    /// One instance of each service and nothing in front of them, on free ports: for a measurement beside whatever else is running, which takes
    /// its callers at their word.
    pub fn beside_others(
        binaries: PathBuf,
        extra_settings: Vec<(&'static str, String)>,
    ) -> anyhow::Result<Self> {
        let links = Links::default();
        let plan = Self {
            binaries,
            callers: Callers::Trusted,
            jaeger: false,
            has_gateway: false,
            instances: 1,
            shift: 0,
            extra_settings,
            links,
            tls: None,
        };
        plan.on_free_ports()
    }

    /// The same, moved to where none of its ports is taken.
    pub fn on_free_ports(mut self) -> anyhow::Result<Self> {
        let mut shifts = (BESIDE_FIRST..SHIFT_MAX).step_by(BESIDE_STEP);
        let free = shifts.find(|shift| {
            self.shift = *shift;
            self.ports().into_iter().all(|(_, port)| is_free(port))
        });
        free.map(|_| self).context("no ports are free for one more stack")
    }

    #[must_use]
    pub fn public(&self, service: &ServiceInfo, instance: u16) -> SocketAddr {
        self.address(service.port + instance * STEP)
    }

    #[must_use]
    pub fn internal(&self, service: &ServiceInfo, instance: u16) -> SocketAddr {
        self.address(service.internal_port + instance * STEP)
    }

    pub(super) fn all_public(&self, service: &ServiceInfo) -> Vec<SocketAddr> {
        (0..self.instances).map(|instance| self.public(service, instance)).collect()
    }

    pub(super) fn all_internal(&self, service: &ServiceInfo) -> Vec<SocketAddr> {
        (0..self.instances).map(|instance| self.internal(service, instance)).collect()
    }

    #[must_use]
    pub fn gateway(&self) -> SocketAddr {
        self.address(GATEWAY)
    }

    #[must_use]
    pub fn redis(&self) -> u16 {
        REDIS + self.shift
    }

    #[must_use]
    pub fn mysql(&self) -> u16 {
        MYSQL + self.shift
    }

    /// Of the broker, and of its controller.
    #[must_use]
    pub fn kafka(&self) -> (u16, u16) {
        (KAFKA + self.shift, KAFKA_CONTROLLER + self.shift)
    }

    pub(super) fn prometheus(&self) -> u16 {
        PROMETHEUS + self.shift
    }

    /// All ports, each with the part that listens there.
    #[must_use]
    pub fn ports(&self) -> Vec<(String, u16)> {
        let (kafka, controller) = self.kafka();
        let mut engines = vec![
            ("redis", self.redis()),
            ("mysql", self.mysql()),
            ("kafka", kafka),
            ("kafka's controller", controller),
        ];
        if self.has_gateway {
            engines.extend([("nginx", self.gateway().port()), ("prometheus", self.prometheus())]);
        }
        if self.jaeger {
            engines.extend([("jaeger", JAEGER), ("jaeger", OTLP)]);
        }
        let mut ports: Vec<_> = engines.into_iter().map(|(name, port)| (name.to_owned(), port)).collect();
        for service in ALL {
            for instance in 0..self.instances {
                let name = instance_name(service, instance);
                ports.push((name.clone(), self.public(service, instance).port()));
                ports.push((name, self.internal(service, instance).port()));
            }
        }
        ports
    }

    fn address(&self, port: u16) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], port + self.shift))
    }
}

/// `order-1` is the first.
pub(super) fn instance_name(service: &ServiceInfo, instance: u16) -> String {
    format!("{}-{}", service.name, instance + 1)
}

#[must_use]
pub fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_parts_have_the_same_port_and_none_is_one_of_outgoing_connections() {
        for (jaeger, instances, shift) in [(true, 2, 0), (true, INSTANCES_MAX, SHIFT_MAX), (false, 2, 7)] {
            let (binaries, extra_settings, links) = (PathBuf::new(), Vec::new(), Links::default());
            let (has_gateway, callers, tls) = (true, Callers::Ignored, None);
            let plan =
                Plan { binaries, callers, jaeger, has_gateway, instances, shift, extra_settings, links, tls };
            let ports = plan.ports();
            let different: BTreeSet<u16> = ports.iter().map(|(_, port)| *port).collect();
            assert_eq!(different.len(), ports.len(), "{plan:?}");
            assert!(different.iter().all(|port| *port < 32_768), "{different:?}");
        }
    }

    #[test]
    fn a_stack_beside_others_takes_no_port_that_is_taken() {
        let first = Plan::beside_others(PathBuf::new(), Vec::new()).unwrap();
        let taken = TcpListener::bind(first.public(&contracts::services::CATALOG, 0)).unwrap();
        let second = Plan::beside_others(PathBuf::new(), Vec::new()).unwrap();
        let ports = second.ports();
        assert!(ports.iter().all(|(_, port)| *port != taken.local_addr().unwrap().port()), "{ports:?}");
        assert!(ports.iter().all(|(name, _)| name != "nginx"), "{ports:?}");
    }
}
