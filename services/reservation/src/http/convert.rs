//! Between the domain and the wire: requests and bodies.

use std::time::Duration;

use contracts::WireTime;
use contracts::http::reservation::{
    BestSeatsBody, ExtendHoldBody, HoldSeatsBody, ReservationBody, ReservationDetailsBody, ReservationState,
    ReservedSeatBody, TierSeatsBody,
};
use contracts::http::tickets::ReserveTicketsBody;
use primitives::{EventId, HoldOwner, SeatId, TierName, hex};
use server::{Access, ApiError, EventSeatPath, FieldErrors, FieldFault, OptionalIdempotencyKey};
use sha2::{Digest, Sha256};

use super::refusals::no_such_seat;
use super::wanted::{BestBody, Fingerprint, PlacesBody, WantedBody, best, places, wanted};
use crate::app::{
    AnywhereRequest, BestRequest, ExtendRequest, HoldLimits, HoldTerms, ReservationDetails, ReservedSeat,
    UnitsRequest,
};
use crate::ports::{HoldKey, HoldRequest, Reservation, Wanted};

/// One of the two forms of a hold.
pub enum Asked {
    Seats(HoldRequest),
    Units(UnitsRequest),
}

impl Asked {
    pub fn event_and_owner(&self) -> (EventId, &HoldOwner) {
        match self {
            Self::Seats(request) => (request.event, &request.owner),
            Self::Units(UnitsRequest { terms, .. }) => (terms.event, &terms.owner),
        }
    }
}

pub fn hold_request(
    body: &HoldSeatsBody,
    access: &Access,
    key: OptionalIdempotencyKey,
    limits: &HoldLimits,
) -> Result<Asked, ApiError> {
    let mut errors = FieldErrors::new();
    let wanted = wanted(body, limits.seats_per_call_max, &mut errors);
    let asked = TermsBody { event_id: body.event_id, hold_seconds: body.hold_seconds };
    let (terms, wanted) = terms(asked, wanted, access, key, limits, errors)?;
    Ok(match wanted {
        WantedBody::Seats(numbers) => {
            // A valid number, but greater than any seat's.
            let seats = numbers.into_iter().map(SeatId::new).collect::<Result<_, _>>();
            Asked::Seats(terms.wanting(Wanted::Seats(seats.map_err(|_| no_such_seat())?)))
        }
        WantedBody::Units { section, parts } => Asked::Units(UnitsRequest { terms, section, parts }),
    })
}

pub fn best_request(
    body: &BestSeatsBody,
    access: &Access,
    key: OptionalIdempotencyKey,
    limits: &HoldLimits,
) -> Result<BestRequest, ApiError> {
    let mut errors = FieldErrors::new();
    let wanted = best(body, limits.seats_per_call_max, &mut errors);
    let asked = TermsBody { event_id: body.event_id, hold_seconds: body.hold_seconds };
    let (terms, BestBody { quantity, section, max_price, tier }) =
        terms(asked, wanted, access, key, limits, errors)?;
    Ok(BestRequest { terms, quantity, section, max_price, tier })
}

pub fn reserve_request(
    body: &ReserveTicketsBody,
    access: &Access,
    key: OptionalIdempotencyKey,
    limits: &HoldLimits,
) -> Result<AnywhereRequest, ApiError> {
    let mut errors = FieldErrors::new();
    let wanted = places(body.quantity, limits.seats_per_call_max, &mut errors);
    let asked = TermsBody { event_id: body.event_id.0, hold_seconds: None };
    let (terms, PlacesBody(quantity)) = terms(asked, wanted, access, key, limits, errors)?;
    Ok(AnywhereRequest { terms, quantity })
}

/// What the bodies of all holds have.
struct TermsBody {
    event_id: i64,
    hold_seconds: Option<i64>,
}

/// None of them, where anything is wrong with the body. `wanted` is what the key stands for beside the event and the life.
fn terms<T: Fingerprint>(
    body: TermsBody,
    wanted: Option<T>,
    access: &Access,
    key: OptionalIdempotencyKey,
    limits: &HoldLimits,
    mut errors: FieldErrors,
) -> Result<(HoldTerms, T), ApiError> {
    let event = EventId::new(body.event_id);
    if let Err(error) = &event {
        errors.add("eventId", FieldFault::OutOfRange, error.to_string());
    }
    let owner = access.credentials.owner();
    let longest = limits.hold_max(&owner);
    let default = HoldLimits::LIFE_DEFAULT.min(longest);
    let life = seconds_within(body.hold_seconds, HoldLimits::LIFE_MIN, longest, default);
    let life = life.unwrap_or_else(|message| {
        errors.add("holdSeconds", FieldFault::OutOfRange, message);
        default
    });
    let (Ok(event), Some(wanted), true) = (event, wanted, errors.is_empty()) else {
        return Err(errors.into());
    };
    let key = match key.0 {
        Some(key) => {
            let fingerprint = fingerprint(event, &wanted, life);
            Some(HoldKey::new(&access.scope()?, key.as_str(), fingerprint))
        }
        None => None,
    };
    let guest = limits.count_as_guest(&owner).then(|| access.guest());
    Ok((HoldTerms { event, owner, guest, life, key }, wanted))
}

