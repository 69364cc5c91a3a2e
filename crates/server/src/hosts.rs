//! The names of an open server, besides localhost and addresses.
//!
//! A site can make its own name point to this machine, and its page is then of one origin with us. It cannot own an address.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// The only name that no name server can point elsewhere.
const LOCALHOST: &str = "localhost";

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostNames(Vec<String>);

impl HostNames {
    /// What the header `Host` says: a name or an address, perhaps with a port.
    #[must_use]
    pub fn have(&self, host: &str) -> bool {
        let name = without_port(host);
        is_address(name)
            || name.eq_ignore_ascii_case(LOCALHOST)
            || self.0.iter().any(|ours| name.eq_ignore_ascii_case(ours))
    }
}

impl FromStr for HostNames {
    type Err = &'static str;

    /// Names without a port: with one, a name would never be recognised.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        let names: Vec<String> = names.collect();
        let is_name =
            |name: &String| name.bytes().all(|byte| byte.is_ascii_graphic() && !b":/[]@".contains(&byte));
        if names.iter().all(is_name) {
            Ok(Self(names))
        } else {
            Err("it is a list of names without scheme and port, such as shop.example,tickets.example")
        }
    }
}

/// One of version 6 stands in brackets.
fn is_address(name: &str) -> bool {
    match name.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').is_some_and(|address| address.parse::<Ipv6Addr>().is_ok()),
        None => name.parse::<Ipv4Addr>().is_ok(),
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_server_is_known_by_addresses_localhost_and_the_names_it_is_given() {
        let names: HostNames = " shop.example, ,tickets.example".parse().unwrap();
        for (host, ours) in [
            ("127.0.0.1:8080", true),
            ("10.1.2.3", true),
            ("[::1]:8080", true),
            ("[::1]", true),
            ("localhost", true),
            ("LocalHost:8080", true),
            ("shop.example:443", true),
            ("tickets.example", true),
            ("evil.example", false),
            ("127.0.0.1.evil.example:8080", false),
            ("localhost.evil.example", false),
            ("localhost:x", false),
            ("[:::", false),
            ("::1]", false),
            ("[127.0.0.1]", false),
            ("", false),
        ] {
            assert_eq!(names.have(host), ours, "{host:?}");
        }
    }

    #[test]
    fn what_no_host_header_would_match_is_refused() {
        for text in ["shop.example:443", "https://shop.example", "a b", "[::1]", "user@shop.example", "café"]
        {
            assert!(text.parse::<HostNames>().is_err(), "{text}");
        }
    }
}
