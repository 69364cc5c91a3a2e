//! The real stack behind nginx, on free ports, with a link before each engine that can become slow.

use std::path::{Path, PathBuf};

use contracts::services::ORDER;
use engines::stack::{Links, Plan, Stack};
use engines::{Callers, Link};
use tokio::runtime::Runtime;

use super::operator::OPERATOR_TOKEN;
use crate::k6::fault::Fault;

#[derive(Debug)]
pub(super) struct FaultyStack {
    plan: Plan,
    running: Stack,
    links: Vec<Link>,
    /// Carries the links.
    _runtime: Runtime,
}

impl FaultyStack {
    pub(super) fn start(binaries: PathBuf, instances: u16, folder: &Path) -> anyhow::Result<Self> {
        let extra_settings = vec![("HOLDFAST_OPERATOR_TOKEN", OPERATOR_TOKEN.to_owned())];
        let links = Links::default();
        let plan = Plan {
            binaries,
            callers: Callers::Ignored,
            jaeger: false,
            has_gateway: true,
            instances,
            shift: 0,
            extra_settings,
            links,
            tls: None,
        };
        let mut plan = plan.on_free_ports()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let link = |port| runtime.block_on(Link::to(port));
        let (redis, mysql, kafka) = (link(plan.redis())?, link(plan.mysql())?, link(plan.kafka().0)?);
        plan.links =
            Links { redis: Some(redis.port()), mysql: Some(mysql.port()), kafka: Some(kafka.port()) };
        let running = Stack::start(&plan, folder, |_| ())?;
        Ok(Self { plan, running, links: vec![redis, mysql, kafka], _runtime: runtime })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.plan.gateway())
    }

    /// The second instance where there is one: chaos kills the first.
    pub(super) fn order_url(&self) -> String {
        format!("http://{}", self.plan.internal(&ORDER, self.plan.instances - 1))
    }

    /// Returns when a part that was killed is ready again.
    pub(super) fn strike(&mut self, fault: Fault) -> anyhow::Result<()> {
        match fault {
            Fault::Kill(name) => {
                let process = self.running.process(name)?;
                process.kill9();
                process.start_again()?;
            }
            Fault::Pause(name) => self.running.process(name)?.pause(),
            Fault::Resume(name) => self.running.process(name)?.resume(),
            Fault::SlowDown(by) => self.links.iter().for_each(|link| link.slow_down(by)),
            Fault::Mend => self.links.iter().for_each(Link::mend),
        }
        Ok(())
    }
}
