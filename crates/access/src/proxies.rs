//! The address of a client behind proxies: the one that a trusted proxy forwards.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// Addresses and networks whose `X-Forwarded-For` is trusted. None by default: the peer of the connection is the client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    prefix: u32,
}

impl TrustedProxies {
    /// `forwarded` is a list to which each proxy has appended the address of its peer. Read from the right, the first that is none of ours is the
    /// client; what stands left of it may be forged.
    #[must_use]
    pub fn client(&self, peer: IpAddr, forwarded: Option<&str>) -> IpAddr {
        if !self.has(peer) {
            return peer;
        }
        let seen = forwarded.into_iter().flat_map(|list| list.rsplit(',')).map(|entry| entry.trim().parse());
        for address in seen {
            match address {
                Ok(address) if self.has(address) => {}
                Ok(address) => return address,
                Err(_) => return peer,
            }
        }
        peer
    }

    fn has(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.has(address))
    }
}

impl Network {
    fn has(self, address: IpAddr) -> bool {
        let (own, other, width) = match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => (own.to_bits().into(), other.to_bits().into(), 32),
            (IpAddr::V6(own), IpAddr::V6(other)) => (own.to_bits(), other.to_bits(), 128),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
        };
        let beyond = width - self.prefix;
        own.checked_shr(beyond).unwrap_or(0) == other.checked_shr(beyond).unwrap_or(0)
    }
}

impl FromStr for TrustedProxies {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        entries.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "it is a list of addresses and networks, such as 10.0.0.0/8,192.168.1.7";
        let (address, prefix) =
            text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().map_err(|_| FORM)?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(width), str::parse).map_err(|_| FORM)?;
        if prefix <= width { Ok(Self { address, prefix }) } else { Err(FORM) }
    }
}

impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let networks: Vec<String> =
            self.0.iter().map(|network| format!("{}/{}", network.address, network.prefix)).collect();
        f.write_str(&networks.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(proxies: &str, peer: &str, forwarded: Option<&str>) -> String {
        let proxies: TrustedProxies = proxies.parse().unwrap();
        proxies.client(peer.parse().unwrap(), forwarded).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_may_forward_an_address() {
        for (proxies, peer, forwarded, is) in [
            ("", "10.0.0.1", Some("1.2.3.4"), "10.0.0.1"),
            ("10.0.0.0/8", "11.0.0.1", Some("1.2.3.4"), "11.0.0.1"),
            ("10.0.0.0/8", "10.9.0.1", Some("1.2.3.4"), "1.2.3.4"),
            ("10.0.0.0/8", "10.9.0.1", None, "10.9.0.1"),
            ("10.0.0.0/8", "10.9.0.1", Some("not an address"), "10.9.0.1"),
            ("10.0.0.0/8", "10.9.0.1", Some("9.9.9.9, 1.2.3.4, 10.1.1.1"), "1.2.3.4"),
            ("127.0.0.1", "127.0.0.2", Some("1.2.3.4"), "127.0.0.2"),
            ("fd00::/8,127.0.0.1", "fd12::1", Some("2001:db8::7"), "2001:db8::7"),
            ("0.0.0.0/0", "8.8.8.8", Some("1.2.3.4"), "8.8.8.8"),
        ] {
            assert_eq!(client(proxies, peer, forwarded), is, "{proxies} {peer} {forwarded:?}");
        }
    }

    #[test]
    fn only_networks_are_accepted_and_shown_in_full() {
        for text in ["proxy", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "::/129"] {
            assert!(text.parse::<TrustedProxies>().is_err(), "{text}");
        }
        assert_eq!(
            "10.0.0.0/8, 1.2.3.4".parse::<TrustedProxies>().unwrap().to_string(),
            "10.0.0.0/8,1.2.3.4/32"
        );
    }
}
