//! `cargo xtask rules [NAME ...]`: removes each protective rule from a copy of the workspace, and expects its tests to fail there. The rules in Lua
//! are removed by a test of their adapter, because scripts are values there.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{fs, io};

use anyhow::{Context, bail, ensure};

use crate::terminal;

/// A rule in the source, and what stands there without it.
struct Mutation {
    name: &'static str,
    file: &'static str,
    /// Occurs exactly once in the file.
    rule: &'static str,
    without: &'static str,
    /// The test targets that have the tests.
    targets: &'static [&'static str],
    /// All of these fail without the rule. The last one is a history through the whole product.
    tests: &'static [&'static str],
    /// The promise that the history reports as broken.
    promise: &'static str,
}

const MUTATIONS: [Mutation; 7] = [
    Mutation {
        name: "owner-check",
        file: "services/reservation/src/domain/seat.rs",
        rule: "if caller.fit(hold.id, &hold.owner) => Ok(hold)",
        without: "if caller.fit(hold.id, &hold.owner) || true => Ok(hold)",
        targets: &["it"],
        tests: &["a_hold_obeys_only_its_owner", "the_owner_check_keeps_a_live_hold_for_its_buyer"],
        promise: "I6",
    },
    Mutation {
        name: "order-tombstone",
        file: "services/reservation/src/adapters/sql/writer.rs",
        rule: "orders::confirm(event, batch, &command, replies, released)",
        without: "orders::confirm(event, batch, &command, replies, released && false)",
        targets: &["it"],
        tests: &[
            "a_release_leaves_a_tombstone_even_where_there_was_nothing",
            "the_order_s_tombstone_refuses_a_confirm_that_comes_late",
        ],
        promise: "I2",
    },
    Mutation {
        name: "pin",
        file: "services/reservation/src/app/settle_order.rs",
        rule: "pin: self.limits.pin,",
        without: "pin: std::time::Duration::ZERO,",
        targets: &["it"],
        tests: &["the_pin_keeps_a_seat_while_its_buyer_pays"],
        promise: "I6",
    },
    Mutation {
        name: "repair",
        file: "services/reservation/src/app/repair.rs",
        rule: "for some in amendments.chunks(",
        without: "for some in amendments.get(..0).unwrap_or_default().chunks(",
        targets: &["real", "services"],
        tests: &[
            "repair_corrects_seats_that_differ_from_the_ledger",
            "the_repair_restores_a_sale_that_a_former_primary_made",
        ],
        promise: "I2",
    },
    // The unique index of the database would refuse a second row in any case, so the second buyer gets the sale without one.
    Mutation {
        name: "ledger",
        file: "services/order/src/store/ledger.rs",
        rule: "if winner != *order {",
        without: "if winner != *order && false {",
        targets: &["it"],
        tests: &[
            "the_ledger_decides_between_two_buyers_of_one_seat",
            "the_ledger_sells_no_seat_again_that_the_store_forgot",
        ],
        promise: "I2",
    },
    Mutation {
        name: "void-tombstone",
        file: "services/payment/src/domain/authorization.rs",
        rule: "says(OperationReply::Declined { reason: RefusalReason::Voided.to_string() })",
        without: "becomes(Pending)",
        targets: &["it"],
        tests: &[
            "a_void_before_the_authorization_refuses_it_for_good",
            "the_void_s_tombstone_refuses_an_authorization_that_comes_late",
        ],
        promise: "I4",
    },
    Mutation {
        name: "gap-rule",
        file: "services/catalog/src/domain/projection.rs",
        rule: "if !known.position.leads_to(delta.position) {",
        without: "if !known.position.leads_to(delta.position) && !same_epoch {",
        targets: &["it"],
        tests: &[
            "a_gap_is_fetched_again_and_clients_are_told",
            "the_gap_rule_fetches_a_map_that_has_missed_a_change",
        ],
        promise: "I7",
    },
];

/// Always the same, so that each crate is built with the same features.
const PACKAGES: [&str; 5] = ["catalog", "holdfast", "order", "payment", "reservation"];
const SCRIPTS: [&str; 7] =
    ["test", "--locked", "--package", "reservation", "--test", "real", "without_a_rule::"];
/// As the tests of `holdfast` name broken promises.
const BROKEN: &str = "broken promises: ";

