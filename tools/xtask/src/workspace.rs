//! The whole workspace, compiled once for all stages. Each cargo command here selects all packages with their dev-dependencies, because cargo
//! unifies features over what is selected: another selection would compile sqlx, tokio and everything above them again.

use std::cell::OnceCell;
use std::path::PathBuf;
use std::process::Command;

use anyhow::ensure;
use contracts::services::ALL;
use engines::Profile;
use serde::Deserialize;

use crate::{terminal, web};

/// Test targets that `cargo test` leaves out, because they need the real engines.
const ON_ENGINES: [&str; 6] = ["--test", "real", "--test", "faults", "--test", "chaos"];

#[derive(Default)]
pub(crate) struct Workspace {
    on_engines: OnceCell<Vec<TestBinary>>,
}

/// One test program that needs the real engines.
#[derive(Debug, PartialEq, Eq)]
struct TestBinary {
    target: String,
    /// The folder of its package, in which cargo would run it.
    folder: PathBuf,
    executable: PathBuf,
}

/// A line of cargo's report on what it compiles, as far as it is needed here.
#[derive(Deserialize)]
struct Artifact {
    manifest_path: PathBuf,
    target: Target,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

impl Workspace {
    /// Everything that later stages run.
    pub(crate) fn build(&self) -> anyhow::Result<()> {
        cargo(&["test", "--workspace", "--locked", "--no-run"])?;
        self.on_engines().map(drop)
    }

    /// Runs one target of all packages whose name is wanted.
    pub(crate) fn run(
        &self,
        target: &str,
        is_wanted: impl Fn(&str) -> bool,
        variables: &[(&str, &str)],
    ) -> anyhow::Result<()> {
        let tests =
            self.on_engines()?.iter().filter(|test| test.target == target && is_wanted(&test.package()));
        for test in tests {
            println!("\n{target} of {}", test.package());
            let mut command = Command::new(&test.executable);
            // A run of minutes shows what it is doing.
            command.args((target != "real").then_some("--nocapture"));
            let status = command.current_dir(&test.folder).envs(variables.iter().copied()).status()?;
            ensure!(status.success(), "{target} of {} failed ({status})", test.package());
        }
        Ok(())
    }

    /// The folder with the binaries of the product, built with everything else.
    pub(crate) fn binaries(&self) -> anyhow::Result<PathBuf> {
        self.on_engines()?;
        engines::binaries(Profile::Debug)
    }

    fn on_engines(&self) -> anyhow::Result<&[TestBinary]> {
        if let Some(known) = self.on_engines.get() {
            return Ok(known);
        }
        let json = ["--no-run", "--message-format", "json-render-diagnostics"];
        let arguments = [&["test", "--workspace", "--locked"], &ON_ENGINES[..], &json].concat();
        let page = web::built();
        let report = terminal::output_with("cargo", &arguments, &web::variables(page.as_deref()))?;
        Ok(self.on_engines.get_or_init(|| report.lines().filter_map(test_binary).collect()))
    }
}

/// The packages whose binaries ship: the single process, and each service.
pub(crate) fn products() -> Vec<&'static str> {
    std::iter::once("holdfast").chain(ALL.iter().map(|service| service.name)).collect()
}

/// The tests that need no engines.
pub(crate) fn test() -> anyhow::Result<()> {
    cargo(&["test", "--workspace", "--locked"])
}

pub(crate) fn lint() -> anyhow::Result<()> {
    let (clippy, deny) = (["clippy", "--workspace", "--locked"], ["--", "-D", "warnings"]);
    cargo(&[&clippy[..], &["--all-targets"], &deny].concat())?;
    // Those that plain `cargo test` leaves out are not among "all".
    cargo(&[&clippy[..], &ON_ENGINES, &deny].concat())
}

/// With the page in the product if the page has been built, so that no stage compiles the product without it and another one with it.
pub(crate) fn cargo(arguments: &[&str]) -> anyhow::Result<()> {
    let page = web::built();
    terminal::run_with("cargo", arguments, &web::variables(page.as_deref()))
}

impl TestBinary {
    fn package(&self) -> String {
        self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

fn test_binary(line: &str) -> Option<TestBinary> {
    let Artifact { manifest_path, target, executable } = serde_json::from_str(line).ok()?;
    let is_test = target.kind.iter().any(|kind| kind == "test");
    let folder = manifest_path.parent()?.to_owned();
    is_test.then_some(TestBinary { target: target.name, folder, executable: executable? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_of_cargo_names_test_programs_and_much_else() {
        let line = |kind: &str, executable: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","manifest_path":"/x/services/order/Cargo.toml",
                "target":{{"kind":["{kind}"],"name":"real","src_path":"x"}},"executable":{executable}}}"#
            )
        };
        let found = test_binary(&line("test", r#""/x/target/debug/deps/real-1""#)).unwrap();
        assert_eq!((found.target.as_str(), found.package().as_str()), ("real", "order"));
        for other in [
            &line("bin", r#""/x/target/debug/order""#),
            &line("test", "null"),
            "{\"reason\":\"build-finished\"}",
        ] {
            assert_eq!(test_binary(other), None, "{other}");
        }
    }
}
