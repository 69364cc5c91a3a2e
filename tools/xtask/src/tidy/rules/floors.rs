//! Dependencies point down. What ships depends on no tool, and no service on another.

use crate::tidy::manifest::Manifest;
use crate::tidy::{Tree, Violation};

/// The floors of what ships, from the ground up. A crate depends on crates of the floors below its own; on top of these are the services, and on
/// top of them the process that mounts them.
const FLOORS: [&[&str]; 7] = [
    &["crates/primitives", "crates/probe"],
    &["contracts", "crates/settings"],
    &["crates/telemetry"],
    &["crates/lifecycle", "crates/access"],
    &["crates/sql", "crates/server", "crates/service-client"],
    &["crates/bus"],
    &["crates/platform"],
];
const SERVICES: usize = FLOORS.len();
const COMPOSITION: &str = "services/holdfast";
/// The tools that try the rules of services together.
const TOOLS_OVER_SERVICES: [&str; 2] = ["tools/model", "tools/fuzz"];
/// Its table of crates is in the order of the floors.
const MAP: &str = "docs/ARCHITECTURE.md";

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let of_crates = tree.manifests.iter().flat_map(|manifest| check_crate(tree, manifest));
    of_crates.chain(check_map(tree)).collect()
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

/// The map names every crate, from the ground up.
fn check_map(tree: &Tree) -> Vec<Violation> {
    let Some(map) = tree.file(MAP) else { return Vec::new() };
    let rows = map.text.lines().zip(1..).filter_map(|(row, line)| {
        let name = row.strip_prefix("| `")?.split('`').next()?;
        Some((FLOORS.iter().position(|crates| crates.contains(&name))?, name, line))
    });
    let rows: Vec<(usize, &str, usize)> = rows.collect();
    let violation = |line, found: String| {
        let mend = "name every crate in the table of crates, in the order of the floors";
        Violation { path: MAP.to_owned(), line, rule: "floors", found, mend }
    };
    let crates = FLOORS.iter().copied().flatten().filter(|folder| tree.exists(folder));
    let missing = crates.filter(|folder| rows.iter().all(|(_, name, _)| name != *folder));
    let missing = missing.map(|folder| violation(1, format!("does not name {folder}")));
    let out_of_order =
        rows.iter().zip(rows.iter().skip(1)).filter(|((below, ..), (above, ..))| below > above);
    missing
        .chain(
            out_of_order.map(|((_, below, _), (_, above, line))| {
                violation(*line, format!("has {above} above {below}"))
            }),
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(folder: &str, dependencies: &str) -> Vec<String> {
        let crates =
            ["crates/sql", "crates/bus", "services/order", "services/payment", "tools/testkit", folder];
        let manifests = crates.map(|folder| (format!("{folder}/Cargo.toml"), ""));
        let mut files: Vec<(&str, &str)> =
            manifests.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        if let Some(last) = files.last_mut() {
            last.1 = dependencies;
        }
        files.dedup_by_key(|(path, _)| *path);
        check(&Tree::of(&files)).into_iter().map(|violation| violation.found).collect()
    }

    #[test]
    fn dependencies_point_down() {
        let both = "[dependencies]\nsql.workspace = true\nbus.workspace = true\n";
        assert_eq!(found("crates/platform", both), Vec::<String>::new());
        assert_eq!(found("crates/server", both), ["depends on crates/bus", "depends on crates/sql"]);
        assert_eq!(found("crates/primitives", "[dev-dependencies]\nsql = {}\n"), ["depends on crates/sql"]);
        assert_eq!(found("crates/misc", ""), ["is on no floor"]);
    }

    #[test]
    fn what_ships_needs_tools_in_tests_alone() {
        assert_eq!(found("crates/server", "[dev-dependencies]\ntestkit = {}\n"), Vec::<String>::new());
        assert_eq!(found("crates/server", "[dependencies]\ntestkit = {}\n"), ["depends on tools/testkit"]);
    }

    #[test]
    fn no_service_depends_on_another() {
        let payment = "[dependencies]\npayment.workspace = true\n";
        assert_eq!(found("services/catalog", payment), ["depends on services/payment"]);
        assert_eq!(found("tools/xtask", payment), ["depends on services/payment"]);
        for may in ["services/holdfast", "tools/model"] {
            assert_eq!(found(may, payment), Vec::<String>::new(), "{may}");
        }
    }

    #[test]
    fn the_map_names_every_crate_from_the_ground_up() {
        let check = |rows: &str| {
            let tree = Tree::of(&[
                ("docs/ARCHITECTURE.md", rows),
                ("crates/sql/Cargo.toml", ""),
                ("crates/bus/Cargo.toml", ""),
            ]);
            check(&tree).into_iter().map(|violation| (violation.line, violation.found)).collect::<Vec<_>>()
        };
        assert_eq!(check("| `crates/sql` | x |\n| `crates/bus` | y |\n"), []);
        assert_eq!(check("| `crates/bus` | y |\n"), [(1, "does not name crates/sql".to_owned())]);
        assert_eq!(
            check("| `crates/bus` | y |\n| `crates/sql` | x |\n"),
            [(2, "has crates/sql above crates/bus".to_owned())]
        );
    }
}
