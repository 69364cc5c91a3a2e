//! The real stack, one instance of each service, beside whatever else is running.

use std::fs;

use anyhow::Context;
use contracts::services::{CATALOG, ORDER, PAYMENT, RESERVATION};
use engines::stack::{self, Plan};
use engines::{KafkaAddress, MariaDbAddress, Profile, RedisAddress, binaries};

use super::embedded::Settings;
use super::{Addresses, Internal, Subject, resident, scratch};
use crate::measure::Tiers;

pub(crate) struct Stack {
    plan: Plan,
    running: stack::Stack,
}

impl Stack {
    /// With the demo season and nothing else in it.
    pub(crate) fn fresh(settings: Settings) -> anyhow::Result<Self> {
        let folder = scratch("stack");
        let _ = fs::remove_dir_all(&folder);
        let plan = Plan::beside_others(binaries(Profile::Release)?, settings)?;
        let running = stack::Stack::start(&plan, &folder, |_| ())?;
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
        resident(found.with_context(|| format!("{service} is not running"))?.1)
    }

    /// Kills it, and starts it again; returns when it is ready.
    pub(crate) fn kill_and_start_again(&mut self, name: &str) -> anyhow::Result<()> {
        let process = self.running.process(name)?;
        process.kill9();
        process.start_again()
    }
}

impl Subject for Stack {
    fn addresses(&self) -> Addresses {
        Addresses {
            catalog: self.plan.public(&CATALOG, 0),
            reservation: self.plan.public(&RESERVATION, 0),
            order: self.plan.public(&ORDER, 0),
            internal: Internal {
                reservation: self.plan.internal(&RESERVATION, 0),
                order: self.plan.internal(&ORDER, 0),
                payment: self.plan.internal(&PAYMENT, 0),
            },
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
