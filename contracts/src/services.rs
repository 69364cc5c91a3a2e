//! The services of the house: the one list of them. Tools and tests read it, and `cargo xtask services` writes it into the files of proxy,
//! Prometheus, databases, compose, charts and composition, so a new service is one entry here and a folder of its own.

use crate::topics::Topic;

/// What the rest of the system has to know of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceInfo {
    /// Also the name of its crate, its folder, its database and its scope in metrics.
    pub name: &'static str,
    /// The path prefix of its public API.
    pub prefix: &'static str,
    /// Paths beside it, which have the names that source designs give them.
    pub other_paths: &'static [&'static str],
    /// The port of its public API, unless it is configured otherwise.
    pub port: u16,
    /// The port where other services call it.
    pub internal_port: u16,
    pub store: Store,
    /// The topics that it publishes to.
    pub publishes: &'static [Topic],
    /// The names of the services that it calls.
    pub calls: &'static [&'static str],
}

impl ServiceInfo {
    /// The setting with the internal addresses of its instances, such as `HOLDFAST_CATALOG_URL`.
    #[must_use]
    pub fn url_setting(&self) -> String {
        format!("HOLDFAST_{}_URL", self.name.to_uppercase().replace('-', "_"))
    }
}

/// Where a service keeps what it owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// A database of its own: a file, or a schema on a server.
    Database,
    /// What is too hot for a database, such as seats: Redis, or a file.
    Seats,
}

pub const CATALOG: ServiceInfo = ServiceInfo {
    name: "catalog",
    prefix: "/api/events",
    other_paths: &["/ws"],
    port: 8080,
    internal_port: 9080,
    store: Store::Database,
    publishes: &[],
    calls: &["reservation", "waiting-room", "identity"],
};

pub const RESERVATION: ServiceInfo = ServiceInfo {
    name: "reservation",
    prefix: "/api/reservations",
    other_paths: &["/api/v1/tickets/"],
    port: 8081,
    internal_port: 9081,
    store: Store::Seats,
    publishes: &[Topic::SEAT_EVENTS, Topic::RESERVATION_REPLIES],
    calls: &["catalog", "order", "waiting-room", "identity"],
};

pub const ORDER: ServiceInfo = ServiceInfo {
    name: "order",
    prefix: "/api/orders",
    other_paths: &["/purchase", "/pay/"],
    port: 8082,
    internal_port: 9082,
    store: Store::Database,
    publishes: &[Topic::PAYMENT_COMMANDS, Topic::RESERVATION_COMMANDS, Topic::ORDER_EVENTS],
    calls: &["catalog", "reservation", "payment", "waiting-room", "identity"],
};

pub const PAYMENT: ServiceInfo = ServiceInfo {
    name: "payment",
    prefix: "/api/payments",
    other_paths: &[],
    port: 8083,
    internal_port: 9083,
    store: Store::Database,
    publishes: &[Topic::PAYMENT_REPLIES],
    calls: &["identity"],
};

pub const WAITING_ROOM: ServiceInfo = ServiceInfo {
    name: "waiting-room",
    prefix: "/api/waiting-room",
    other_paths: &["/api/queue/", "/api/v1/queue/", "/vwr-api/", "/api/admin/vwr/"],
    port: 8084,
    internal_port: 9084,
    store: Store::Seats,
    publishes: &[],
    calls: &["catalog", "identity"],
};

pub const IDENTITY: ServiceInfo = ServiceInfo {
    name: "identity",
    prefix: "/api/auth",
    other_paths: &["/api/users", "/.well-known/jwks.json", "/api/orgs", "/api/admin/identity/"],
    port: 8085,
    internal_port: 9085,
    store: Store::Database,
    publishes: &[Topic::IDENTITY_EVENTS],
    calls: &[],
};

pub const ALL: &[ServiceInfo] = &[CATALOG, RESERVATION, ORDER, PAYMENT, WAITING_ROOM, IDENTITY];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_services_share_a_name_a_prefix_or_a_port() {
        let names: BTreeSet<_> = ALL.iter().flat_map(|service| [service.name, service.prefix]).collect();
        let ports: BTreeSet<_> =
            ALL.iter().flat_map(|service| [service.port, service.internal_port]).collect();
        assert_eq!((names.len(), ports.len()), (2 * ALL.len(), 2 * ALL.len()));
    }

    #[test]
    fn calls_go_to_other_services_of_the_list() {
        for service in ALL {
            for called in service.calls {
                assert!(ALL.iter().any(|other| other.name == *called), "{} calls {called}", service.name);
                assert_ne!(service.name, *called);
            }
        }
        assert_eq!(CATALOG.url_setting(), "HOLDFAST_CATALOG_URL");
    }

    #[test]
    fn every_topic_has_one_publisher() {
        let published: Vec<Topic> = ALL.iter().flat_map(|service| service.publishes).copied().collect();
        let different: BTreeSet<_> = published.iter().copied().collect();
        assert_eq!(published.len(), different.len());
        assert_eq!(different, BTreeSet::from(Topic::ALL));
    }
}
