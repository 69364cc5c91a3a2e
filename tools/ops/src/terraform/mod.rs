//! Whether `infra/terraform` is sound, without an account and without the provider of AWS: style, types, plans under mocks, and what no plan
//! may contain.

mod lint;
mod offline;
mod plan;
mod policy;

pub(crate) use self::lint::{TFLINT, install_checkov};
use self::offline::Offline;
use crate::stages::{self, Check, Outcome};
use crate::terminal;

const FOLDER: &str = "infra/terraform";
/// What is applied by itself, and validated by itself.
const ROOTS: [&str; 3] = ["bootstrap", "environments/staging", "environments/prod"];
/// The root whose runs name the folders that they plan.
const TESTS: &str = "tests";

const CHECKS: [Check<()>; 3] = [
    ("style (terraform fmt)", |()| lint::format(FOLDER)),
    ("slips (tflint)", |()| lint::tflint(FOLDER)),
    ("known mistakes (checkov)", |()| lint::checkov(FOLDER)),
];
const CHECKS_ON_SCHEMA: [Check<Offline>; 3] = [
    ("types, arguments, references (terraform validate)", |offline| offline.validate(&ROOTS)),
    ("plans of all environments under mocks (terraform test)", |offline| offline.test(TESTS)),
    ("policies on those plans", |offline| policy::hold(&plan::read(&offline.planned(TESTS)?)?)),
];

/// The stage of `cargo xtask test`.
pub fn check() -> anyhow::Result<Outcome> {
    if !terminal::exists("terraform", &["version"]) {
        return Ok(Outcome::NotRun(
            "terraform 1.11 is not installed, and no registry that can be reached here has it",
        ));
    }
    let linted = stages::run_checks(&CHECKS, &())?;
    let Ok(offline) = Offline::prepare(FOLDER) else {
        return Ok(Outcome::NotRun("the schema of AWS needs npm, Python 3 and Go, and their registries"));
    };
    stages::run_checks(&CHECKS_ON_SCHEMA, &offline)?;
    Ok(linted)
}
