//! One order, compared with its payment and its rows in the ledger; and a key, compared with its order.

use std::time::Duration;

use primitives::{EventId, HoldOwner, Money, OrderId, SeatId, Timestamp};

use super::breach::{Breach, Promise};
use crate::domain::Order;
use crate::domain::saga::{Problem, State};

/// An order with everything that its own service has recorded of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub order: Order,
    pub state: State,
    /// By ascending event and seat.
    pub sold: Vec<(EventId, SeatId)>,
    /// In the buyer ledger.
    pub places: Vec<BuyerPlace>,
}

/// One of the places that a buyer may have at an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuyerPlace {
    /// From 1.
    pub number: u32,
    /// Of the order's buyer, at the order's event.
    pub is_own: bool,
}

/// The payment of an order as payment has recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRecord {
    pub order: OrderId,
    pub state: PaymentState,
    /// None where the order was voided before its authorization was requested.
    pub charged: Option<Money>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentState {
    Pending,
    Authorized,
    Declined,
    Capturing,
    Captured,
    Voided,
}

/// An idempotency key and the order that it was answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLink {
    /// Of the key, which itself belongs to its caller.
    pub digest: String,
    pub order: OrderId,
    pub is_there: bool,
    /// The answer names that order and no other.
    pub is_named: bool,
}

/// What has become of an order, as far as seats and money are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    UnderWay,
    /// Confirmed, for good.
    Sold,
    /// Nothing of it may be left.
    Over,
}

impl Fate {
    #[must_use]
    pub fn of(state: &State) -> Self {
        match state {
            State::Authorizing | State::Confirming | State::Compensating(_) => Self::UnderWay,
            State::Confirmed | State::Done | State::Stuck(Problem::CaptureRefused) => Self::Sold,
            State::Stuck(Problem::VoidRefused(undoing)) if !undoing.released => Self::UnderWay,
            State::Cancelled(_) | State::Stuck(Problem::VoidRefused(_)) => Self::Over,
        }
    }
}

/// `ends_within`: how long an order may take from its creation to its end.
#[must_use]
pub fn of_order(
    account: &Account,
    payment: Option<&PaymentRecord>,
    now: Timestamp,
    ends_within: Duration,
) -> Vec<Breach> {
    let order = &account.order;
    let found = [ledger(account), end(account, now, ends_within), money(account, payment), limit(account)];
    found.into_iter().flatten().map(|breach| breach.at(order.event).order(order.id)).collect()
}

/// A payment without an order. There is no money in one that was declined, or given back after a restore.
#[must_use]
pub fn of_payment(payment: &PaymentRecord) -> Option<Breach> {
    let is_money = !matches!(payment.state, PaymentState::Declined | PaymentState::Voided);
    let what = || format!("money is {:?}, and there is no such order", payment.state);
    is_money.then(|| Breach::of(Promise::MoneyFollows, what()).order(payment.order))
}

#[must_use]
pub fn of_key(link: &KeyLink) -> Option<Breach> {
    let digest = &link.digest;
    let what = match (link.is_there, link.is_named) {
        (true, true) => return None,
        (false, _) => format!("the key {digest} was answered with an order that is not there"),
        (true, false) => format!("the answer to the key {digest} names another order"),
    };
    Some(Breach::of(Promise::OneOrderAKey, what).order(link.order))
}

fn ledger(account: &Account) -> Option<Breach> {
    let order = &account.order;
    let mut due: Vec<_> = match Fate::of(&account.state) {
        Fate::Sold => order.seats().map(|seat| (order.event, seat)).collect(),
        Fate::UnderWay | Fate::Over => Vec::new(),
    };
    due.sort_unstable();
    (due != account.sold).then(|| {
        let (due, sold) = (due.len(), account.sold.len());
        let state = account.state.name();
        Breach::of(
            Promise::BooksAgree,
            format!("a {state} order has {sold} rows in the ledger, and not those of its {due} sold seats"),
        )
    })
}

/// No two orders have the same place, so a buyer has bought as many as there are places, and not more.
fn limit(account: &Account) -> Option<Breach> {
    let Account { order, state, places, .. } = account;
    let limit = order.buyer_limit.filter(|_| matches!(order.owner, HoldOwner::User(_)));
    let due = match (limit, Fate::of(state)) {
        (Some(_), Fate::Sold) => order.items.len(),
        (Some(_) | None, Fate::Sold | Fate::UnderWay | Fate::Over) => 0,
    };
    let fits =
        |place: &BuyerPlace| place.is_own && limit.is_some_and(|limit| (1..=limit).contains(&place.number));
    (places.len() != due || !places.iter().all(fits)).then(|| {
        let (state, limit) = (state.name(), limit.unwrap_or(0));
        let what = format!(
            "a {state} order of a buyer who may have {limit} should have {due} places, and has {places:?}"
        );
        Breach::of(Promise::BuyersAreLimited, what)
    })
}

fn end(account: &Account, now: Timestamp, within: Duration) -> Option<Breach> {
    let what = match &account.state {
        State::Done | State::Cancelled(_) => None,
        State::Stuck(problem) => Some(format!("a person has to look: {problem:?}")),
        state @ (State::Authorizing | State::Confirming | State::Confirmed | State::Compensating(_)) => {
            let is_late = account.order.created.plus(within) < now;
            is_late.then(|| format!("still {} after more than {} s", state.name(), within.as_secs()))
        }
    };
    what.map(|what| Breach::of(Promise::OrdersEnd, what))
}

/// A sale is paid for, and nothing else is.
fn money(account: &Account, payment: Option<&PaymentRecord>) -> Option<Breach> {
    let money = payment.map(|payment| payment.state);
    let fits = match &account.state {
        State::Done => money == Some(PaymentState::Captured),
        State::Confirmed | State::Stuck(Problem::CaptureRefused) => {
            matches!(money, Some(PaymentState::Authorized | PaymentState::Capturing | PaymentState::Captured))
        }
        State::Cancelled(_) => matches!(money, None | Some(PaymentState::Declined | PaymentState::Voided)),
        State::Authorizing
        | State::Confirming
        | State::Compensating(_)
        | State::Stuck(Problem::VoidRefused(_)) => {
            !matches!(money, Some(PaymentState::Capturing | PaymentState::Captured))
        }
    };
    let state = account.state.name();
    if !fits {
        let money = money.map_or_else(|| "nowhere".to_owned(), |money| format!("{money:?}"));
        return Some(Breach::of(Promise::MoneyFollows, format!("the money of a {state} order is {money}")));
    }
    let charged = payment.and_then(|payment| payment.charged)?;
    let price = account.order.price;
    (charged != price).then(|| {
        Breach::of(Promise::MoneyFollows, format!("the order is for {price:?}, its payment for {charged:?}"))
    })
}
