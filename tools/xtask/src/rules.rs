//! `cargo xtask rules`: each protective rule is switched off in a debug build, and its tests have to go red.

use anyhow::ensure;

use crate::terminal;

/// Tests that pass while they switch rules off by themselves.
const HISTORIES: &[&str] = &["test", "--locked", "--package", "holdfast", "--test", "it", "rules::"];

struct Rule {
    name: &'static str,
    /// What breaks without it.
    promise: &'static str,
    /// Tests that have to fail without it, by package, target and filter.
    noticed_by: [&'static str; 3],
}

const RULES: [Rule; 9] = [
    rule("owner-check", "I6", ["reservation", "it", "a_hold_obeys_whoever_made_it"]),
    rule("owner-check", "I6", ["reservation", "real", "redis_seats::holders::owners_are_told_apart"]),
    rule("order-tombstone", "I2", ["reservation", "it", "a_release_leaves_a_tombstone"]),
    rule(
        "order-tombstone",
        "I2",
        ["reservation", "real", "redis_seats::settling::a_release_leaves_a_tombstone"],
    ),
    rule(
        "epoch-fence",
        "I6",
        ["reservation", "real", "redis_seats::restoring::a_restoration_of_a_lower_epoch"],
    ),
    rule("repair", "I2", ["reservation", "real", "repair_puts_right_what_the_ledger_says"]),
    rule("void-tombstone", "I4", ["payment", "it", "a_void_before_the_authorization_refuses_it"]),
    rule("ledger", "I1", ["order", "it", "the_ledger_decides_between_two_buyers"]),
    rule("gap-rule", "I7", ["catalog", "it", "a_gap_is_fetched_again_and_clients_are_told"]),
];

const fn rule(name: &'static str, promise: &'static str, noticed_by: [&'static str; 3]) -> Rule {
    Rule { name, promise, noticed_by }
}

pub(crate) fn run() -> anyhow::Result<()> {
    terminal::run("cargo", HISTORIES)?;
    for Rule { name, promise, noticed_by: [package, target, filter] } in RULES {
        let test = ["test", "--quiet", "--locked", "--package", package, "--test", target];
        terminal::run("cargo", &[&test[..], &["--no-run"]].concat())?;
        let off = [("HOLDFAST_RULES_OFF", name)];
        let red = terminal::run_with("cargo", &[&test[..], &[filter]].concat(), &off).is_err();
        ensure!(
            red,
            "nobody in {package} ({target}, {filter}) notices that {name} is gone, and {promise} breaks"
        );
        println!("without {name}: red in {package} ({target}, {filter}), as it has to be; {promise}");
    }
    Ok(())
}
