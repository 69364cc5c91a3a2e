//! `cargo xtask demo`: from a clone to a working shop with one command and nothing installed.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, anyhow};

use crate::{stack, terminal, verify, web};

const LISTEN: &str = "127.0.0.1:8080";
pub(crate) const DATA: &str = "data/demo";

/// Builds holdfast and becomes it, so that Ctrl-C reaches it alone and it stops as it does in production.
pub(crate) fn run(further: &[String]) -> anyhow::Result<()> {
    let flags = flags(further);
    let listen = value_of(&flags, "--listen").unwrap_or(LISTEN);
    refuse_taken(listen)?;
    value_of(&flags, "--internal-listen").map_or(Ok(()), refuse_taken)?;
    let page = web::build().unwrap_or_else(|error| {
        println!("the page cannot be built, so this demo is without it: {error:#}");
        None
    });
    let built = web::cargo_with_page(&["build", "--release", "--package", "holdfast"], page.as_deref());
    let missing = missing_tools(exists);
    if built.is_err() && !missing.is_empty() {
        return Err(anyhow!(
            "SQLite and Kafka's client are compiled here, which needs {}: install what is missing (`apt install gcc g++ make`, \
             `xcode-select --install`) and try again",
            missing.join(" and ")
        ));
    }
    built?;
    let binary = terminal::target_folder()?.join("release/holdfast");
    let error = Command::new(&binary)
        .args(&flags)
        .env(stack::SERVICE_SECRET_NAME, stack::SERVICE_SECRET)
        .current_dir(crate::root())
        .exec();
    Err(error).with_context(|| format!("cannot start {}", binary.display()))
}

/// Ours, then what was typed; what was typed wins.
fn flags(further: &[String]) -> Vec<String> {
    let mut flags = vec!["--demo".to_owned()];
    // Where `verify` asks; a demo at another address may be the second one here.
    if value_of(further, "--listen").is_none() && value_of(further, "--internal-listen").is_none() {
        flags.extend(["--internal-listen".to_owned(), verify::ORDER.to_owned()]);
    }
    for (name, value) in [("--listen", LISTEN), ("--data", DATA)] {
        if value_of(further, name).is_none() {
            flags.extend([name.to_owned(), value.to_owned()]);
        }
    }
    flags.extend(further.iter().filter(|flag| *flag != "--demo").cloned());
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

/// Says so before a build of minutes, not after it.
fn refuse_taken(listen: &str) -> anyhow::Result<()> {
    TcpListener::bind(listen).map(drop).with_context(|| {
        format!(
            "cannot listen on {listen}; another one is free with: cargo xtask demo --listen 127.0.0.1:8090"
        )
    })
}

/// What compiles what is not Rust: its name, the variable that may name another one, and what it is usually called. Kafka's client is C, and
/// its own configuration does not go on without a compiler for C++.
const COMPILERS: [(&str, &str, &[&str]); 3] = [
    ("a C compiler", "CC", &["cc", "gcc", "clang"]),
    ("a C++ compiler", "CXX", &["g++", "clang++", "c++"]),
    ("make", "", &["make"]),
];

/// Those of them of which nothing `exists`.
fn missing_tools(exists: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let is_there = |variable: &str, usual: &[&str]| {
        let named = terminal::variable(variable);
        named.iter().map(String::as_str).chain(usual.iter().copied()).any(&exists)
    };
    let missing = COMPILERS.iter().filter(|(_, variable, usual)| !is_there(variable, usual));
    missing.map(|(name, _, _)| *name).collect()
}

fn exists(program: &str) -> bool {
    terminal::exists(program, &["--version"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(flags: &[&str]) -> Vec<String> {
        flags.iter().map(|flag| (*flag).to_owned()).collect()
    }

    #[test]
    fn what_was_typed_wins_over_the_defaults() {
        let own = ["--demo", "--internal-listen", verify::ORDER, "--listen", LISTEN, "--data", DATA];
        assert_eq!(flags(&[]), own);
        let typed = flags(&owned(&["--listen=127.0.0.1:9000", "--data", "/x"]));
        assert_eq!(typed, ["--demo", "--listen=127.0.0.1:9000", "--data", "/x"]);
        assert_eq!(value_of(&typed, "--listen"), Some("127.0.0.1:9000"));
        assert_eq!(value_of(&typed, "--data"), Some("/x"));
    }

    #[test]
    fn whoever_lacks_a_compiler_is_told_which() {
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
