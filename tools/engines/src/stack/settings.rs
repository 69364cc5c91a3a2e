//! What each instance of a service gets as its environment.

use std::path::PathBuf;

use contracts::services::{ALL, IDENTITY, ServiceInfo, Store};

use super::plan::{OTLP, Plan, instance_name};
use crate::{Callers, KafkaAddress, MariaDbAddress, RedisAddress, native};

/// Public knowledge: a stack is for one machine.
const SECRET: &str = "demo-only-everybody-knows-this-secret";
pub const SERVICE_SECRET: &str = "demo-only-everybody-knows-this-service-secret";
pub const SERVICE_SECRET_NAME: &str = "HOLDFAST_SERVICE_SECRET";
/// Whether one buyer and one address are limited: not where a load test plays all of them.
pub const CALLER_LIMITS: &str = "HOLDFAST_CALLER_LIMITS";

pub(super) fn settings(plan: &Plan, service: &ServiceInfo, instance: u16) -> Vec<(String, String)> {
    let (anonymous, caller_header) = match plan.callers {
        Callers::Trusted => ("open", "trust"),
        Callers::Ignored => ("closed", "ignore"),
    };
    let mut settings = vec![
        ("HOLDFAST_LISTEN", plan.public(service, instance).to_string()),
        ("HOLDFAST_INTERNAL_LISTEN", plan.internal(service, instance).to_string()),
        ("HOLDFAST_SECRET", SECRET.to_owned()),
        (SERVICE_SECRET_NAME, SERVICE_SECRET.to_owned()),
        ("HOLDFAST_ANONYMOUS", anonymous.to_owned()),
        ("HOLDFAST_CALLER_HEADER", caller_header.to_owned()),
        ("HOLDFAST_PROXIES", "127.0.0.1".to_owned()),
        ("HOLDFAST_CONNECTIONS_PER_ADDRESS", "25000".to_owned()),
        // Load tests and demos have many buyers at one address.
        (CALLER_LIMITS, "false".to_owned()),
        ("PAYMENT_PROVIDER", "mock".to_owned()),
        // An instance that returns under its name gets its partitions again without a rebalance.
        ("KAFKA_GROUP_INSTANCE", instance_name(service, instance)),
    ];
    settings.extend(engines(plan, service));
    let seeds = matches!(service.name, "catalog" | "waiting-room") && instance == 0;
    // There is no mail server, so identity shows its mails.
    if seeds || service.name == IDENTITY.name {
        settings.push(("HOLDFAST_DEMO", "true".to_owned()));
    }
    if plan.jaeger {
        settings.push(("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://127.0.0.1:{OTLP}")));
    }
    settings.extend(plan.extra_settings.iter().cloned());
    let settings = settings.into_iter().map(|(name, value)| (name.to_owned(), value));
    settings.chain(ALL.iter().map(|neighbour| neighbour_url(plan, neighbour, instance))).collect()
}

/// Where the engines are, and how to be accepted by them.
fn engines(plan: &Plan, service: &ServiceInfo) -> Vec<(&'static str, String)> {
    let kafka = KafkaAddress { port: plan.links.kafka.unwrap_or(plan.kafka().0) };
    let mut settings = match &plan.tls {
        Some(tls) => kafka.secure_settings(&tls.ca).to_vec(),
        None => vec![("KAFKA_BROKERS", kafka.brokers())],
    };
    match service.store {
        Store::Seats => {
            settings.push(("REDIS_URL", redis_url(plan, plan.links.redis.unwrap_or(plan.redis()))));
            settings.extend(plan.tls.iter().map(|tls| ("REDIS_SSL_CA", tls.ca.display().to_string())));
        }
        Store::Database => {
            let server = MariaDbAddress { port: plan.links.mysql.unwrap_or(plan.mysql()) };
            settings.push(("DATABASE_URL", database_url(plan, server, &database(service))));
        }
    }
    settings
}

pub(super) fn redis_url(plan: &Plan, port: u16) -> String {
    if plan.tls.is_some() { native::secure_redis_url(port) } else { RedisAddress { port }.url() }
}

pub(super) fn database_url(plan: &Plan, server: MariaDbAddress, database: &str) -> String {
    match &plan.tls {
        Some(tls) => server.secure_url(database, &tls.ca),
        None => server.url(database),
    }
}

/// An instance calls the neighbours with its own number first, so that not all call the same one.
fn neighbour_url(plan: &Plan, neighbour: &ServiceInfo, instance: u16) -> (String, String) {
    let others = (0..plan.instances).filter(|other| *other != instance);
    let urls: Vec<_> = std::iter::once(instance)
        .chain(others)
        .map(|number| format!("http://{}", plan.internal(neighbour, number)))
        .collect();
    (neighbour.url_setting(), urls.join(","))
}

pub(super) fn database(service: &ServiceInfo) -> String {
    format!("holdfast_{}", service.name)
}

pub(super) fn binary(plan: &Plan, service: &ServiceInfo) -> PathBuf {
    plan.binaries.join(format!("holdfast-{}", service.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::Links;

    fn plan(callers: Callers) -> Plan {
        Plan {
            binaries: PathBuf::new(),
            callers,
            jaeger: false,
            has_gateway: true,
            instances: 1,
            shift: 0,
            extra_settings: Vec::new(),
            links: Links::default(),
            tls: None,
        }
    }

    #[test]
    fn no_one_is_taken_at_their_word_unless_the_plan_says_so() {
        for (callers, anonymous, header) in
            [(Callers::Ignored, "closed", "ignore"), (Callers::Trusted, "open", "trust")]
        {
            for service in ALL {
                let given = settings(&plan(callers), service, 0);
                let value = |name: &str| {
                    let found = given.iter().find(|(known, _)| known == name);
                    found.map(|(_, value)| value.as_str())
                };
                assert_eq!(value("HOLDFAST_ANONYMOUS"), Some(anonymous), "{}", service.name);
                assert_eq!(value("HOLDFAST_CALLER_HEADER"), Some(header), "{}", service.name);
            }
        }
    }
}
