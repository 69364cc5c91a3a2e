//! Where a session comes from: what the browser says it is, and the network of its address, for its user to recognize.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::USER_AGENT;
use server::Access;

use crate::app::Device;

const AGENT_CHARS_MAX: usize = 200;

pub(super) fn of(request: &HttpRequest, access: &Access) -> Device {
    let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let agent = agent.chars().filter(char::is_ascii).take(AGENT_CHARS_MAX).collect();
    Device { agent, network: network(access.address) }
}

/// Not the address itself: of IPv4 its /24, of IPv6 its /48.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_kept_and_no_address() {
        let of = |address: &str| network(address.parse().unwrap());
        assert_eq!(of("192.0.2.77"), "192.0.2.0/24");
        assert_eq!(of("::ffff:192.0.2.77"), "192.0.2.0/24");
        assert_eq!(of("2001:db8:1:2::9"), "2001:db8:1::/48");
    }
}
