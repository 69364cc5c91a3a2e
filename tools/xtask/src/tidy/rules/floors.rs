//! Dependencies point down. What ships depends on no tool, and no service on another.

use crate::tidy::manifest::Manifest;
use crate::tidy::{Tree, Violation};

/// The floors of what ships, from the ground up. A crate depends on crates of the floors below its own; on top of these are the services, and on
/// top of them the process that mounts them.
const FLOORS: [&[&str]; 7] = [
    &["crates/primitives"],
    &["contracts", "crates/settings"],
    &["crates/telemetry", "clients/rust"],
    &["crates/lifecycle", "crates/access"],
    &["crates/sql", "crates/server", "crates/service-client", "crates/redis-nodes"],
    &["crates/bus"],
    &["crates/platform"],
];
const SERVICES: usize = FLOORS.len();
const COMPOSITION: &str = "services/holdfast";
/// The tools that try the rules of services together, or without what is around them.
const TOOLS_OVER_SERVICES: [&str; 3] = ["tools/model", "tools/fuzz", "tools/bench"];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    tree.manifests.iter().flat_map(|manifest| check_crate(tree, manifest)).collect()
}

/// None of a tool.
fn floor(folder: &str) -> Option<usize> {
    let known = FLOORS.iter().position(|crates| crates.contains(&folder));
    known.or(match folder {
        COMPOSITION => Some(SERVICES + 1),
        service if service.starts_with("services/") => Some(SERVICES),
        _ => None,
    })
}

fn is_tool(folder: &str) -> bool {
    folder.starts_with("tools/")
}

fn check_crate(tree: &Tree, manifest: &Manifest) -> Vec<Violation> {
    let folder = manifest.folder.as_str();
    let violation =
        |found: String, mend| Violation { path: manifest.path(), line: 1, rule: "floors", found, mend };
    if floor(folder).is_none() && !is_tool(folder) {
        let mend = "say in tidy/rules/floors.rs and in docs/ARCHITECTURE.md on which floor it is";
        return vec![violation("is on no floor".to_owned(), mend)];
    }
    let ours = manifest.dependencies().filter_map(|(name, is_dev)| {
        let other = tree.manifests.iter().find(|other| other.name() == name)?;
        Some((other.folder.as_str(), is_dev))
    });
    let wrong = ours.filter_map(|(other, is_dev)| Some((other, fault(folder, other, is_dev)?)));
    wrong.map(|(other, mend)| violation(format!("depends on {other}"), mend)).collect()
}

fn fault(folder: &str, other: &str, is_dev: bool) -> Option<&'static str> {
    let is_service = floor(other) == Some(SERVICES);
    match (floor(folder), floor(other)) {
        (Some(_), None) => (!is_dev).then_some("what ships does not depend on tools, except in tests"),
        (Some(SERVICES), Some(SERVICES)) => {
            Some("call it through a port, by HTTP or by the bus; share wire types through contracts")
        }
        (Some(own), Some(below)) => {
            (below >= own).then_some("dependencies point down: move what both need to a floor below both")
        }
        (None, _) => (is_service && !TOOLS_OVER_SERVICES.contains(&folder))
            .then_some("a tool reaches services as their users do, by HTTP"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(folder: &str, other: &str) -> bool {
        fault(folder, other, false).is_none()
    }

    #[test]
    fn dependencies_point_down() {
        assert!(may("crates/platform", "crates/bus") && may("services/order", "contracts"));
        assert!(!may("crates/server", "crates/bus") && !may("crates/server", "crates/sql"));
        assert!(may("services/holdfast", "services/order") && !may("services/order", "services/holdfast"));
        assert!(fault("crates/primitives", "crates/sql", true).is_some(), "also in tests");
    }

    #[test]
    fn what_ships_needs_tools_in_tests_alone() {
        assert!(!may("crates/server", "tools/testkit") && may("tools/bench", "crates/bus"));
        assert!(fault("crates/server", "tools/testkit", true).is_none());
    }

    #[test]
    fn no_service_depends_on_another() {
        assert!(!may("services/order", "services/payment") && !may("tools/xtask", "services/payment"));
        assert!(may("tools/model", "services/payment"));
    }

    #[test]
    fn the_manifests_are_what_is_checked() {
        let depends = "[dependencies]\nbus.workspace = true\nserde = \"1\"\n";
        let tree = Tree::of(&[
            ("crates/bus/Cargo.toml", ""),
            ("crates/server/Cargo.toml", depends),
            ("crates/x/Cargo.toml", ""),
        ]);
        let found: Vec<String> = check(&tree).into_iter().map(|violation| violation.found).collect();
        assert_eq!(found, ["depends on crates/bus", "is on no floor"]);
    }
}
