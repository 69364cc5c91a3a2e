//! What is started, and on which ports. All of them lie below 32768, where no outgoing connection takes one.

use std::net::{SocketAddr, TcpListener};

use anyhow::{Context, bail, ensure};

pub(super) struct Service {
    pub(super) name: &'static str,
    port: u16,
    internal: u16,
    /// Reservation keeps everything in Redis.
    pub(super) has_records: bool,
}

pub(super) const SERVICES: [Service; 4] = [
    Service { name: "catalog", port: 8080, internal: 9080, has_records: true },
    Service { name: "reservation", port: 8081, internal: 9081, has_records: false },
    Service { name: "order", port: 8082, internal: 9082, has_records: true },
    Service { name: "payment", port: 8083, internal: 9083, has_records: true },
];
/// Between one instance of a service and the next.
const STEP: u16 = 100;
const INSTANCES_MAX: u16 = 8;
const SHIFT_MAX: u16 = 10_000;
/// Where a stack beside others is looked for: not where `up` and its usual shifts are.
const ASIDE_FIRST: u16 = 2_050;
const ASIDE_STEP: usize = 400;

const GATEWAY: u16 = 8000;
const REDIS: u16 = 16_379;
const MYSQL: u16 = 13_306;
const KAFKA: u16 = 19_092;
const KAFKA_CONTROLLER: u16 = 19_093;
const PROMETHEUS: u16 = 19_090;
/// Jaeger has its usual ports, whatever the shift.
pub(super) const JAEGER: u16 = 16_686;
pub(super) const OTLP: u16 = 4317;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(super) jaeger: bool,
    pub(super) debug: bool,
    /// Prometheus and nginx.
    pub(super) has_onlookers: bool,
    pub(super) instances: u16,
    shift: u16,
    /// What every service is told besides.
    pub(super) further: Vec<(&'static str, String)>,
}

impl Plan {
    /// One instance of each service and nobody who looks on, on ports that are free: for a measurement beside whatever else is up.
    pub(crate) fn aside(further: Vec<(&'static str, String)>) -> anyhow::Result<Self> {
        let plan = |shift| Self {
            jaeger: false,
            debug: false,
            has_onlookers: false,
            instances: 1,
            shift,
            further: further.clone(),
        };
        let mut plans = (ASIDE_FIRST..SHIFT_MAX).step_by(ASIDE_STEP).map(plan);
        let is_free = |plan: &Plan| plan.ports().into_iter().all(|(_, port)| is_free(port));
        plans.find(is_free).context("no ports are free for one more stack")
    }

    pub(super) fn parse(flags: &[String]) -> anyhow::Result<Self> {
        let mut plan = Self {
            jaeger: false,
            debug: false,
            has_onlookers: true,
            instances: 2,
            shift: 0,
            further: Vec::new(),
        };
        let mut flags = flags.iter().map(String::as_str);
        while let Some(flag) = flags.next() {
            match flag {
                "--jaeger" => plan.jaeger = true,
                "--debug" => plan.debug = true,
                "--instances" => plan.instances = number(flag, flags.next())?,
                "--shift" => plan.shift = number(flag, flags.next())?,
                other => bail!("`up` knows --jaeger, --debug, --instances N and --shift N, and not {other}"),
            }
        }
        ensure!((1..=INSTANCES_MAX).contains(&plan.instances), "--instances goes from 1 to {INSTANCES_MAX}");
        ensure!(plan.shift <= SHIFT_MAX, "--shift goes up to {SHIFT_MAX}");
        Ok(plan)
    }

    /// Of the first instances of catalog, reservation, order and payment: where the public reaches them, and where other services do.
    pub(crate) fn doors(&self) -> [(SocketAddr, SocketAddr); 4] {
        SERVICES.each_ref().map(|service| (self.public(service, 0), self.internal(service, 0)))
    }

    pub(super) fn public(&self, service: &Service, instance: u16) -> SocketAddr {
        local(service.port + self.shift + instance * STEP)
    }

    pub(super) fn internal(&self, service: &Service, instance: u16) -> SocketAddr {
        local(service.internal + self.shift + instance * STEP)
    }

    pub(super) fn all_public(&self, service: &Service) -> Vec<SocketAddr> {
        (0..self.instances).map(|instance| self.public(service, instance)).collect()
    }

    pub(super) fn gateway(&self) -> SocketAddr {
        local(GATEWAY + self.shift)
    }

    pub(crate) fn redis(&self) -> u16 {
        REDIS + self.shift
    }

    pub(crate) fn mysql(&self) -> u16 {
        MYSQL + self.shift
    }

    pub(crate) fn kafka(&self) -> (u16, u16) {
        (KAFKA + self.shift, KAFKA_CONTROLLER + self.shift)
    }

    pub(super) fn prometheus(&self) -> u16 {
        PROMETHEUS + self.shift
    }

    /// All of them, with who has them.
    pub(super) fn ports(&self) -> Vec<(String, u16)> {
        let (kafka, controller) = self.kafka();
        let mut engines = vec![
            ("redis", self.redis()),
            ("mysql", self.mysql()),
            ("kafka", kafka),
            ("kafka's controller", controller),
        ];
        if self.has_onlookers {
            engines.extend([("nginx", self.gateway().port()), ("prometheus", self.prometheus())]);
        }
        let mut ports: Vec<_> = engines.into_iter().map(|(name, port)| (name.to_owned(), port)).collect();
        if self.jaeger {
            ports.extend([("jaeger".to_owned(), JAEGER), ("jaeger".to_owned(), OTLP)]);
        }
        for service in &SERVICES {
            for instance in 0..self.instances {
                let name = instance_name(service, instance);
                ports.push((name.clone(), self.public(service, instance).port()));
                ports.push((name, self.internal(service, instance).port()));
            }
        }
        ports
    }
}

/// `order-1` is the first.
pub(super) fn instance_name(service: &Service, instance: u16) -> String {
    format!("{}-{}", service.name, instance + 1)
}

pub(super) fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn number(flag: &str, value: Option<&str>) -> anyhow::Result<u16> {
    let value = value.with_context(|| format!("{flag} needs a number"))?;
    value.parse().with_context(|| format!("{flag} cannot be `{value}`"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn plan(flags: &[&str]) -> anyhow::Result<Plan> {
        Plan::parse(&flags.iter().map(|flag| (*flag).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn no_two_have_the_same_port_and_none_is_one_of_outgoing_connections() {
        for flags in
            [&["--jaeger"][..], &["--jaeger", "--instances", "8", "--shift", "10000"], &["--shift", "7"]]
        {
            let ports = plan(flags).unwrap().ports();
            let different: BTreeSet<u16> = ports.iter().map(|(_, port)| *port).collect();
            assert_eq!(different.len(), ports.len(), "{flags:?}");
            assert!(different.iter().all(|port| *port < 32_768), "{different:?}");
        }
    }

    #[test]
    fn a_stack_aside_takes_nothing_that_is_taken() {
        let first = Plan::aside(Vec::new()).unwrap();
        let [(catalog, _), ..] = first.doors();
        let taken = TcpListener::bind(catalog).unwrap();
        let second = Plan::aside(Vec::new()).unwrap();
        let ports = second.ports();
        assert!(ports.iter().all(|(_, port)| *port != taken.local_addr().unwrap().port()), "{ports:?}");
        assert!(ports.iter().all(|(name, _)| name != "nginx"), "{ports:?}");
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for flags in
            [&["--instances"][..], &["--instances", "0"], &["--instances", "9"], &["--shift", "x"], &["up"]]
        {
            assert!(plan(flags).is_err(), "{flags:?}");
        }
    }
}
