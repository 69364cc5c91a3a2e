//! The ticket of a place: all that is to be known of it, signed, so that no store has to be asked for it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use primitives::{EventId, VisitorId};
use sha2::Sha256;
use uuid::{Builder, Uuid};

use crate::domain::JoinIndex;

/// So that no other use of the same secret makes the same key.
const LABEL: &[u8] = b"holdfast queue tickets 1";
const DIGEST_BYTES: usize = 32;
/// No ticket begins with it.
const SESSION_LABEL: &[u8] = b"the session of a place, not its ticket";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueTicket {
    pub event: EventId,
    /// Of the room that it was issued for.
    pub epoch: u64,
    pub index: JoinIndex,
    pub visitor: VisitorId,
}

#[derive(Clone)]
pub struct QueueTickets {
    keyed: Hmac<Sha256>,
}

impl QueueTickets {
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        let mut keyed: Hmac<Sha256> =
            Hmac::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        Mac::update(&mut keyed, LABEL);
        Self { keyed }
    }

    #[must_use]
    pub fn sign(&self, ticket: &QueueTicket) -> String {
        let mut bytes = Vec::with_capacity(36 + DIGEST_BYTES);
        bytes.extend_from_slice(&ticket.event.get().to_be_bytes());
        bytes.extend_from_slice(&ticket.epoch.to_be_bytes());
        bytes.extend_from_slice(&ticket.index.0.to_be_bytes());
        bytes.extend_from_slice(&ticket.visitor.0.to_be_bytes());
        let digest = self.digest(&bytes).finalize().into_bytes();
        bytes.extend_from_slice(&digest);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The session of a place. A place has one, whichever instance computes it and whenever, so that no one is in the sale twice.
    #[must_use]
    pub fn session(&self, ticket: &QueueTicket) -> Uuid {
        let mut digest = self.keyed.clone();
        Mac::update(&mut digest, SESSION_LABEL);
        Mac::update(&mut digest, &ticket.event.get().to_be_bytes());
        Mac::update(&mut digest, &ticket.epoch.to_be_bytes());
        Mac::update(&mut digest, &ticket.index.0.to_be_bytes());
        let digest: [u8; DIGEST_BYTES] = digest.finalize().into_bytes().into();
        let number = digest.iter().take(16).fold(0, |number, byte| number << 8 | u128::from(*byte));
        Builder::from_random_bytes(number.to_be_bytes()).into_uuid()
    }

    /// None: it is not genuine. Compares in constant time.
    #[must_use]
    pub fn verify(&self, text: &str) -> Option<QueueTicket> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (ticket, digest) = bytes.split_at_checked(bytes.len().checked_sub(DIGEST_BYTES)?)?;
        self.digest(ticket).verify_slice(digest).ok()?;
        let (event, rest) = ticket.split_first_chunk()?;
        let (epoch, rest) = rest.split_first_chunk()?;
        let (index, visitor) = rest.split_first_chunk()?;
        Some(QueueTicket {
            event: EventId::new(i64::from_be_bytes(*event)).ok()?,
            epoch: u64::from_be_bytes(*epoch),
            index: JoinIndex(u32::from_be_bytes(*index)),
            visitor: VisitorId(u128::from_be_bytes(visitor.try_into().ok()?)),
        })
    }

    fn digest(&self, ticket: &[u8]) -> Hmac<Sha256> {
        let mut digest = self.keyed.clone();
        Mac::update(&mut digest, ticket);
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_names_its_place_and_a_forged_one_none() {
        let tickets = QueueTickets::new(b"secret");
        let event = EventId::new(4).unwrap();
        let ticket = QueueTicket { event, epoch: 9, index: JoinIndex(7), visitor: VisitorId(1 << 100) };
        let text = tickets.sign(&ticket);
        assert_eq!(tickets.verify(&text), Some(ticket));
        let next = QueueTicket { epoch: 10, ..ticket };
        assert_eq!(tickets.session(&ticket), QueueTickets::new(b"secret").session(&ticket));
        assert_ne!(tickets.session(&ticket), tickets.session(&next));
        let first = tickets.sign(&QueueTicket { index: JoinIndex(0), ..ticket });
        let mixed = format!("{}{}", &first[..40], &text[40..]);
        let by_another = QueueTickets::new(b"another").sign(&ticket);
        for forged in ["", "AAAA", &text[1..], &mixed, &by_another, &format!("{text}AAAA")] {
            assert_eq!(tickets.verify(forged), None, "{forged:?} passed");
        }
    }
}
