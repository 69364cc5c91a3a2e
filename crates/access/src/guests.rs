//! What guests are counted by: the client's address; of an IPv6 address its network, because a household has all of it.
//!
//! This is the one place that decides it. A guest whom identity has named is counted by the address too, because one client may have many such
//! names.

use std::net::{IpAddr, Ipv4Addr};

use hmac::{Hmac, Mac};
use primitives::{Credentials, GuestId, UserId, VisitorId, hex};
use sha2::Sha256;

/// So that no digest of the same key means something else.
const ADDRESS: &[u8] = b"holdfast guest address 1";
const SECRET: &[u8] = b"holdfast guest secret 1";
const VISITOR: &[u8] = b"holdfast visitor 1";
/// The part of an IPv6 address that names a network.
const NETWORK_BITS: u32 = 64;

/// What one client has of all addresses: one, or of IPv6 a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClientNetwork {
    V4(Ipv4Addr),
    V6(u128),
}

impl ClientNetwork {
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => Self::V6(address.to_bits() >> NETWORK_BITS),
        }
    }
}

/// By which a caller is known in lines: as it is now, and as it was before the log-in. What either has is the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisitorNames {
    pub own: VisitorId,
    pub was: Option<VisitorId>,
}

impl VisitorNames {
    /// Of a caller who is known by one.
    #[must_use]
    pub fn of(own: VisitorId) -> Self {
        Self { own, was: None }
    }

    #[must_use]
    pub fn has(&self, visitor: VisitorId) -> bool {
        self.own == visitor || self.was == Some(visitor)
    }
}

/// Keyed, so that what is stored reveals no address.
#[derive(Clone)]
pub struct Guests(Hmac<Sha256>);

impl Guests {
    pub(crate) fn new(keyed: Hmac<Sha256>) -> Self {
        Self(keyed)
    }

    #[must_use]
    pub fn at(&self, address: IpAddr) -> GuestId {
        let mut digest = self.labelled(ADDRESS);
        match ClientNetwork::of(address) {
            ClientNetwork::V4(address) => digest.update(&address.octets()),
            ClientNetwork::V6(network) => digest.update(&network.to_be_bytes()),
        }
        let digest = digest.finalize().into_bytes();
        let number = digest.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte));
        GuestId(number)
    }

    /// What is stored of a secret that a client has made.
    #[must_use]
    pub fn digest(&self, secret: &str) -> String {
        let mut digest = self.labelled(SECRET);
        digest.update(secret.as_bytes());
        hex(&digest.finalize().into_bytes())
    }

    /// Whom a place in a line belongs to: the user, or without one the client that knows the secret. None without either.
    #[must_use]
    pub fn visitor(&self, caller: &Credentials, secret: Option<&str>) -> Option<VisitorNames> {
        match (&caller.user, secret) {
            (Some(user), _) => {
                let was = caller.was_guest.as_ref().map(|guest| self.visitor_of(guest));
                Some(VisitorNames { own: self.visitor_of(user), was })
            }
            (None, Some(secret)) => Some(VisitorNames::of(self.visitor_with(secret))),
            (None, None) => None,
        }
    }

    #[must_use]
    pub fn visitor_of(&self, user: &UserId) -> VisitorId {
        self.visitor_named(b"u", user.as_str())
    }

    /// The client that knows the secret, whatever else it presents.
    #[must_use]
    pub fn visitor_with(&self, secret: &str) -> VisitorId {
        self.visitor_named(b"s", secret)
    }

    fn visitor_named(&self, kind: &[u8], name: &str) -> VisitorId {
        let mut digest = self.labelled(VISITOR);
        digest.update(kind);
        digest.update(name.as_bytes());
        let digest = digest.finalize().into_bytes();
        VisitorId(digest.iter().take(16).fold(0, |number, byte| (number << 8) | u128::from(*byte)))
    }

    fn labelled(&self, label: &[u8]) -> Hmac<Sha256> {
        let mut digest = self.0.clone();
        digest.update(label);
        digest
    }
}

impl std::fmt::Debug for Guests {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guests(..)")
    }
}

#[cfg(test)]
mod tests {
    use primitives::{Credentials, UserId};

    use crate::HoldTokens;

    fn caller(user: Option<&str>, was_guest: Option<&str>) -> Credentials {
        let named = |name: Option<&str>| name.and_then(UserId::parse);
        Credentials { user: named(user), was_guest: named(was_guest), token: None, open: false }
    }

    #[test]
    fn a_visitor_is_a_user_or_else_a_client() {
        let guests = HoldTokens::new(b"secret").guests();
        let (mina, unnamed) = (caller(Some("mina"), None), caller(None, None));
        let user = guests.visitor(&mina, Some("a secret"));
        assert_eq!(user, guests.visitor(&mina, None));
        assert_ne!(guests.visitor(&unnamed, Some("mina")), user, "a secret is no name");
        assert_ne!(guests.visitor(&unnamed, Some("a secret")), guests.visitor(&unnamed, Some("another")));
        assert_eq!(guests.visitor(&unnamed, None), None);
    }

    #[test]
    fn a_user_is_the_visitor_too_that_it_was_as_a_guest() {
        let guests = HoldTokens::new(b"secret").guests();
        let names = |user, was| guests.visitor(&caller(Some(user), was), None).unwrap();
        let (guest, grown) = (names("g:7", None), names("u:1", Some("g:7")));
        assert!(grown.has(guest.own) && grown.has(grown.own));
        assert_eq!(grown.own, names("u:1", None).own);
        assert!(!names("u:1", None).has(guest.own) && !guest.has(grown.own));
    }

    #[test]
    fn addresses_of_one_network_are_one_guest() {
        let guests = HoldTokens::new(b"secret").guests();
        let at = |address: &str| guests.at(address.parse().unwrap());
        assert_eq!(at("2001:db8:1:2::1"), at("2001:db8:1:2:ffff::9"));
        assert_ne!(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert_eq!(at("192.0.2.1"), at("::ffff:192.0.2.1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
        assert_ne!(at("192.0.2.1"), HoldTokens::new(b"another").guests().at("192.0.2.1".parse().unwrap()));
    }
}
