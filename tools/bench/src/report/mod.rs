//! What was measured: for machines in `docs/benchmarks.json`, for people in `docs/BENCHMARKS.md`, from the same rows.

mod durability;
mod machine;
mod order_costs;
mod page;
mod part;
mod row;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use serde::{Deserialize, Serialize};

pub(crate) use durability::Durability;
pub(crate) use machine::Machine;
pub(crate) use part::Part;
pub(crate) use row::{Goal, Row};

/// All paths, on one machine.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Report {
    machine: Machine,
    durability: Durability,
    parts: BTreeMap<String, Part>,
}

impl Report {
    /// The figures of earlier runs, unless they are of another machine.
    pub(crate) fn known(machine: Machine) -> Self {
        let known =
            fs::read_to_string(figures()).ok().and_then(|text| serde_json::from_str::<Self>(&text).ok());
        match known {
            Some(known) if known.machine.is_same_as(&machine) => Self { machine, ..known },
            _ => Self { machine, ..Self::default() },
        }
    }

    pub(crate) fn set(&mut self, path: &str, part: Part) {
        self.parts.insert(path.to_owned(), part);
    }

    pub(crate) fn add_durability(&mut self, durability: Durability) {
        self.durability.extend(durability);
    }

    /// Paths in the order in which they are named here.
    pub(crate) fn write(&self, order: &[&str]) -> anyhow::Result<()> {
        let (figures, page) = (figures(), engines::repository_folder().join("docs/BENCHMARKS.md"));
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        fs::write(&figures, text).with_context(|| figures.display().to_string())?;
        let parts = order.iter().filter_map(|path| Some((*path, self.parts.get(*path)?)));
        fs::write(&page, page::written(&self.machine, &self.durability, parts))
            .with_context(|| page.display().to_string())?;
        self.write_order_costs()
    }

    fn write_order_costs(&self) -> anyhow::Result<()> {
        let Some(sale) = self.parts.get("sold-out").filter(|sale| sale.failure.is_none()) else {
            return Ok(());
        };
        let page = engines::repository_folder().join("docs/PERFORMANCE.md");
        let text = fs::read_to_string(&page).with_context(|| page.display().to_string())?;
        fs::write(&page, order_costs::inserted(&text, sale)?).with_context(|| page.display().to_string())
    }
}

/// `20,000`, as it reads best in a sentence.
pub(crate) fn counted(number: usize) -> String {
    page::grouped(&number.to_string())
}

/// One path, for the terminal.
pub(crate) fn rendered(path: &str, part: &Part) -> String {
    page::part(path, part)
}

fn figures() -> PathBuf {
    engines::repository_folder().join("docs/benchmarks.json")
}
