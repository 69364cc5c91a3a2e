//! The settings of the binaries, as docs/SETTINGS.md lists them. Another check compares that page with what the binaries answer to `--help`.

use std::collections::BTreeMap;

use anyhow::ensure;
use contracts::services::ALL;
use serde_json::Value;

use crate::repository;

const TABLE: &str = "docs/SETTINGS.md";

/// The services that read each setting.
pub(crate) type Readers = BTreeMap<String, Vec<String>>;

pub(crate) fn readers() -> anyhow::Result<Readers> {
    let readers: Readers = repository::read(TABLE)?.lines().filter_map(row).collect();
    ensure!(!readers.is_empty(), "{TABLE} has no rows");
    Ok(readers)
}

/// The same, as the chart reads it.
pub(crate) fn by_service() -> anyhow::Result<Value> {
    Ok(serde_json::to_value(readers()?)?)
}

/// Name, flag, default, who reads it, what it is.
fn row(line: &str) -> Option<(String, Vec<String>)> {
    let mut cells = line.strip_prefix("| `")?.split(" | ");
    let name = cells.next()?.trim_end_matches('`').to_owned();
    let read_by = cells.nth(2)?.trim();
    let reads = |service: &str| read_by == "all" || read_by.split(", ").any(|reader| reader == service);
    let services = ALL.iter().map(|service| service.name).filter(|name| reads(name));
    Some((name, services.map(str::to_owned).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_which_services_read_a_setting() {
        let found = |line| row(line).map(|(name, services)| format!("{name}: {}", services.join(" ")));
        let all = "| `LOG_FORMAT` | `--log-format` | `pretty` | all | how log lines look |";
        let every: Vec<&str> = ALL.iter().map(|service| service.name).collect();
        assert_eq!(found(all), Some(format!("LOG_FORMAT: {}", every.join(" "))));
        let some = "| `DATABASE_URL` | `--database-url` |  | holdfast, catalog, order | where |";
        assert_eq!(found(some).as_deref(), Some("DATABASE_URL: catalog order"));
        assert_eq!(found("| name | flag | default | read by | what it is |"), None);
    }
}
