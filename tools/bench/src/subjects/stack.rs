//! The real stack, one instance of each service unless more are wanted, beside whatever else is running.

use std::fs;
use std::net::SocketAddr;

use anyhow::Context;
use contracts::services::{CATALOG, IDENTITY, ORDER, PAYMENT, RESERVATION, WAITING_ROOM};
use engines::stack::{self, Plan};
use engines::{KafkaAddress, MariaDbAddress, Profile, RedisAddress, binaries};

use super::embedded::Settings;
use super::{Addresses, Internal, Subject, scratch};
use crate::load::Target;
use crate::measure::Tiers;

pub(crate) struct Stack {
    plan: Plan,
    running: stack::Stack,
}

impl Stack {
    /// With the demo season and nothing else in it.
    pub(crate) fn fresh(settings: Settings) -> anyhow::Result<Self> {
        Self::of(1, settings)
    }

    /// So many of each service.
    pub(crate) fn of(instances: u16, settings: Settings) -> anyhow::Result<Self> {
        Self::start(instances, false, settings)
    }

    /// So many of each service behind nginx.
    pub(crate) fn behind_gateway(instances: u16, settings: Settings) -> anyhow::Result<Self> {
        Self::start(instances, true, settings)
    }

    fn start(instances: u16, has_gateway: bool, settings: Settings) -> anyhow::Result<Self> {
        let folder = scratch("stack");
        let _ = fs::remove_dir_all(&folder);
        let plan = Plan::beside_others(binaries(Profile::Release)?, settings)?;
        let plan = Plan { instances, has_gateway, ..plan }.on_free_ports()?;
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

    /// The instances of a service.
    pub(crate) fn pids(&self, service: &str) -> Vec<i32> {
        let all = self.running.processes();
        all.filter(|(name, _)| service_of(name) == service).map(|(_, pid)| pid).collect()
    }

    /// The instances of reservation, each to be loaded by itself.
    pub(crate) fn reservations(&self) -> anyhow::Result<Vec<Target>> {
        let target =
            |which| Ok(Target { address: self.plan.public(&RESERVATION, which), tiers: self.tiers()? });
        (0..self.plan.instances).map(target).collect()
    }

    /// One instance of each service.
    pub(crate) fn addresses_of(&self, which: u16) -> Addresses {
        Addresses {
            catalog: self.plan.public(&CATALOG, which),
            reservation: self.plan.public(&RESERVATION, which),
            order: self.plan.public(&ORDER, which),
            waiting_room: self.plan.public(&WAITING_ROOM, which),
            identity: self.plan.public(&IDENTITY, which),
            internal: Internal {
                reservation: self.plan.internal(&RESERVATION, which),
                order: self.plan.internal(&ORDER, which),
                payment: self.plan.internal(&PAYMENT, which),
            },
        }
    }

    /// Of one service, resident, in bytes.
    pub(crate) fn memory(&self, service: &str) -> anyhow::Result<f64> {
        let mut processes = self.running.processes();
        let found = processes.find(|(name, _)| service_of(name) == service);
        let pid = found.with_context(|| format!("{service} is not running"))?.1;
        Ok(engines::resident_bytes(pid)? as f64)
    }

    pub(crate) fn gateway(&self) -> SocketAddr {
        self.plan.gateway()
    }

    /// SIGTERM; returns when it has ended.
    pub(crate) fn stop(&mut self, name: &str) -> anyhow::Result<()> {
        self.running.process(name)?.stop();
        Ok(())
    }

    pub(crate) fn start_again(&mut self, name: &str) -> anyhow::Result<()> {
        self.running.process(name)?.start_again()
    }

    /// Kills it, and starts it again; returns when it is ready.
    pub(crate) fn kill_and_start_again(&mut self, name: &str) -> anyhow::Result<()> {
        self.running.process(name)?.kill9();
        self.start_again(name)
    }
}

impl Subject for Stack {
    fn addresses(&self) -> Addresses {
        self.addresses_of(0)
    }

    fn tiers(&self) -> anyhow::Result<Tiers> {
        Tiers::of(self.running.processes().map(|(name, pid)| (service_of(name), pid)))
    }
}

/// `order-1` counts as order.
fn service_of(part: &str) -> &str {
    part.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end_matches('-')
}

impl Drop for Stack {
    fn drop(&mut self) {
        self.running.kill();
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(scratch("stack"));
        }
    }
}
