//! How states, steps and lists are encoded in a column, and decoded. What cannot be decoded is damage, never a default.

use std::fmt::Display;
use std::str::FromStr;

use primitives::{SeatId, TierName, UserId, hex};
use sha2::{Digest, Sha256};

use super::StoreError;
use crate::domain::saga::{Compensation, LostSeat, Problem, State};
use crate::domain::{CancelReason, OrderItem, OrderStatus, Outcome, Step};

#[derive(Debug, thiserror::Error)]
#[error("{what} cannot be `{value}`")]
struct Damage {
    what: &'static str,
    value: String,
}

pub(super) fn damaged(what: &'static str, value: impl Display) -> StoreError {
    StoreError::Damaged(Damage { what, value: value.to_string() }.into())
}

/// The columns of a saga that together encode its state.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct StateColumns {
    pub(super) state: String,
    pub(super) reason: Option<String>,
    pub(super) voided: i64,
    pub(super) released: i64,
    pub(super) lost: String,
}

impl From<&State> for StateColumns {
    fn from(state: &State) -> Self {
        let plain = |reason: Option<&CancelReason>| Self {
            state: state.name().to_owned(),
            reason: reason.map(|reason| reason_name(*reason).to_owned()),
            voided: 0,
            released: 0,
            lost: String::new(),
        };
        match state {
            State::Authorizing
            | State::Confirming
            | State::Confirmed
            | State::Done
            | State::Stuck(Problem::CaptureRefused) => plain(None),
            State::Cancelled(reason) => plain(Some(reason)),
            State::Compensating(undoing) | State::Stuck(Problem::VoidRefused(undoing)) => Self {
                voided: undoing.voided.into(),
                released: undoing.released.into(),
                lost: write_lost(&undoing.lost),
                ..plain(Some(&undoing.reason))
            },
        }
    }
}

impl TryFrom<StateColumns> for State {
    type Error = StoreError;

    fn try_from(columns: StateColumns) -> Result<Self, StoreError> {
        let reason = columns.reason.as_deref().map(read_reason).transpose()?;
        let compensation = |reason| {
            let lost = read_lost(&columns.lost)?;
            let (voided, released) = (columns.voided != 0, columns.released != 0);
            Ok::<_, StoreError>(Compensation { reason, voided, released, lost })
        };
        Ok(match (columns.state.as_str(), reason) {
            ("AUTHORIZING", None) => Self::Authorizing,
            ("CONFIRMING", None) => Self::Confirming,
            ("CONFIRMED", None) => Self::Confirmed,
            ("DONE", None) => Self::Done,
            ("COMPENSATING", Some(reason)) => Self::Compensating(compensation(reason)?),
            ("CANCELLED", Some(reason)) => Self::Cancelled(reason),
            ("STUCK", None) => Self::Stuck(Problem::CaptureRefused),
            ("STUCK", Some(reason)) => Self::Stuck(Problem::VoidRefused(compensation(reason)?)),
            (other, reason) => return Err(damaged("the state of a saga", format!("{other}, {reason:?}"))),
        })
    }
}

fn reason_name(reason: CancelReason) -> &'static str {
    match reason {
        CancelReason::PaymentDeclined => "PAYMENT_DECLINED",
        CancelReason::PaymentTimedOut => "PAYMENT_TIMED_OUT",
        CancelReason::SeatsLost => "SEATS_LOST",
        CancelReason::ConfirmationTimedOut => "CONFIRMATION_TIMED_OUT",
        CancelReason::LimitReached => "LIMIT_REACHED",
        CancelReason::CancelledByBuyer => "CANCELLED_BY_BUYER",
    }
}

fn read_reason(text: &str) -> Result<CancelReason, StoreError> {
    let all = [
        CancelReason::PaymentDeclined,
        CancelReason::PaymentTimedOut,
        CancelReason::SeatsLost,
        CancelReason::ConfirmationTimedOut,
        CancelReason::LimitReached,
        CancelReason::CancelledByBuyer,
    ];
    all.into_iter().find(|reason| reason_name(*reason) == text).ok_or_else(|| damaged("a reason", text))
}

pub(super) fn status_name(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Created => "CREATED",
        OrderStatus::Confirmed => "CONFIRMED",
        OrderStatus::Cancelled => "CANCELLED",
    }
}

pub(super) fn read_step(text: &str) -> Result<Step, StoreError> {
    let all = [Step::Claim, Step::Authorize, Step::Confirm, Step::Capture, Step::Void, Step::Release];
    all.into_iter().find(|step| step.name() == text).ok_or_else(|| damaged("a step", text))
}