pub fn extend_request(
    path: EventSeatPath,
    by: Duration,
    access: Access,
    key: Option<(String, String)>,
) -> ExtendRequest {
    let (event, seat, caller) = (path.event, path.seat, access.credentials);
    ExtendRequest { event, seat, hold: None, by, caller, key }
}

/// By how much, and under which key of whom.
pub fn extension(
    body: &ExtendHoldBody,
    access: &Access,
    key: &OptionalIdempotencyKey,
) -> Result<(Duration, Option<(String, String)>), ApiError> {
    let (least, most) = (HoldLimits::EXTENSION_MIN, HoldLimits::LIFE_MAX);
    let by = seconds_within(body.seconds, least, most, HoldLimits::EXTENSION_DEFAULT)
        .map_err(|message| FieldErrors::one("seconds", FieldFault::OutOfRange, message))?;
    let key = match &key.0 {
        Some(key) => Some((access.scope()?, key.as_str().to_owned())),
        None => None,
    };
    Ok((by, key))
}

fn seconds_within(
    seconds: Option<i64>,
    least: Duration,
    most: Duration,
    default: Duration,
) -> Result<Duration, String> {
    let Some(seconds) = seconds else { return Ok(default) };
    let given = u64::try_from(seconds).ok().map(Duration::from_secs);
    given
        .filter(|given| (least..=most).contains(given))
        .ok_or_else(|| format!("must be from {} to {}, not {seconds}", least.as_secs(), most.as_secs()))
}

/// Digest of the parsed request, not of its text.
fn fingerprint(event: EventId, wanted: &impl Fingerprint, life: Duration) -> String {
    let mut digest = Sha256::new();
    digest.update(event.get().to_be_bytes());
    digest.update(life.as_secs().to_be_bytes());
    wanted.add_to(&mut digest);
    hex(&digest.finalize())
}

pub(super) fn reservation_body(
    event: EventId,
    reservation: Reservation,
    life_max: Duration,
    hold_token: String,
) -> ReservationBody {
    let Reservation { hold, seats, tiers, life, until, trace_id, free: _, replayed: _ } = reservation;
    let (tier, tiers) = by_tier(tiers);
    let seat_ids: Vec<i64> = seats.iter().map(|seat| seat.get()).collect();
    ReservationBody {
        reservation_id: *hold.as_uuid(),
        event_id: event.get(),
        seat_id: seat_ids.first().copied().unwrap_or_default(),
        seat_ids,
        tier,
        tiers,
        hold_seconds: whole_seconds(life),
        life_seconds_max: whole_seconds(life_max),
        expires_at: WireTime(until),
        hold_token,
        trace_id,
    }
}

/// The one tier of all, or the seats of each where there are several.
fn by_tier(tiers: Vec<(SeatId, TierName)>) -> (Option<String>, Vec<TierSeatsBody>) {
    let mut several: Vec<TierSeatsBody> = Vec::new();
    for (seat, tier) in tiers {
        match several.iter_mut().find(|of| of.tier == tier.as_str()) {
            Some(of) => of.seat_ids.push(seat.get()),
            None => several.push(TierSeatsBody { tier: tier.to_string(), seat_ids: vec![seat.get()] }),
        }
    }
    match several.as_slice() {
        [one] => (Some(one.tier.clone()), Vec::new()),
        _ => (None, several),
    }
}

pub(super) fn details_body(details: ReservationDetails) -> ReservationDetailsBody {
    let ReservationDetails { event, hold, seats, currency, until, life_max } = details;
    let state = |is_ordered| if is_ordered { ReservationState::Ordered } else { ReservationState::Held };
    ReservationDetailsBody {
        reservation_id: *hold.as_uuid(),
        event_id: event.get(),
        state: state(seats.iter().all(|seat| seat.is_ordered)),
        seat_ids: seats.iter().map(|seat| seat.seat.get()).collect(),
        seats: seats
            .into_iter()
            .map(|ReservedSeat { seat, is_ordered, section, tier, price }| ReservedSeatBody {
                seat_id: seat.get(),
                state: state(is_ordered),
                section,
                tier: tier.map(|tier| tier.to_string()),
                price,
            })
            .collect(),
        currency: currency.map(|currency| currency.to_string()),
        expires_at: WireTime(until),
        life_seconds_max: whole_seconds(life_max),
    }
}

fn whole_seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}
