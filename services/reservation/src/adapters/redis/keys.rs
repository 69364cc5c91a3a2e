//! The names of keys. Everything about an event has the event in braces, so that it lies in one slot, on one node.

use primitives::{EventId, OrderId, SeatId, hex};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::ports::HoldKey;

const SLOTS: u16 = 16_384;
/// How many keys every script is given, in the order of `rules.lua`.
const SHARED: [&str; 8] = ["meta", "map", "untils", "owned", "orders", "tombstones", "outbox", "replying"];

/// What has keys of its own: an event, or the replies that concern none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    Event(EventId),
    Nowhere,
}

/// The keys of one place.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    base: String,
    pub(super) slot: u16,
}

impl Keys {
    pub(super) fn of(prefix: &str, place: Place) -> Self {
        let tag = match place {
            Place::Event(event) => event.to_string(),
            Place::Nowhere => "nowhere".to_owned(),
        };
        Self { base: format!("{prefix}{{{tag}}}:"), slot: slot_of(&tag) }
    }

    pub(super) fn named(&self, name: &str) -> String {
        format!("{}{name}", self.base)
    }

    /// `KEYS[1]` to `KEYS[8]`.
    pub(super) fn shared(&self) -> Vec<String> {
        let mut keys = Vec::with_capacity(SHARED.len() + 9);
        keys.extend(SHARED.iter().map(|name| self.named(name)));
        keys
    }

    pub(super) fn seat(&self, seat: SeatId) -> String {
        format!("{}seat:{seat}", self.base)
    }

    pub(super) fn receipt(&self, key: &HoldKey) -> String {
        self.named(&format!("receipt:{}", digest([&key.scope, &key.key])))
    }
}

/// Where the events of this installation are written down.
pub(super) fn registry(prefix: &str) -> (String, u16) {
    (format!("{prefix}{{events}}"), slot_of("events"))
}

/// Hex, and of no telling how long or of what letters the parts were.
pub(super) fn digest<const N: usize>(parts: [&str; N]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    let digest = digest.finalize();
    hex(digest.get(..16).unwrap_or(&digest))
}

/// An id as it stands in Redis: half the dashes are a tenth of a record.
pub(super) fn short(id: &Uuid) -> String {
    id.simple().to_string()
}

pub(super) fn short_order(order: OrderId) -> String {
    short(order.as_uuid())
}

/// Redis Cluster's way from a hash tag to a slot: CRC-16/XMODEM.
fn slot_of(tag: &str) -> u16 {
    let crc = tag.bytes().fold(0_u16, |crc, byte| {
        (0..8).fold(crc ^ (u16::from(byte) << 8), |crc, _| {
            let carry = crc & 0x8000 != 0;
            if carry { (crc << 1) ^ 0x1021 } else { crc << 1 }
        })
    });
    crc % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_the_one_that_redis_computes() {
        // As `CLUSTER KEYSLOT` answers.
        assert_eq!(slot_of("123456789"), 0x31C3);
        assert_eq!(slot_of("42"), 8_000);
        assert_eq!(slot_of("foo"), 12_182);
    }

    #[test]
    fn all_keys_of_an_event_carry_it_in_braces() {
        let event = EventId::new(42).unwrap();
        let keys = Keys::of("house:", Place::Event(event));
        assert_eq!(keys.seat(SeatId::new(7).unwrap()), "house:{42}:seat:7");
        assert!(keys.shared().iter().all(|key| key.starts_with("house:{42}:")));
    }

    #[test]
    fn parts_of_a_digest_do_not_run_into_each_other() {
        assert_ne!(digest(["ab", "c"]), digest(["a", "bc"]));
        assert_eq!(digest(["ab", "c"]).len(), 32);
    }
}
