//! Breaking changes that were made all the same: each is a line of the record of changes, with its reason.
//!
//! `- Breaking: ID PLACE: reason`, where id and place are in backticks, as the check prints them.

use std::collections::BTreeMap;

use super::finding::Finding;
use crate::repository;

pub(super) const PATH: &str = "contracts/CHANGES.md";
const LINE: &str = "- Breaking: `";

/// Reasons by id and place.
pub(super) type Record = BTreeMap<(String, String), String>;

pub(super) fn read() -> anyhow::Result<Record> {
    Ok(parse(&repository::read(PATH)?))
}

pub(super) fn unexplained(record: &Record, breaking: Vec<Finding>) -> Vec<Finding> {
    let is_explained = |finding: &Finding| {
        let reason = record.get(&(finding.id.clone(), finding.place()));
        // A copy of what was found is no reason.
        reason.is_some_and(|reason| !reason.is_empty() && *reason != finding.text)
    };
    breaking.into_iter().filter(|finding| !is_explained(finding)).collect()
}

fn parse(text: &str) -> Record {
    text.lines().filter_map(|line| entry(line.strip_prefix(LINE)?)).collect()
}

fn entry(line: &str) -> Option<((String, String), String)> {
    let (id, rest) = line.split_once("` `")?;
    let (place, reason) = rest.split_once("`:")?;
    Some(((id.to_owned(), place.to_owned()), reason.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(id: &str) -> Finding {
        let json =
            format!(r#"{{"id":"{id}","text":"it was removed","level":3,"operation":"GET","path":"/a"}}"#);
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn only_what_has_a_reason_of_its_own_is_explained() {
        let record = parse(
            "## 1.1.0\n\n- Added: much.\n- Breaking: `one` `GET /a`: no client has ever used it.\n\
             - Breaking: `two` `GET /a`:\n- Breaking: `three` `POST /a`: another operation.\n\
             - Breaking: `four` `GET /a`: it was removed\n",
        );
        let breaking = ["one", "two", "three", "four", "five"].map(finding).to_vec();
        let left: Vec<_> = unexplained(&record, breaking).into_iter().map(|finding| finding.id).collect();
        assert_eq!(left, ["two", "three", "four", "five"]);
    }
}
