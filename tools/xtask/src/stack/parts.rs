//! Everything that the stack consists of, and how each is started.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use ::engines::{Callers, Child, Front, KafkaAddress, MariaDbAddress, Targets, Upstreams, listens, native};
use anyhow::{Context, ensure};

use super::jaeger;
use super::place::Place;
use super::plan::{self, Plan, SERVICES, Service, instance_name};
use super::{SERVICE_SECRET, SERVICE_SECRET_NAME};

/// Known to everybody: this stack is for one machine.
const SECRET: &str = "demo-only-everybody-knows-this-secret";
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

pub(super) struct Part<'p> {
    pub(super) name: String,
    pub(super) address: String,
    /// None: it was something to do, and it is done.
    pub(super) start: Box<dyn FnOnce() -> anyhow::Result<Option<Child>> + Send + 'p>,
}

impl<'p> Part<'p> {
    fn new(
        name: impl Into<String>,
        address: impl Into<String>,
        start: impl FnOnce() -> anyhow::Result<Option<Child>> + Send + 'p,
    ) -> Self {
        Self { name: name.into(), address: address.into(), start: Box::new(start) }
    }
}

/// In the order of their start; those of one group need nothing of each other.
pub(super) fn groups<'p>(plan: &'p Plan, place: &'p Place) -> Vec<Vec<Part<'p>>> {
    let mut groups = vec![engines(plan, place), preparations(plan), services(plan, place)];
    if plan.has_onlookers {
        groups.push(onlookers(plan, place));
    }
    groups
}

fn engines<'p>(plan: &'p Plan, place: &'p Place) -> Vec<Part<'p>> {
    let (kafka, controller) = plan.kafka();
    let mut parts = vec![
        Part::new("redis", format!("redis://127.0.0.1:{}", plan.redis()), || {
            native::redis(&place.folder("redis"), plan.redis(), &[]).map(Some)
        }),
        Part::new("mysql", format!("mysql://holdfast:holdfast@127.0.0.1:{}", plan.mysql()), || {
            native::mariadb(&place.folder("mysql"), plan.mysql()).map(Some)
        }),
        Part::new("kafka", format!("127.0.0.1:{kafka}"), move || {
            native::kafka(&place.folder("kafka"), kafka, controller).map(Some)
        }),
    ];
    if plan.jaeger {
        let address = format!("http://127.0.0.1:{}", plan::JAEGER);
        parts.push(Part::new("jaeger", address, || jaeger::start(&place.log("jaeger")).map(Some)));
    }
    parts
}

/// Databases and topics; nothing happens where they are there.
fn preparations(plan: &Plan) -> Vec<Part<'_>> {
    let databases = Part::new("databases", "one for each service with records", || {
        let server = MariaDbAddress { port: plan.mysql() };
        for service in SERVICES.iter().filter(|service| service.has_records) {
            server.create(&database(service))?;
        }
        Ok(None)
    });
    let topics = Part::new("topics", "with partitions and retention", || {
        let order =
            SERVICES.iter().find(|service| service.name == "order").context("there is no order service")?;
        let mut command = Command::new(binary(plan, order)?);
        let output = command.envs(settings(plan, order, 0)).arg("--create-topics").output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(None)
    });
    vec![databases, topics]
}

fn services<'p>(plan: &'p Plan, place: &'p Place) -> Vec<Part<'p>> {
    let instances =
        SERVICES.iter().flat_map(|service| (0..plan.instances).map(move |instance| (service, instance)));
    let part = |(service, instance): (&'p Service, u16)| {
        let name = instance_name(service, instance);
        let address = plan.public(service, instance);
        let log = place.log(&name);
        let shown = format!("http://{address} (internal {})", plan.internal(service, instance).port());
        Part::new(name, shown, move || {
            // `env` becomes the service, so its process is the service's.
            let mut command = vec!["env".to_owned()];
            let given = settings(plan, service, instance);
            command.extend(given.into_iter().map(|(name, value)| format!("{name}={value}")));
            command.push(binary(plan, service)?.display().to_string());
            Child::start(command, address.port(), is_ready, &log).map(Some)
        })
    };
    instances.map(part).collect()
}

