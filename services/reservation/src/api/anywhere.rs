//! A hold by quantity: from the call to the use case, and back.

use std::time::Duration;

use access::VisitorNames;
use contracts::ErrorCode;
use contracts::api::CallError;
use contracts::api::reservation::{HeldAnywhereBody, HoldAnywhereBody, UnitsHoldBody};
use primitives::{EventId, GuestId, SeatId};
use server::{FieldErrors, FieldFault};

use crate::app::{AnywhereRequest, HeldAnywhere, HoldLimits, HoldTerms, PresentedPasses};
use crate::ports::{HoldKey, Reservation};

pub(super) fn request(
    body: HoldAnywhereBody,
    limits: &HoldLimits,
) -> Result<(PresentedPasses, AnywhereRequest), CallError> {
    let at = address(&body)?;
    let HoldAnywhereBody { event_id, quantity, life_ms, buyer, key, passes, visitor, was_visitor, .. } = body;
    let quantity = usize::try_from(quantity).unwrap_or(usize::MAX);
    let max = limits.seats_per_call_max;
    if !(1..=max).contains(&quantity) {
        let message = format!("must be from 1 to {max}");
        let refused = FieldErrors::one("qty", FieldFault::OutOfRange, message);
        return Err(server::ApiError::from(refused).into());
    }
    let owner = buyer.credentials().ok_or_else(|| bad("no buyer can have this name"))?.owner();
    let visitor_of = |name: Option<String>| name.map(|name| name.parse()).transpose();
    let names = visitor_of(visitor).and_then(|own| Ok((own, visitor_of(was_visitor)?)));
    let (own, was) = names.map_err(|_| bad("a visitor is 32 hexadecimal digits"))?;
    let visitor = own.map(|own| VisitorNames { own, was });
    let terms = HoldTerms {
        event: EventId::new(event_id)?,
        life: Duration::from_millis(life_ms).min(limits.hold_max(&owner)),
        guest: limits.count_as_guest(&owner).then_some(at),
        owner,
        key: Some(HoldKey { digest: key.digest, fingerprint: key.fingerprint }),
    };
    Ok((PresentedPasses { visitor, tokens: passes }, AnywhereRequest { terms, quantity }))
}

/// Where the buyer is, named or not.
pub(super) fn address(body: &HoldAnywhereBody) -> Result<GuestId, CallError> {
    body.guest.parse().map_err(|_| bad("a guest is 16 hexadecimal digits"))
}

pub(super) fn body(held: HeldAnywhere) -> HeldAnywhereBody {
    let hold = held.reservation.map(|reservation| {
        let Reservation { hold, seats, until, .. } = reservation;
        UnitsHoldBody {
            hold_id: *hold.as_uuid(),
            seat_ids: seats.into_iter().map(SeatId::get).collect(),
            until_us: until.as_micros(),
        }
    });
    HeldAnywhereBody { hold, free: u32::try_from(held.free).unwrap_or(u32::MAX) }
}

fn bad(message: &'static str) -> CallError {
    CallError::refused(ErrorCode::BadRequest, message)
}
