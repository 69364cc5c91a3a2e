//! The services of the house: the one list of them. Proxy, Prometheus targets, databases, compose file, settings and test harness are generated
//! from it or checked against it, so a new service is one line here and a folder of its own.

use crate::topics::Topic;

/// What everybody else has to know of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceInfo {
    /// Also the name of its crate, its folder, its database and its scope in metrics.
    pub name: &'static str,
    /// The path prefix of its public API.
    pub prefix: &'static str,
    /// The port of its public API, unless it is configured otherwise.
    pub port: u16,
    /// The port where other services call it.
    pub internal_port: u16,
    pub store: Store,
    /// The topics that it publishes to.
    pub publishes: &'static [Topic],
}

/// Where a service keeps what it owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// A database of its own: a file, or a schema on a server.
    Database,
    /// Seats: Redis, or a file.
    Seats,
}

pub const CATALOG: ServiceInfo = ServiceInfo {
    name: "catalog",
    prefix: "/api/events",
    port: 8080,
    internal_port: 9080,
    store: Store::Database,
    publishes: &[],
};

pub const RESERVATION: ServiceInfo = ServiceInfo {
    name: "reservation",
    prefix: "/api/reservations",
    port: 8081,
    internal_port: 9081,
    store: Store::Seats,
    publishes: &[Topic::SEAT_EVENTS, Topic::RESERVATION_REPLIES],
};

pub const ORDER: ServiceInfo = ServiceInfo {
    name: "order",
    prefix: "/api/orders",
    port: 8082,
    internal_port: 9082,
    store: Store::Database,
    publishes: &[Topic::PAYMENT_COMMANDS, Topic::RESERVATION_COMMANDS, Topic::ORDER_EVENTS],
};

pub const PAYMENT: ServiceInfo = ServiceInfo {
    name: "payment",
    prefix: "/api/payments",
    port: 8083,
    internal_port: 9083,
    store: Store::Database,
    publishes: &[Topic::PAYMENT_REPLIES],
};

pub const ALL: &[ServiceInfo] = &[CATALOG, RESERVATION, ORDER, PAYMENT];

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
    fn every_topic_has_one_publisher() {
        let published: Vec<Topic> = ALL.iter().flat_map(|service| service.publishes).copied().collect();
        let different: BTreeSet<_> = published.iter().copied().collect();
        assert_eq!(published.len(), different.len());
        assert_eq!(different, BTreeSet::from(Topic::ALL));
    }
}
