//! `cargo xtask demo`: from a clone to a working shop with one command and nothing installed.

use std::net::TcpListener;

use anyhow::Context;
use engines::Profile;
use engines::stack::{SERVICE_SECRET, SERVICE_SECRET_NAME};
use ops::terminal;

use crate::early_buyers;
use crate::verify::{DEMO_DATA, ORDER};
use crate::web;

const LISTEN: &str = "127.0.0.1:8080";
const COMPILERS: &str = "if a C compiler is what is missing, `apt install gcc` or `xcode-select --install` has it, and SQLite is compiled with it";

/// Builds holdfast and becomes it, so that Ctrl-C reaches it alone and it stops as it does in production.
pub(crate) fn run(flags: &[String]) -> anyhow::Result<()> {
    let defaults = defaults(flags);
    refuse_taken(value_of(flags, "--listen").unwrap_or(LISTEN))?;
    let internal = defaults.iter().find(|(name, _)| *name == "HOLDFAST_INTERNAL_LISTEN");
    let internal = value_of(flags, "--internal-listen").or(internal.map(|(_, address)| *address));
    internal.map_or(Ok(()), refuse_taken)?;
    let page = web::build().unwrap_or_else(|error| {
        println!("the page cannot be built, so this demo is without it: {error:#}");
        None
    });
    let binaries = engines::build_with(&["holdfast"], Profile::Demo, &web::variables(page.as_deref()));
    let binaries = binaries.context(COMPILERS)?;
    send_buyers(value_of(flags, "--listen").unwrap_or(LISTEN));
    terminal::become_program(&binaries.join("holdfast"), flags, &defaults)
}

/// What holds unless a flag was typed: flags win over the environment.
fn defaults(typed: &[String]) -> Vec<(&'static str, &'static str)> {
    let mut defaults = vec![
        ("HOLDFAST_DEMO", "true"),
        ("HOLDFAST_LISTEN", LISTEN),
        ("HOLDFAST_DATA", DEMO_DATA),
        (SERVICE_SECRET_NAME, SERVICE_SECRET),
    ];
    // `verify` connects there; a demo at another address may be the second one on this machine.
    if value_of(typed, "--listen").is_none() {
        defaults.push(("HOLDFAST_INTERNAL_LISTEN", ORDER));
    }
    defaults
}

/// A demo of which nothing is sold is a demo all the same.
fn send_buyers(listen: &str) {
    let sent = listen.parse().map_err(anyhow::Error::from).and_then(early_buyers::send);
    if let Err(error) = sent {
        println!("no seats are sold beforehand: {error:#}");
    }
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

    #[test]
    fn a_demo_at_another_address_has_no_internal_one_unless_it_was_typed() {
        let has_internal = |flags: &[String]| defaults(flags).iter().any(|(_, value)| *value == ORDER);
        let typed = ["--listen=127.0.0.1:9000", "--data", "/x"].map(str::to_owned);
        assert_eq!((has_internal(&[]), has_internal(&typed)), (true, false));
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
