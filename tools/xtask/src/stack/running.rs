//! Everything of a stack that was started, under its name. Nothing of it outlives this process.

use std::thread;

use ::engines::Child;
use anyhow::{Context, anyhow};

use super::parts::{self, Part};
use super::place::Place;
use super::plan::Plan;
use crate::stopwatch::{Stopwatch, seconds};

type Named = (String, Child);

pub(crate) struct Running {
    groups: Vec<Vec<Named>>,
}

impl Running {
    /// Groups in their order; within a group all at once. Where one fails, what is up already ends.
    pub(crate) fn start(plan: &Plan, place: &Place) -> anyhow::Result<Self> {
        let mut groups = Vec::new();
        for group in parts::groups(plan, place) {
            groups.push(start_group(group, place)?);
        }
        Ok(Self { groups })
    }

    /// In the order in which nobody misses another.
    pub(crate) fn stop(self) {
        self.groups.into_iter().rev().for_each(stop_group);
    }

    /// At once, as the end of this process would.
    pub(crate) fn kill(&mut self) {
        self.groups.clear();
    }

    pub(crate) fn processes(&self) -> impl Iterator<Item = (&str, i32)> {
        self.groups.iter().flatten().map(|(name, child)| (name.as_str(), child.pid()))
    }

    /// To be killed and started again.
    pub(crate) fn process(&mut self, name: &str) -> anyhow::Result<&mut Child> {
        let mut all = self.groups.iter_mut().flatten();
        let found = all.find(|(known, _)| known == name);
        found.map(|(_, child)| child).with_context(|| format!("nothing called {name} is up"))
    }
}

fn start_group(group: Vec<Part<'_>>, place: &Place) -> anyhow::Result<Vec<Named>> {
    thread::scope(|scope| {
        let starting: Vec<_> =
            group.into_iter().map(|part| scope.spawn(move || start_part(part, place))).collect();
        let mut children = Vec::new();
        for part in starting {
            let child = part.join().map_err(|_| anyhow!("a start broke off"))??;
            children.extend(child);
        }
        Ok(children)
    })
}

fn start_part(part: Part<'_>, place: &Place) -> anyhow::Result<Option<Named>> {
    let started = Stopwatch::start();
    let child = (part.start)().with_context(|| format!("{} does not start", part.name))?;
    if let Some(child) = &child {
        place.write_pid(&part.name, child.pid())?;
    }
    place.tell(&format!("  {:<15} {:<42} {:>8}", part.name, part.address, seconds(started.elapsed())))?;
    Ok(child.map(|child| (part.name, child)))
}

fn stop_group(group: Vec<Named>) {
    thread::scope(|scope| {
        for (_, mut child) in group {
            scope.spawn(move || child.stop());
        }
    });
}
