//! The facts of an order: what was ordered, by whom, for how much. They never change; its progress is the saga's.

use primitives::{Credentials, EventId, HoldId, HoldOwner, Money, OrderId, SeatId, Timestamp};

use super::{OrderItem, PaymentMethod};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub id: OrderId,
    pub owner: HoldOwner,
    pub event: EventId,
    /// In the order in which the buyer named their seats.
    pub items: Vec<OrderItem>,
    /// The holds that the seats were claimed from: the token of any of them reads an anonymous order.
    pub holds: Vec<HoldId>,
    pub price: Money,
    pub method: Option<PaymentMethod>,
    /// Of the receipt, where it was paid for at the box office; the method is the tender then.
    pub reference: Option<String>,
    /// How many seats of the event its owner may have bought in all. None: as many as they like.
    pub buyer_limit: Option<u32>,
    pub created: Timestamp,
    /// The trace that the order was accepted in; every later step of the order belongs to it.
    pub traceparent: Option<String>,
}

/// What a buyer sees. Everything between accepted and decided is CREATED.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderStatus {
    Created,
    Confirmed,
    Cancelled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CancelReason {
    PaymentDeclined,
    PaymentTimedOut,
    /// The seats went to another order after an outage had lost them.
    SeatsLost,
    ConfirmationTimedOut,
    /// Its owner had bought as many seats of the event as one may.
    LimitReached,
    /// Its buyer did not want it any more before it was decided.
    CancelledByBuyer,
}

impl CancelReason {
    #[must_use]
    pub fn is_timeout(self) -> bool {
        match self {
            Self::PaymentTimedOut | Self::ConfirmationTimedOut => true,
            Self::PaymentDeclined | Self::SeatsLost | Self::LimitReached | Self::CancelledByBuyer => false,
        }
    }
}

impl Order {
    /// In the order in which the buyer named them.
    pub fn seats(&self) -> impl Iterator<Item = SeatId> + '_ {
        self.items.iter().map(|item| item.seat)
    }

    #[must_use]
    pub fn is_visible_to(&self, caller: &Credentials) -> bool {
        caller.may_read(&self.owner, &self.holds)
    }
}

#[cfg(test)]
mod tests {
    use primitives::{Currency, UserId};
    use uuid::Uuid;

    use super::*;

    fn order(owner: HoldOwner) -> Order {
        Order {
            id: OrderId::from_uuid(Uuid::from_u128(1)),
            owner,
            event: EventId::new(1).unwrap(),
            items: vec![OrderItem { seat: SeatId::new(1).unwrap(), tier: None, price: Some(1_000) }],
            holds: vec![hold(7)],
            price: Money { amount: 1_000, currency: Currency::KRW },
            method: None,
            reference: None,
            buyer_limit: None,
            created: Timestamp::from_micros(0),
            traceparent: None,
        }
    }

    fn hold(number: u128) -> HoldId {
        HoldId::from_uuid(Uuid::from_u128(number))
    }

    fn caller(user: Option<&str>, token: Option<HoldId>, open: bool) -> Credentials {
        Credentials { user: user.and_then(UserId::parse), was_guest: None, token, open }
    }

    #[test]
    fn an_identity_s_order_is_read_by_that_identity_alone() {
        let order = order(HoldOwner::User(UserId::parse("mina").unwrap()));
        assert!(order.is_visible_to(&caller(Some("mina"), None, false)));
        assert!(!order.is_visible_to(&caller(Some("joon"), None, true)));
        assert!(!order.is_visible_to(&caller(None, Some(hold(7)), true)));
    }

    #[test]
    fn an_anonymous_order_is_read_by_its_token_and_in_open_mode_by_its_id() {
        let order = order(HoldOwner::Anonymous);
        assert!(order.is_visible_to(&caller(None, Some(hold(7)), false)));
        assert!(
            !order.is_visible_to(&caller(None, Some(hold(8)), true)),
            "a wrong token passed in open mode"
        );
        assert!(order.is_visible_to(&caller(None, None, true)));
        assert!(!order.is_visible_to(&caller(None, None, false)));
    }
}
