//! `cargo xtask demo`: from a clone to a working shop with one command and nothing installed.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, bail};
use engines::Profile;
use engines::stack::{SERVICE_SECRET, SERVICE_SECRET_NAME};

use crate::verify::{DEMO_DATA, ORDER};
use crate::{terminal, web};

const LISTEN: &str = "127.0.0.1:8080";

/// Builds holdfast and becomes it, so that Ctrl-C reaches it alone and it stops as it does in production.
pub(crate) fn run(typed: &[String]) -> anyhow::Result<()> {
    let flags = flags(typed);
    refuse_taken(value_of(&flags, "--listen").unwrap_or(LISTEN))?;
    value_of(&flags, "--internal-listen").map_or(Ok(()), refuse_taken)?;
    let page = web::build().unwrap_or_else(|error| {
        println!("the page cannot be built, so this demo is without it: {error:#}");
        None
    });
    build(page.as_deref())?;
    let binary = engines::binaries(Profile::Release)?.join("holdfast");
    let error = Command::new(&binary)
        .args(&flags)
        .env(SERVICE_SECRET_NAME, SERVICE_SECRET)
        .current_dir(crate::root())
        .exec();
    Err(error).with_context(|| format!("cannot start {}", binary.display()))
}

fn build(page: Option<&str>) -> anyhow::Result<()> {
    let cargo = ["build", "--release", "--package", "holdfast"];
    let built = terminal::run_with("cargo", &cargo, &web::variables(page));
    let missing = missing_tools(|program| terminal::exists(program, &["--version"]));
    if built.is_err() && !missing.is_empty() {
        bail!(
            "SQLite and Kafka's client are compiled here, which needs {}: install what is missing (`apt install gcc g++ make`, \
             `xcode-select --install`) and try again",
            missing.join(" and ")
        );
    }
    built
}

/// Our defaults, then what was typed, which wins.
fn flags(typed: &[String]) -> Vec<String> {
    let mut flags = vec!["--demo".to_owned()];
    // `verify` connects there; a demo at another address may be the second one on this machine.
    if value_of(typed, "--listen").is_none() && value_of(typed, "--internal-listen").is_none() {
        flags.extend(["--internal-listen".to_owned(), ORDER.to_owned()]);
    }
    for (name, value) in [("--listen", LISTEN), ("--data", DEMO_DATA)] {
        if value_of(typed, name).is_none() {
            flags.extend([name.to_owned(), value.to_owned()]);
        }
    }
    flags.extend(typed.iter().filter(|flag| *flag != "--demo").cloned());
    flags
}

/// `--name value` and `--name=value`.
fn value_of<'f>(flags: &'f [String], name: &str) -> Option<&'f str> {
    let at = flags.iter().position(|flag| flag.split('=').next() == Some(name))?;
    match flags.get(at)?.split_once('=') {
        Some((_, value)) => Some(value),
        None => flags.get(at + 1).map(String::as_str),
    }
}

/// Fails before a build of minutes, not after it.
fn refuse_taken(listen: &str) -> anyhow::Result<()> {
    TcpListener::bind(listen).map(drop).with_context(|| {
        format!("cannot listen on {listen}; choose another address: cargo xtask demo --listen 127.0.0.1:8090")
    })
}

/// What compiles the parts that are not Rust: its name, the variable that may name another one, and its usual names. Kafka's client is C, and
/// its configure script does not go on without a compiler for C++.
const COMPILERS: [(&str, &str, &[&str]); 3] = [
    ("a C compiler", "CC", &["cc", "gcc", "clang"]),
    ("a C++ compiler", "CXX", &["g++", "clang++", "c++"]),
    ("make", "", &["make"]),
];

/// Those of which no program `exists`.
fn missing_tools(exists: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let is_there = |variable: &str, usual: &[&str]| {
        let named = terminal::variable(variable);
        named.iter().map(String::as_str).chain(usual.iter().copied()).any(&exists)
    };
    let missing = COMPILERS.iter().filter(|(_, variable, usual)| !is_there(variable, usual));
    missing.map(|(name, _, _)| *name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(flags: &[&str]) -> Vec<String> {
        flags.iter().map(|flag| (*flag).to_owned()).collect()
    }

    #[test]
    fn what_was_typed_wins_over_the_defaults() {
        let own = ["--demo", "--internal-listen", ORDER, "--listen", LISTEN, "--data", DEMO_DATA];
        assert_eq!(flags(&[]), own);
        let typed = flags(&owned(&["--listen=127.0.0.1:9000", "--data", "/x"]));
        assert_eq!(typed, ["--demo", "--listen=127.0.0.1:9000", "--data", "/x"]);
        assert_eq!(value_of(&typed, "--listen"), Some("127.0.0.1:9000"));
        assert_eq!(value_of(&typed, "--data"), Some("/x"));
    }

    #[test]
    fn missing_compilers_are_named() {
        assert_eq!(missing_tools(|_| true), Vec::<&str>::new());
        assert_eq!(missing_tools(|program| ["gcc", "make"].contains(&program)), ["a C++ compiler"]);
        assert_eq!(missing_tools(|program| program == "clang++"), ["a C compiler", "make"]);
    }

    #[test]
    fn a_taken_port_is_refused_with_a_way_out() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let refusal = refuse_taken(&taken.local_addr().unwrap().to_string()).unwrap_err();
        assert!(refusal.to_string().contains("--listen"), "{refusal}");
    }
}
