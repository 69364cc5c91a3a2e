//! `HOLDFAST_HOSTS` and the header `Host`, one per line: an open server is known by addresses, by `localhost` and by the names it was given.
#![no_main]

use std::net::{Ipv4Addr, Ipv6Addr};

use libfuzzer_sys::fuzz_target;
use server::HostNames;

fuzz_target!(|text: &str| {
    let (names, host) = text.split_once('\n').unwrap_or(("", text));
    let Ok(known) = names.parse::<HostNames>() else { return };
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        assert!(known.have(name) && known.have(&format!("{}:443", name.to_ascii_uppercase())), "{name}");
    }
    if known.have(host) {
        let port = host.rsplit_once(':').map_or("", |(_, port)| port);
        let name = if port.bytes().all(|byte| byte.is_ascii_digit()) && host.len() > port.len() {
            host[..host.len() - port.len()].trim_end_matches(':')
        } else {
            host
        };
        let is_ours = names
            .split(',')
            .chain(["localhost"])
            .any(|ours| [host, name].into_iter().any(|said| said.eq_ignore_ascii_case(ours.trim())));
        let is_address = [host, name].into_iter().any(is_address);
        assert!(is_ours || is_address, "{host:?} is none of {names:?}");
    }
});

fn is_address(said: &str) -> bool {
    let inner = said.strip_prefix('[').and_then(|said| said.strip_suffix(']'));
    said.parse::<Ipv4Addr>().is_ok() || inner.is_some_and(|inner| inner.parse::<Ipv6Addr>().is_ok())
}
