//! Where visitors come from, as far as many of them share it.

use std::net::IpAddr;

/// The part of an IPv4 address that is one visitor's, and the part of an IPv6 address that is one household's.
const HOST_BITS_V4: u32 = 8;
const HOST_BITS_V6: u32 = 64;

/// A /24 of IPv4 addresses, a /64 of IPv6 addresses: to have one address of it is usually to have many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Network(u128);

impl Network {
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => u128::from(address.to_bits() >> HOST_BITS_V4),
            IpAddr::V6(address) => address.to_bits() >> HOST_BITS_V6 << HOST_BITS_V6,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_usually_had_together_are_one_network() {
        let of = |address: &str| Network::of(address.parse().unwrap());
        assert_eq!(of("192.0.2.1"), of("192.0.2.254"));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.9"));
        assert_ne!(of("192.0.2.1"), of("192.0.3.1"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }
}
