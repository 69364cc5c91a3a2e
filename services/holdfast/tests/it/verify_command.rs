//! What `holdfast verify` says, by the binary that operators use.

use std::process::{Command, Output};

use testkit::Options;

const SECRET: &str = "a service secret for tests, known to all";

pub(crate) fn verify(arguments: &[&str]) -> Output {
    verify_by(arguments, &[])
}

/// With these variables of the environment, and no others.
fn verify_by(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_holdfast"))
        .arg("verify")
        .args(arguments)
        .env_clear()
        .env("HOLDFAST_SERVICE_SECRET", SECRET)
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The promises that were broken: nothing where every one is kept.
pub(crate) fn broken(output: &Output) -> Vec<String> {
    let table = String::from_utf8_lossy(&output.stdout);
    let named = table.lines().filter_map(|line| line.split_once(" broken: "));
    let broken: Vec<String> = named.map(|(promise, _)| promise.to_owned()).collect();
    assert_eq!(output.status.success(), broken.is_empty(), "{}", said(output));
    broken
}

/// How a failed test names broken promises; `cargo xtask rules` looks for it in the output.
pub(crate) const BROKEN: &str = "broken promises: ";

/// Every promise was kept.
pub(crate) fn assert_kept(arguments: &[&str]) {
    assert_kept_by(arguments, &[]);
}

/// The same, asked by a clock that was stepped as the server's: a token for other services does not last for long.
pub(crate) fn assert_kept_by(arguments: &[&str], variables: &[(&str, &str)]) {
    let broken = broken(&verify_by(arguments, variables));
    assert!(broken.is_empty(), "{BROKEN}{}", broken.join(" "));
}

/// For a server that can be asked while it runs, and where.
pub(crate) fn asked_while_it_runs(options: Options) -> (Options, String) {
    let [port] = engines::free_ports().unwrap();
    let listens = options
        .env("HOLDFAST_SERVICE_SECRET", SECRET)
        .env("HOLDFAST_INTERNAL_LISTEN", &format!("127.0.0.1:{port}"));
    (listens, format!("http://127.0.0.1:{port}"))
}