/// All rules, or those that are named.
pub(crate) fn run(names: &[String]) -> anyhow::Result<()> {
    if let Some(name) = names.iter().find(|name| MUTATIONS.iter().all(|mutation| mutation.name != **name)) {
        bail!("no rule is called {name}; there are: {}", MUTATIONS.map(|mutation| mutation.name).join(", "));
    }
    if names.is_empty() {
        terminal::run("cargo", &SCRIPTS)?;
    }
    let copy = Copy::of_workspace()?;
    for mutation in &MUTATIONS {
        if names.is_empty() || names.iter().any(|name| name == mutation.name) {
            copy.expect_failures(mutation)?;
        }
    }
    Ok(())
}

impl Mutation {
    fn apply(&self, source: &str) -> anyhow::Result<String> {
        let count = source.matches(self.rule).count();
        ensure!(count == 1, "{}: `{}` occurs {count} times in {}", self.name, self.rule, self.file);
        Ok(source.replace(self.rule, self.without))
    }
}

/// The workspace as it is on disk, with a target folder of its own.
struct Copy {
    root: PathBuf,
    target: PathBuf,
}

impl Copy {
    fn of_workspace() -> anyhow::Result<Self> {
        let folder = crate::repository::root().join("target/mutations");
        let copy = Self { root: folder.join("workspace"), target: folder.join("target") };
        if copy.root.exists() {
            fs::remove_dir_all(&copy.root)?;
        }
        let files =
            terminal::output("git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"])?;
        for file in files.split('\0').filter(|file| !file.is_empty()) {
            copy.copy(file).with_context(|| format!("cannot copy {file}"))?;
        }
        Ok(copy)
    }

    /// Times of modification are copied too, so that cargo builds only what has changed. Files that are mutated look new instead: the last build may
    /// have been one without a rule.
    fn copy(&self, file: &str) -> io::Result<()> {
        let (from, to) = (crate::repository::root().join(file), self.root.join(file));
        // Deleted, but not yet in the index.
        if !from.is_file() {
            return Ok(());
        }
        fs::create_dir_all(to.parent().unwrap_or(&self.root))?;
        fs::copy(&from, &to)?;
        if MUTATIONS.iter().all(|mutation| mutation.file != file) {
            fs::File::options().write(true).open(&to)?.set_modified(from.metadata()?.modified()?)?;
        }
        Ok(())
    }

    fn expect_failures(&self, mutation: &Mutation) -> anyhow::Result<()> {
        let Mutation { name, promise, tests, .. } = mutation;
        println!("without {name}: building and testing");
        let file = self.root.join(mutation.file);
        let source = fs::read_to_string(&file)?;
        fs::write(&file, mutation.apply(&source)?)?;
        let output = self.test(mutation);
        fs::write(&file, source)?;
        let output = output?;
        let has_failed =
            |test: &str| output.lines().any(|line| line.ends_with(&format!("{test} ... FAILED")));
        let reports = output
            .lines()
            .filter_map(|line| line.split_once(BROKEN))
            .any(|(_, broken)| broken.contains(promise));
        let is_noticed = tests.iter().all(|test| has_failed(test)) && reports;
        ensure!(
            is_noticed,
            "{output}\nwithout {name}, not all of {tests:?} fail, or {promise} is not reported"
        );
        println!("without {name}: {promise} is broken, and {} fail", tests.join(" and "));
        Ok(())
    }

    /// What the tests say, passed or failed.
    fn test(&self, mutation: &Mutation) -> anyhow::Result<String> {
        let packages = PACKAGES.iter().flat_map(|package| ["--package", package]);
        let targets = mutation.targets.iter().flat_map(|target| ["--test", target]);
        let output = Command::new("cargo")
            .args(["test", "--locked", "--no-fail-fast"])
            .args(targets)
            .args(packages)
            .arg("--")
            .args(mutation.tests)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            // These builds are not debugged, and need a third of the disk space without.
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .stderr(Stdio::inherit())
            .output()
            .context("cannot start cargo")?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_mutation_applies_to_the_source_as_it_is() {
        for mutation in &MUTATIONS {
            let source = fs::read_to_string(crate::repository::root().join(mutation.file)).unwrap();
            mutation.apply(&source).unwrap();
        }
    }

    #[test]
    fn every_test_that_has_to_fail_exists() {
        let mut sources = String::new();
        for package in PACKAGES {
            read_all(&crate::repository::root().join("services").join(package).join("tests"), &mut sources);
        }
        for test in MUTATIONS.iter().flat_map(|mutation| mutation.tests) {
            assert!(sources.contains(&format!("fn {test}(")), "no test is called {test}");
        }
    }

    fn read_all(folder: &Path, sources: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read_all(&path, sources);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push_str(&fs::read_to_string(&path).unwrap());
            }
        }
    }
}
