//! The real stack, one instance of each service, beside whatever else is up.

use std::fs;

use ::engines::{KafkaAddress, MariaDbAddress, RedisAddress};
use anyhow::Context;

use super::embedded::Settings;
use super::{Doors, Subject, resident, scratch};
use crate::bench::measure::Tiers;
use crate::stack::{Place, Plan, Running};

pub(crate) struct Stack {
    plan: Plan,
    running: Running,
}

impl Stack {
    /// With the demo season and nothing else in it.
    pub(crate) fn fresh(settings: Settings) -> anyhow::Result<Self> {
        let place = Place::fresh(&scratch("stack"))?;
        let plan = Plan::aside(settings)?;
        let running = Running::start(&plan, &place)?;
        Ok(Self { plan, running })
    }

    pub(crate) fn redis(&self) -> RedisAddress {
        RedisAddress { port: self.plan.redis() }
    }

    pub(crate) fn mariadb(&self) -> MariaDbAddress {
        MariaDbAddress { port: self.plan.mysql() }
    }

    pub(crate) fn kafka(&self) -> KafkaAddress {
        KafkaAddress { port: self.plan.kafka().0 }
    }

    /// Of one service, resident, in bytes.
    pub(crate) fn memory(&self, service: &str) -> anyhow::Result<f64> {
        let mut processes = self.running.processes();
        let found = processes.find(|(name, _)| name.trim_end_matches("-1") == service);
        resident(found.with_context(|| format!("{service} is not up"))?.1)
    }

    /// Killed as the kernel kills, and started again; returns when it takes work.
    pub(crate) fn kill_and_start_again(&mut self, name: &str) -> anyhow::Result<()> {
        let process = self.running.process(name)?;
        process.kill9();
        process.start_again()
    }
}

impl Subject for Stack {
    fn doors(&self) -> Doors {
        let [catalog, reservation, order, payment] = self.plan.doors();
        Doors {
            catalog: catalog.0,
            reservation: reservation.0,
            order: order.0,
            payment: payment.0,
            order_internal: order.1,
        }
    }

    /// `order-1` counts as order: there is one of each.
    fn tiers(&self) -> anyhow::Result<Tiers> {
        Tiers::of(self.running.processes().map(|(name, pid)| (name.trim_end_matches("-1"), pid)))
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        self.running.kill();
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(scratch("stack"));
        }
    }
}
