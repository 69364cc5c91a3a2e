//! Purchases between the wire and the domain, and from errors to their codes.

use contracts::http::purchase::{PurchaseBody, PurchasedBody};
use contracts::{ErrorCode, WireTime};
use primitives::EventId;
use server::{Access, ApiError, FieldErrors, FieldFault, IdempotencyKey, SalePassTokens};

use crate::app::{MakePurchase, PayError, PayOutcome, PurchaseError, Purchased};
use crate::domain::{OrderKey, Purchase, PurchaseRequest};
use crate::http::convert::{limit_reached, not_stored, place_refused};
use crate::ports::{HoldUnitsRefusal, Passes};

/// `Retry-After` for callers without an account: some of what they hold runs out soon.
const GUESTS_RETRY_AFTER_SECONDS: u32 = 5;

pub(super) fn purchase(
    access: Access,
    passes: SalePassTokens,
    key: &IdempotencyKey,
    body: PurchaseBody,
) -> Result<MakePurchase, ApiError> {
    let mut errors = FieldErrors::new();
    let event = EventId::new(body.event_id.0);
    if let Err(flaw) = event {
        errors.add("eventId", FieldFault::OutOfRange, flaw.to_string());
    }
    let request = event.ok().and_then(|event| PurchaseRequest::new(event, body.qty));
    if !(1..=i64::from(PurchaseRequest::QUANTITY_MAX)).contains(&body.qty) {
        errors.add(
            "qty",
            FieldFault::OutOfRange,
            format!("must be from 1 to {}", PurchaseRequest::QUANTITY_MAX),
        );
    }
    let Some(request) = request else { return Err(errors.into()) };
    let SalePassTokens { visitor, tokens } = passes;
    Ok(MakePurchase {
        key: OrderKey { scope: scope(&access)?, key: key.as_str().to_owned() },
        request,
        address: access.guest(),
        caller: access.credentials,
        passes: Passes { visitor, tokens },
    })
}

/// Keys of purchases are not those of orders.
fn scope(access: &Access) -> Result<String, ApiError> {
    Ok(of_purchases(access.scope()?))
}

/// Also whose keys those of the guest are whom the caller was.
pub(super) fn scopes(access: &Access) -> Result<Vec<String>, ApiError> {
    Ok([Some(access.scope()?), access.guest_scope()].into_iter().flatten().map(of_purchases).collect())
}

fn of_purchases(scope: String) -> String {
    format!("purchase:{scope}")
}

pub(super) fn hold_body(purchase: &Purchase) -> PurchasedBody {
    PurchasedBody::Hold {
        order_id: *purchase.order.as_uuid(),
        remaining: purchase.remaining,
        hold_expires_at: WireTime(purchase.until),
    }
}

pub(super) fn purchase_refused(error: PurchaseError) -> ApiError {
    match error {
        PurchaseError::KeyReused => key_conflict(),
        PurchaseError::Refused(refusal) => not_held(refusal),
        PurchaseError::Unorderable(flaw) => ApiError::internal(flaw),
        PurchaseError::Store(error) => not_stored(error.is_transient(), error),
    }
}

fn not_held(refusal: HoldUnitsRefusal) -> ApiError {
    match refusal {
        HoldUnitsRefusal::EventNotFound => ApiError::new(ErrorCode::EventNotFound, "there is no such event"),
        HoldUnitsRefusal::HasSeats => {
            ApiError::new(ErrorCode::SectionHasSeats, "this event is not sold by quantity: choose seats")
        }
        HoldUnitsRefusal::NotOpen => ApiError::new(ErrorCode::SaleNotOpen, "the sale has not begun"),
        HoldUnitsRefusal::PassNeeded => {
            let message =
                "this event has a waiting room: a purchase needs its pass, in the header X-Queue-Token";
            ApiError::new(ErrorCode::QueueTokenRequired, message)
        }
        HoldUnitsRefusal::TooMany => FieldErrors::one(
            "qty",
            FieldFault::OutOfRange,
            "is more than you may hold of this event at a time",
        )
        .into(),
        HoldUnitsRefusal::LimitReached => limit_reached(),
        HoldUnitsRefusal::RateLimited => {
            let message = "buyers without an account hold too many places of this event, or too often";
            ApiError::new(ErrorCode::RateLimited, message).with_retry_after(GUESTS_RETRY_AFTER_SECONDS)
        }
        HoldUnitsRefusal::KeyReused => key_conflict(),
        HoldUnitsRefusal::Unavailable(_) => ApiError::unavailable(refusal),
    }
}

pub(super) fn pay_refused(error: PayError) -> ApiError {
    match error {
        PayError::NotFound => ApiError::new(ErrorCode::OrderNotFound, "there is no such purchase"),
        PayError::Unorderable(flaw) => ApiError::internal(flaw),
        PayError::Place(error) => place_refused(error),
        PayError::Store(error) => not_stored(error.is_transient(), error),
    }
}

/// 409, as the source design has it, and not 422 as for an order.
fn key_conflict() -> ApiError {
    let message = "this Idempotency-Key was used for another purchase; a new purchase needs a new key";
    ApiError::new(ErrorCode::IdempotencyKeyConflict, message)
}

/// As it is counted.
pub(super) fn purchase_result(purchased: &Result<Purchased, ApiError>) -> &'static str {
    match purchased {
        Ok(Purchased::Held { .. }) => "HOLD",
        Ok(Purchased::OutOfStock { .. }) => "REJECTED",
        Err(error) => refused_result(error),
    }
}

/// None: it is not decided, and will be counted when it is asked for again.
pub(super) fn pay_result(paid: &Result<PayOutcome, ApiError>) -> Option<&'static str> {
    match paid {
        Ok(PayOutcome::Paid) => Some("PAID"),
        Ok(PayOutcome::Declined) => Some("DECLINED"),
        Ok(PayOutcome::Expired) => Some("EXPIRED"),
        Ok(PayOutcome::LimitReached) => Some("REFUSED"),
        Ok(PayOutcome::Pending) => None,
        Err(error) => Some(refused_result(error)),
    }
}

fn refused_result(error: &ApiError) -> &'static str {
    if error.code().status() < 500 { "REFUSED" } else { "ERROR" }
}