pub(super) fn read_outcome(text: &str) -> Result<Outcome, StoreError> {
    let all = [Outcome::Sent, Outcome::Done, Outcome::Refused, Outcome::TimedOut];
    all.into_iter().find(|outcome| outcome.name() == text).ok_or_else(|| damaged("an outcome", text))
}

/// The form in which an owner is searched for.
pub(super) fn owner_key(user: &UserId) -> String {
    hex(&Sha256::digest(user.as_str()))
}

pub(super) fn write_list<T: ToString>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

pub(super) fn read_seats(text: &str) -> Result<Vec<SeatId>, StoreError> {
    let seat = |part: &str| part.parse().ok().and_then(|number| SeatId::new(number).ok());
    text.split(',').map(|part| seat(part).ok_or_else(|| damaged("a seat", part))).collect()
}

/// None where only the sum is known.
pub(super) fn write_prices(items: &[OrderItem]) -> Option<String> {
    let prices: Option<Vec<i64>> = items.iter().map(|item| item.price).collect();
    prices.map(|prices| write_list(&prices))
}

/// None where no item has one.
pub(super) fn write_tiers(items: &[OrderItem]) -> Option<String> {
    let tier = |item: &OrderItem| item.tier.as_ref().map_or("-".to_owned(), ToString::to_string);
    let has_any = items.iter().any(|item| item.tier.is_some());
    has_any.then(|| write_list(&items.iter().map(tier).collect::<Vec<_>>()))
}

pub(super) fn read_items(
    seats: &str,
    prices: Option<&str>,
    tiers: Option<&str>,
) -> Result<Vec<OrderItem>, StoreError> {
    let seats = read_seats(seats)?;
    let prices: Vec<i64> = prices.map_or(Ok(Vec::new()), read_ids)?;
    let tiers: Vec<_> = tiers.map_or(Vec::new(), |tiers| tiers.split(',').map(TierName::parse).collect());
    let item = |(index, seat)| OrderItem {
        seat,
        tier: tiers.get(index).cloned().flatten(),
        price: prices.get(index).copied(),
    };
    Ok(seats.into_iter().enumerate().map(item).collect())
}

/// A list of ids; an empty text is an empty list.
pub(super) fn read_ids<T: FromStr>(text: &str) -> Result<Vec<T>, StoreError> {
    let parts = text.split(',').filter(|part| !part.is_empty());
    parts.map(|part| part.parse().map_err(|_| damaged("an id", part))).collect()
}

fn write_lost(lost: &[LostSeat]) -> String {
    write_list(&lost.iter().map(|lost| format!("{}={}", lost.seat, lost.winner)).collect::<Vec<_>>())
}

fn read_lost(text: &str) -> Result<Vec<LostSeat>, StoreError> {
    let lost = |part: &str| {
        let (seat, winner) = part.split_once('=')?;
        let seat = SeatId::new(seat.parse().ok()?).ok()?;
        Some(LostSeat { seat, winner: winner.parse().ok()? })
    };
    let parts = text.split(',').filter(|part| !part.is_empty());
    parts.map(|part| lost(part).ok_or_else(|| damaged("a lost seat", part))).collect()
}

#[cfg(test)]
mod tests {
    use primitives::OrderId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_state_is_read_back_as_it_was_written() {
        let lost = |seat, winner| LostSeat {
            seat: SeatId::new(seat).unwrap(),
            winner: OrderId::from_uuid(Uuid::from_u128(winner)),
        };
        let undoing = Compensation {
            reason: CancelReason::SeatsLost,
            voided: true,
            released: false,
            lost: vec![lost(1, 5), lost(20_000, 6)],
        };
        let half = Compensation { voided: false, released: true, lost: vec![], ..undoing.clone() };
        for state in [
            State::Authorizing,
            State::Confirming,
            State::Confirmed,
            State::Done,
            State::Compensating(undoing.clone()),
            State::Compensating(half),
            State::Cancelled(CancelReason::PaymentTimedOut),
            State::Stuck(Problem::CaptureRefused),
            State::Stuck(Problem::VoidRefused(undoing)),
        ] {
            assert_eq!(State::try_from(StateColumns::from(&state)).unwrap(), state);
        }
    }

    #[test]
    fn a_damaged_column_is_an_error_and_not_a_guess() {
        let good = StateColumns::from(&State::Cancelled(CancelReason::PaymentDeclined));
        for broken in [
            StateColumns { state: "SOLD".to_owned(), ..good.clone() },
            StateColumns { reason: None, ..good.clone() },
            StateColumns { reason: Some("WEATHER".to_owned()), ..good },
        ] {
            assert!(matches!(State::try_from(broken), Err(StoreError::Damaged(_))));
        }
        assert!(read_seats("1,x").is_err() && read_seats("").is_err());
        assert!(read_lost("1").is_err());
    }
}