fn onlookers<'p>(plan: &'p Plan, place: &'p Place) -> Vec<Part<'p>> {
    let targets = || {
        let target = |service: &Service| Targets {
            service: service.name.to_owned(),
            addresses: plan.all_public(service),
        };
        SERVICES.iter().map(target).collect::<Vec<_>>()
    };
    vec![
        Part::new("prometheus", format!("http://127.0.0.1:{}", plan.prometheus()), move || {
            native::prometheus(&place.folder("prometheus"), plan.prometheus(), &targets()).map(Some)
        }),
        Part::new("nginx", format!("http://{}  <- the shop", plan.gateway()), || {
            let built = crate::root().join("web/dist");
            let page = if built.exists() { built } else { place.folder("page") };
            let upstreams = upstreams(plan);
            let front = Front {
                listen: plan.gateway(),
                page: &page,
                callers: Callers::Trusted,
                upstreams: &upstreams,
            };
            native::nginx(&place.folder("nginx"), &front).map(Some)
        }),
    ]
}

fn upstreams(plan: &Plan) -> Upstreams {
    let [catalog, reservation, order, payment] =
        [0, 1, 2, 3].map(|at| SERVICES.get(at).map_or(Vec::new(), |service| plan.all_public(service)));
    Upstreams { catalog, reservation, order, payment }
}

/// What an instance is told. Of its neighbours it asks those with its own number first, so that not all ask one.
fn settings(plan: &Plan, service: &Service, instance: u16) -> Vec<(String, String)> {
    let mut settings = vec![
        ("HOLDFAST_LISTEN", plan.public(service, instance).to_string()),
        ("HOLDFAST_INTERNAL_LISTEN", plan.internal(service, instance).to_string()),
        ("HOLDFAST_SECRET", SECRET.to_owned()),
        (SERVICE_SECRET_NAME, SERVICE_SECRET.to_owned()),
        ("HOLDFAST_ANONYMOUS", "open".to_owned()),
        ("HOLDFAST_CALLER_HEADER", "trust".to_owned()),
        ("HOLDFAST_PROXIES", "127.0.0.1".to_owned()),
        ("HOLDFAST_CONNECTIONS_PER_ADDRESS", "25000".to_owned()),
        ("KAFKA_BROKERS", KafkaAddress { port: plan.kafka().0 }.brokers()),
        // One that comes back under its name has its partitions again, without all others being asked.
        ("KAFKA_GROUP_INSTANCE", instance_name(service, instance)),
    ];
    match service.name {
        "reservation" => settings.push(("REDIS_URL", format!("redis://127.0.0.1:{}", plan.redis()))),
        "catalog" if instance == 0 => settings.push(("HOLDFAST_DEMO", "true".to_owned())),
        _ => {}
    }
    if service.has_records {
        settings.push(("DATABASE_URL", MariaDbAddress { port: plan.mysql() }.url(&database(service))));
    }
    if plan.jaeger {
        settings.push(("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://127.0.0.1:{}", plan::OTLP)));
    }
    settings.extend(plan.further.iter().cloned());
    let settings = settings.into_iter().map(|(name, value)| (name.to_owned(), value));
    let neighbour = |service: &Service| {
        let others = (0..plan.instances).filter(|other| *other != instance);
        let all = std::iter::once(instance).chain(others);
        let urls: Vec<_> = all.map(|one| format!("http://{}", plan.internal(service, one))).collect();
        (format!("HOLDFAST_{}_URL", service.name.to_uppercase()), urls.join(","))
    };
    settings.chain(SERVICES.iter().map(neighbour)).collect()
}

fn database(service: &Service) -> String {
    format!("holdfast_{}", service.name)
}

fn binary(plan: &Plan, service: &Service) -> anyhow::Result<PathBuf> {
    let profile = if plan.debug { "debug" } else { "release" };
    Ok(crate::terminal::target_folder()?.join(profile).join(format!("holdfast-{}", service.name)))
}

/// Listens, and says that everything it needs answers.
pub(crate) fn is_ready(port: u16) -> bool {
    listens(port)
        && asks(SocketAddr::from(([127, 0, 0, 1], port)))
            .is_ok_and(|status| status.starts_with("HTTP/1.1 200"))
}

fn asks(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, ANSWER_WITHIN)?;
    stream.set_read_timeout(Some(ANSWER_WITHIN))?;
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut status = String::new();
    stream.take(64).read_to_string(&mut status)?;
    Ok(status)
}
