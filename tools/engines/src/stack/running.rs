//! The running parts of a stack by their names. None of them outlives this process.

use std::fs;
use std::path::Path;
use std::thread;

use anyhow::{Context, anyhow};

use super::part::Part;
use super::parts;
use super::plan::Plan;
use crate::{Child, Stopwatch};

type Named = (String, Child);

#[derive(Debug)]
pub struct Stack {
    groups: Vec<Vec<Named>>,
}

/// What is reported of each part when it is up.
#[derive(Debug)]
pub struct Started<'s> {
    pub name: &'s str,
    pub address: &'s str,
    pub took: Stopwatch,
}

impl Stack {
    /// Starts groups in their order, and the parts of a group at once. If one fails, those that are up already are killed. Data and logs of all
    /// are below `folder`.
    pub fn start(plan: &Plan, folder: &Path, report: impl Fn(&Started<'_>) + Sync) -> anyhow::Result<Self> {
        for below in ["logs", "redis", "mysql", "kafka", "nginx", "prometheus", "page"] {
            fs::create_dir_all(folder.join(below))?;
        }
        let mut groups = Vec::new();
        for group in parts::groups(plan, folder) {
            groups.push(start_group(group, &report)?);
        }
        Ok(Self { groups })
    }

    /// In the reverse order of the start, so that no part loses what it depends on.
    pub fn stop(self) {
        self.groups.into_iter().rev().for_each(stop_group);
    }

    /// Kills all of them, as the end of this process would.
    pub fn kill(&mut self) {
        self.groups.clear();
    }

    pub fn processes(&self) -> impl Iterator<Item = (&str, i32)> {
        self.groups.iter().flatten().map(|(name, child)| (name.as_str(), child.pid()))
    }

    /// One part, to be killed and started again.
    pub fn process(&mut self, name: &str) -> anyhow::Result<&mut Child> {
        let mut all = self.groups.iter_mut().flatten();
        let found = all.find(|(known, _)| known == name);
        found.map(|(_, child)| child).with_context(|| format!("no part called {name} is running"))
    }
}

type Report<'r> = dyn Fn(&Started<'_>) + Sync + 'r;

fn start_group(group: Vec<Part<'_>>, report: &Report<'_>) -> anyhow::Result<Vec<Named>> {
    thread::scope(|scope| {
        let starting: Vec<_> =
            group.into_iter().map(|part| scope.spawn(move || start_part(part, report))).collect();
        let mut children = Vec::new();
        for part in starting {
            children.extend(part.join().map_err(|_| anyhow!("the start of a part panicked"))??);
        }
        Ok(children)
    })
}

fn start_part(part: Part<'_>, report: &Report<'_>) -> anyhow::Result<Option<Named>> {
    let took = Stopwatch::start();
    let child = (part.start)().with_context(|| format!("{} does not start", part.name))?;
    report(&Started { name: &part.name, address: &part.address, took });
    Ok(child.map(|child| (part.name, child)))
}

fn stop_group(group: Vec<Named>) {
    thread::scope(|scope| {
        for (_, mut child) in group {
            scope.spawn(move || child.stop());
        }
    });
}
