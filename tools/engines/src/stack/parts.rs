//! Everything that a stack consists of, in the order of its start.

use std::path::Path;
use std::process::Command;

use anyhow::ensure;
use contracts::services::{ALL, ORDER, ServiceInfo, Store};

use super::part::{Part, is_ready};
use super::plan::{JAEGER, Plan, instance_name};
use super::settings::{binary, database, database_url, redis_url, settings};
use crate::{
    Child, Front, KafkaAddress, MariaDbAddress, Targets, Upstreams, jaeger, native, repository_folder,
};

/// Groups start one after another; the parts of one group do not depend on each other.
pub(super) fn groups<'p>(plan: &'p Plan, folder: &'p Path) -> Vec<Vec<Part<'p>>> {
    let mut groups = vec![engines(plan, folder), preparations(plan), services(plan, folder)];
    if plan.has_gateway {
        groups.push(vec![prometheus(plan, folder), nginx(plan, folder)]);
    }
    groups
}

fn engines<'p>(plan: &'p Plan, folder: &'p Path) -> Vec<Part<'p>> {
    let (kafka, controller) = plan.kafka();
    let mysql = MariaDbAddress { port: plan.mysql() };
    let mut parts = vec![
        Part::process("redis", redis_url(plan, plan.redis()), || {
            let (folder, port) = (folder.join("redis"), plan.redis());
            match &plan.tls {
                Some(tls) => native::secure_redis(&folder, port, tls, &[]),
                None => native::redis(&folder, port, &[]),
            }
        }),
        Part::process("mysql", database_url(plan, mysql, ""), move || {
            native::mariadb(&folder.join("mysql"), mysql.port, plan.tls.as_ref())
        }),
        Part::process("kafka", KafkaAddress { port: kafka }.brokers(), move || {
            let (folder, advertised) = (folder.join("kafka"), plan.links.kafka.unwrap_or(kafka));
            match &plan.tls {
                Some(tls) => native::secure_kafka(&folder, &[kafka], controller, std::slice::from_ref(tls)),
                None => native::kafka(&folder, kafka, controller, advertised),
            }
        }),
    ];
    if plan.jaeger {
        let address = format!("http://127.0.0.1:{JAEGER}");
        parts.push(Part::process("jaeger", address, || jaeger::start(JAEGER, &log(folder, "jaeger"))));
    }
    parts
}

/// Databases and topics, which stay as they are where they exist.
fn preparations(plan: &Plan) -> Vec<Part<'_>> {
    let databases = Part::task("databases", "one for each service with records", || {
        let server = MariaDbAddress { port: plan.mysql() };
        let with_records = ALL.iter().filter(|service| service.store == Store::Database);
        with_records.map(database).try_for_each(|database| server.create(&database))
    });
    let topics = Part::task("topics", "with partitions and retention", || {
        let mut command = Command::new(binary(plan, &ORDER));
        let output = command.envs(settings(plan, &ORDER, 0)).arg("create-topics").output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    });
    vec![databases, topics]
}

fn services<'p>(plan: &'p Plan, folder: &'p Path) -> Vec<Part<'p>> {
    let instances = ALL.iter().flat_map(|service| (0..plan.instances).map(move |number| (service, number)));
    instances.map(|(service, instance)| one_service(plan, folder, service, instance)).collect()
}

fn one_service<'p>(plan: &'p Plan, folder: &Path, service: &'p ServiceInfo, instance: u16) -> Part<'p> {
    let name = instance_name(service, instance);
    let public = plan.public(service, instance);
    let log = log(folder, &name);
    let shown = format!("http://{public} (internal {})", plan.internal(service, instance).port());
    Part::process(name, shown, move || {
        // `env` becomes the service, so its process is the service's.
        let mut command = vec!["env".to_owned()];
        let given = settings(plan, service, instance);
        command.extend(given.into_iter().map(|(name, value)| format!("{name}={value}")));
        command.push(binary(plan, service).display().to_string());
        Child::start(command, public.port(), is_ready, &log)
    })
}

fn prometheus<'p>(plan: &'p Plan, folder: &'p Path) -> Part<'p> {
    Part::process("prometheus", format!("http://127.0.0.1:{}", plan.prometheus()), move || {
        let target = |service: &ServiceInfo| Targets {
            service: service.name.to_owned(),
            addresses: plan.all_internal(service),
        };
        let targets: Vec<Targets> = ALL.iter().map(target).collect();
        native::prometheus(&folder.join("prometheus"), plan.prometheus(), &targets)
    })
}

fn nginx<'p>(plan: &'p Plan, folder: &'p Path) -> Part<'p> {
    Part::process("nginx", format!("http://{}  <- the shop", plan.gateway()), || {
        let built = repository_folder().join("web/dist");
        let page = if built.exists() { built } else { folder.join("page") };
        let upstreams = upstreams(plan);
        let front = Front {
            listen: plan.gateway(),
            page: &page,
            callers: plan.callers,
            proxies: &[],
            upstreams: &upstreams,
        };
        native::nginx(&folder.join("nginx"), &front)
    })
}

fn upstreams(plan: &Plan) -> Upstreams {
    ALL.iter().map(|service| (service.name, plan.all_public(service))).collect()
}

fn log(folder: &Path, name: &str) -> std::path::PathBuf {
    folder.join("logs").join(format!("{name}.log"))
}
