//! A purchase of places without a number: a hold first, and an order when it is paid for.

use std::time::Duration;

use primitives::{Credentials, EventId, HoldId, OrderId, SeatId, Timestamp};

use super::{Fingerprint, KeyDigest, OrderKey};

/// What is recorded of one, for the payment and for repetitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    pub key: KeyDigest,
    pub fingerprint: Fingerprint,
    /// The order that paying for it makes.
    pub order: OrderId,
    /// Whose key it was made under.
    pub scope: String,
    pub event: EventId,
    pub seats: Vec<SeatId>,
    pub hold: HoldId,
    /// How many places were free then.
    pub remaining: u32,
    /// The end of the hold.
    pub until: Timestamp,
}

impl Purchase {
    /// How long it is kept behind the end of its hold.
    pub const KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);

    /// The key of its order: known from the purchase alone, and to no client.
    #[must_use]
    pub fn order_key(key: &KeyDigest) -> OrderKey {
        OrderKey { scope: "purchase".to_owned(), key: key.as_str().to_owned() }
    }

    /// Who made it may pay for it, and so may the bearer of the hold's token.
    #[must_use]
    pub fn is_of(&self, scopes: &[String], caller: &Credentials) -> bool {
        scopes.contains(&self.scope) || caller.token == Some(self.hold)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::PurchaseRequest;

    fn hold(number: u128) -> HoldId {
        HoldId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn a_purchase_is_paid_by_the_owner_of_its_key_or_the_bearer_of_its_token() {
        let request = PurchaseRequest::new(EventId::new(7).unwrap(), 1).unwrap();
        let purchase = Purchase {
            key: OrderKey { scope: "user:mina".to_owned(), key: "k".to_owned() }.digest(),
            fingerprint: Fingerprint::of_purchase(&request),
            order: OrderId::from_uuid(Uuid::from_u128(1)),
            scope: "user:mina".to_owned(),
            event: request.event,
            seats: vec![SeatId::new(1).unwrap()],
            hold: hold(2),
            remaining: 3,
            until: Timestamp::from_micros(4),
        };
        let caller = |token| Credentials { user: None, was_guest: None, token, open: true };
        assert!(purchase.is_of(&["user:mina".to_owned()], &caller(None)));
        assert!(purchase.is_of(&["hold:2".to_owned()], &caller(Some(hold(2)))));
        assert!(!purchase.is_of(&["anonymous".to_owned()], &caller(None)));
        assert!(!purchase.is_of(&["hold:3".to_owned()], &caller(Some(hold(3)))));
    }
}
