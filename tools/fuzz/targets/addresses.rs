//! A list of proxies and a list of forwarded addresses, one per line: the client is the peer or one that a proxy of ours names, and a network of
//! IPv6 is one guest.
#![no_main]

use std::net::{IpAddr, Ipv6Addr};

use access::TrustedProxies;
use fuzz::tokens;
use libfuzzer_sys::fuzz_target;

const PEER: [u8; 4] = [10, 0, 0, 1];

fuzz_target!(|input: (&str, u128)| {
    let (text, address) = input;
    let (proxies, forwarded) = text.split_once('\n').unwrap_or((text, ""));
    let peer = IpAddr::from(PEER);
    if let Ok(proxies) = proxies.parse::<TrustedProxies>() {
        let again = proxies.to_string().parse::<TrustedProxies>();
        assert_eq!(again.as_ref(), Ok(&proxies), "it reads differently when it is written again");
        let client = proxies.client(peer, Some(forwarded));
        let is_named = forwarded.split(',').any(|entry| entry.trim().parse() == Ok(client));
        assert!(client == peer || is_named, "{client} came from nowhere");
        assert_eq!(proxies.client(client, None), client);
        // What a client writes in front of what the last proxy saw changes nothing.
        if client != peer {
            let forged = format!("192.0.2.77, nonsense,{forwarded}");
            assert_eq!(proxies.client(peer, Some(&forged)), client);
        }
    }

    let guests = tokens().guests();
    let (address, neighbour) = (Ipv6Addr::from_bits(address), Ipv6Addr::from_bits(address ^ 1));
    if address.to_ipv4_mapped().is_none() && neighbour.to_ipv4_mapped().is_none() {
        assert_eq!(guests.at(address.into()), guests.at(neighbour.into()));
        let elsewhere = Ipv6Addr::from_bits(address.to_bits() ^ (1 << 64));
        assert_ne!(guests.at(address.into()), guests.at(elsewhere.into()));
    }
});
