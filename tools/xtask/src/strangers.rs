//! `cargo xtask strangers`: Schemathesis reads the description of the API, and tries on a running binary what it allows and what it rules out. The
//! stage of the tests is the same in short; both make the same requests each time.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Context, ensure};
use clap::Args;
use engines::stack::is_ready;
use engines::{Child, Profile, free_ports};
use ops::stages::Outcome;
use ops::{cached, repository, terminal};
use serde_json::{Value, json};

use crate::plain_http::Api;

const PACKAGE: &str = "schemathesis==4.32.5";
const ENVIRONMENT: &str = "schemathesis-4.32.5";
/// What is tried, what is not, and why.
const CONFIG: &str = "contracts/openapi/schemathesis.toml";
const DESCRIPTION: &str = "contracts/openapi/holdfast.json";
const SEED: u32 = 17;
/// Of each operation, in the stage.
const FEW: u32 = 3;
/// What strangers know, by the names that the configuration has for it.
const OPERATOR: (&str, &str) = ("STRANGERS_OPERATOR_TOKEN", "an-operator-token-of-the-strangers");
const ACCESS_TOKEN: &str = "STRANGERS_ACCESS_TOKEN";
/// The account that they share.
const ACCOUNT: (&str, &str) = ("stranger@example.com", "correct staple of horses");
const LETTER_TRIES: u32 = 100;
const LETTER_EVERY: Duration = Duration::from_millis(100);

#[derive(Args)]
pub(crate) struct StrangersArgs {
    /// Another seed makes other requests
    #[arg(long, default_value_t = SEED)]
    seed: u32,
    /// Of each operation, at most, beside the examples of the description
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    cases: u32,
}

pub(crate) fn run(args: &StrangersArgs) -> anyhow::Result<()> {
    let tool = tool().context("Schemathesis needs Python 3 with venv, and PyPI")?;
    let binaries = engines::build(&["holdfast"], Profile::Debug)?;
    let cases = args.cases.to_string();
    attempt(&tool, &binaries, args.seed, &["--max-examples", &cases, "--continue-on-failure"])
}

/// The stage of `cargo xtask test`, with the binary in this folder.
pub(crate) fn in_short(binaries: &Path) -> anyhow::Result<Outcome> {
    let Ok(tool) = tool() else {
        return Outcome::missing("Schemathesis needs Python 3 with venv, and PyPI");
    };
    let few = FEW.to_string();
    attempt(&tool, binaries, SEED, &["--max-examples", &few])?;
    Ok(Outcome::Passed)
}

fn tool() -> anyhow::Result<String> {
    cached::python(ENVIRONMENT, &[PACKAGE], "schemathesis")
}

fn attempt(tool: &str, binaries: &Path, seed: u32, how: &[&str]) -> anyhow::Result<()> {
    let [port] = free_ports()?;
    let scratch = repository::root().join("scratch/strangers");
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(&scratch)?;
    let log = scratch.join("log");
    let server = start(&binaries.join("holdfast"), port, &log)?;
    let access = access_token(port)?;
    let (url, seed) = (format!("http://127.0.0.1:{port}"), seed.to_string());
    let arguments = ["--config-file", CONFIG, "run", DESCRIPTION, "--url", &url, "--seed", &seed];
    let tried = terminal::run_with(
        tool,
        &[&arguments[..], how].concat(),
        &[OPERATOR, (ACCESS_TOKEN, access.as_str())],
    );
    ensure!(is_ready(port), "the server does not answer any more: {}", log.display());
    drop(server);
    tried.with_context(|| format!("strangers with the seed {seed}; the server's log is {}", log.display()))
}

/// The binary with the demo season and nothing else.
fn start(binary: &Path, port: u16, log: &Path) -> anyhow::Result<Child> {
    let (binary, listen) = (binary.display().to_string(), format!("127.0.0.1:{port}"));
    let data = log.with_file_name("data").display().to_string();
    // All strangers are at one address, and each is to get an answer.
    let limits = "--caller-limits=false";
    let (_, operator) = OPERATOR;
    let command = [
        binary.as_str(),
        "--demo",
        limits,
        "--operator-token",
        operator,
        "--listen",
        &listen,
        "--data",
        &data,
    ];
    Child::start(command.map(str::to_owned).to_vec(), port, is_ready, log)
}

/// Of a session of the account, whose mailbox the demo shows.
fn access_token(port: u16) -> anyhow::Result<String> {
    let api = Api::at(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    let (email, password) = ACCOUNT;
    api.post("/api/auth/register", &[], &json!({ "email": email }))?;
    let token = link(&api)?;
    let (_, session) = api.post("/api/auth/verify", &[], &json!({ "token": token, "password": password }))?;
    let token = session.get("accessToken").and_then(Value::as_str).context("the account has no session")?;
    Ok(token.to_owned())
}

/// The token in the letter with which a registration begins.
fn link(api: &Api) -> anyhow::Result<String> {
    for _ in 0..LETTER_TRIES {
        let (_, mailbox) = api.get("/api/auth/mailbox")?;
        let text = mailbox.pointer("/items/0/text").and_then(Value::as_str).unwrap_or_default();
        let token = text.split_once("#token=").and_then(|(_, rest)| rest.split_whitespace().next());
        if let Some(token) = token {
            return Ok(token.to_owned());
        }
        thread::sleep(LETTER_EVERY);
    }
    anyhow::bail!("no letter came to the mailbox of the demo")
}
