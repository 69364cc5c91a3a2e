//! `clients/python`, in an environment of its own with fixed versions of its tools.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use ops::stages::Outcome;
use ops::{cached, repository, terminal};

use super::DemoServer;

/// Its name changes with what is in it.
const ENVIRONMENT: &str = "clients-python-1";
const PACKAGES: [&str; 6] = [
    "datamodel-code-generator==0.89.0",
    "httpx==0.28.1",
    "mypy==2.4.1",
    "pytest==9.2.0",
    "pytest-asyncio==1.5.0",
    "ruff==0.17.5",
];
const CHECKS: [&[&str]; 4] = [
    &["ruff", "format", "--check", "--no-cache"],
    &["ruff", "check", "--no-cache"],
    &["mypy", "--cache-dir", "../../target/mypy"],
    &["pytest", "tests/unit", "tests/server"],
];
const GENERATED: &str = "clients/python/src/holdfast_client/bodies.py";
const FRESH: &str = "target/bodies.py";
const NO_PYTHON: &str = "the Python client needs Python 3.11 with venv, and PyPI";

pub(super) fn check(server: &DemoServer) -> anyhow::Result<Outcome> {
    let Ok(python) = python() else { return Outcome::missing(NO_PYTHON) };
    is_fresh(&python)?;
    let variables = [("HOLDFAST_URL", server.url.as_str())];
    for check in CHECKS {
        run(&python, check, &variables)?;
    }
    terminal::run_with(
        &python,
        &["clients/python/examples/buy.py", &server.url],
        &[("PYTHONPATH", "clients/python/src"), ("PYTHONDONTWRITEBYTECODE", "1")],
    )?;
    Ok(Outcome::Passed)
}

pub(super) fn write_types() -> anyhow::Result<()> {
    match python() {
        Ok(python) => generate(&python, GENERATED),
        Err(error) => {
            println!("{GENERATED} cannot be written: {NO_PYTHON}: {error:#}");
            Ok(())
        }
    }
}

/// Python itself is there before the packages are.
fn python() -> anyhow::Result<String> {
    let generator = cached::python(ENVIRONMENT, &PACKAGES, "datamodel-codegen")?;
    Ok(Path::new(&generator).with_file_name("python").display().to_string())
}

fn is_fresh(python: &str) -> anyhow::Result<()> {
    generate(python, FRESH)?;
    let [written, fresh] = [GENERATED, FRESH].map(|path| fs::read_to_string(repository::root().join(path)));
    ensure!(
        written.context(GENERATED)? == fresh?,
        "{GENERATED} is older than the API description: cargo xtask clients"
    );
    Ok(())
}

fn generate(python: &str, to: &str) -> anyhow::Result<()> {
    let to = repository::root().join(to).display().to_string();
    // Its settings stand in pyproject.toml, where it looks for them.
    run(python, &["datamodel_code_generator", "--output", &to], &[])
}

/// A module in the folder of the client.
fn run(python: &str, module: &[&str], variables: &[(&str, &str)]) -> anyhow::Result<()> {
    let go = "cd clients/python && exec \"$0\" -m \"$@\"";
    let arguments = [&["-c", go, python], module].concat();
    let quiet = [("PYTHONDONTWRITEBYTECODE", "1")];
    terminal::run_with("sh", &arguments, &[variables, &quiet].concat())
}
