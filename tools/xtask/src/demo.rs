//! `cargo xtask demo`: from a clone to a working shop with one command and nothing installed.

use std::net::TcpListener;

use anyhow::Context;
use engines::Profile;
use engines::stack::{SERVICE_SECRET, SERVICE_SECRET_NAME};
use ops::terminal;

use crate::verify::{DEMO_DATA, ORDER};
use crate::web;

const LISTEN: &str = "127.0.0.1:8080";
const COMPILERS: &str = "if a C or C++ compiler or make is what is missing, `apt install gcc g++ make` or `xcode-select --install` has them, and \
                         SQLite and Kafka's client are compiled with them";

/// Builds holdfast and becomes it, so that Ctrl-C reaches it alone and it stops as it does in production.
pub(crate) fn run(typed: &[String]) -> anyhow::Result<()> {
    let flags = flags(typed);
    refuse_taken(value_of(&flags, "--listen").unwrap_or(LISTEN))?;
    value_of(&flags, "--internal-listen").map_or(Ok(()), refuse_taken)?;
    let page = web::build().unwrap_or_else(|error| {
        println!("the page cannot be built, so this demo is without it: {error:#}");
        None
    });
    let cargo = ["build", "--release", "--package", "holdfast"];
    terminal::run_with("cargo", &cargo, &web::variables(page.as_deref())).context(COMPILERS)?;
    let binary = engines::binaries(Profile::Release)?.join("holdfast");
    terminal::become_program(&binary, flags, &[(SERVICE_SECRET_NAME, SERVICE_SECRET)])
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
    fn a_taken_port_is_refused_with_a_way_out() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let refusal = refuse_taken(&taken.local_addr().unwrap().to_string()).unwrap_err();
        assert!(refusal.to_string().contains("--listen"), "{refusal}");
    }
}
