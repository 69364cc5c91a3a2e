//! Between the domain and the wire: requests, bodies and errors.

use std::borrow::Cow;
use std::time::Duration;

use contracts::http::catalog::SeatStatus;
use contracts::http::error::SeatConflict;
use contracts::http::reservation::{ExtendHoldBody, HoldSeatsBody, ReservationBody};
use contracts::{ErrorCode, WireTime};
use primitives::{EventId, HoldOwner, SeatId, hex};
use server::{Access, ApiError, EventSeatPath, FieldErrors, OptionalIdempotencyKey};
use sha2::{Digest, Sha256};

use super::wanted::{WantedBody, wanted};
use crate::app::{ExtendRequest, HoldLimits, HoldUnitsError, PassNeeded, UnitsRequest};
use crate::domain::{Blocked, Conflict, EXTENSIONS_MAX, GuestRefusal, Status};
use crate::ports::{HoldError, HoldKey, HoldRequest, Reservation, SeatError, Unavailable, Wanted};

/// When guests may have seats again is unknown: some of what they hold runs out soon.
const GUESTS_RETRY_AFTER: Duration = Duration::from_secs(5);

/// One of the two forms of a hold.
pub enum Asked {
    Seats(HoldRequest),
    Units(UnitsRequest),
}

impl Asked {
    pub fn event_and_owner(&self) -> (EventId, &HoldOwner) {
        match self {
            Self::Seats(request) => (request.event, &request.owner),
            Self::Units(request) => (request.event, &request.owner),
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
    let event = EventId::new(body.event_id);
    if let Err(error) = &event {
        errors.add("eventId", error.to_string());
    }
    let wanted = wanted(body, limits.seats_per_call_max, &mut errors);
    let owner = access.credentials.owner();
    let longest = limits.hold_max(&owner);
    let default = HoldLimits::LIFE_DEFAULT.min(longest);
    let life = seconds_within(body.hold_seconds, HoldLimits::LIFE_MIN, longest, default);
    let life = life.unwrap_or_else(|message| {
        errors.add("holdSeconds", message);
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
    let guest = (limits.guests.is_some() && owner == HoldOwner::Anonymous).then(|| access.guest());
    Ok(match wanted {
        WantedBody::Seats(numbers) => {
            // A valid number, but greater than any seat's.
            let seats = numbers.into_iter().map(SeatId::new).collect::<Result<_, _>>();
            let wanted = Wanted::Seats(seats.map_err(|_| no_such_seat())?);
            Asked::Seats(HoldRequest { event, wanted, owner, guest, life, key })
        }
        WantedBody::Units { section, quantity, tier } => {
            Asked::Units(UnitsRequest { event, section, quantity, tier, owner, guest, life, key })
        }
    })
}

pub fn extend_request(
    path: EventSeatPath,
    body: &ExtendHoldBody,
    access: Access,
    key: OptionalIdempotencyKey,
) -> Result<ExtendRequest, ApiError> {
    let (least, most) = (HoldLimits::EXTENSION_MIN, HoldLimits::LIFE_MAX);
    let by = seconds_within(body.seconds, least, most, HoldLimits::EXTENSION_DEFAULT)
        .map_err(|message| FieldErrors::of("seconds", message))?;
    let key = match key.0 {
        Some(key) => Some((access.scope()?, key.as_str().to_owned())),
        None => None,
    };
    Ok(ExtendRequest { event: path.event, seat: path.seat, by, caller: access.credentials, key })
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
fn fingerprint(event: EventId, wanted: &WantedBody, life: Duration) -> String {
    let mut digest = Sha256::new();
    digest.update(event.get().to_be_bytes());
    digest.update(life.as_secs().to_be_bytes());
    match wanted {
        WantedBody::Seats(seats) => seats.iter().for_each(|seat| digest.update(seat.to_be_bytes())),
        WantedBody::Units { section, quantity, tier } => {
            let tier = tier.as_deref().unwrap_or_default();
            digest.update(format!("{}:{section}{quantity}:{tier}", section.len()));
        }
    }
    hex(&digest.finalize())
}

pub(super) fn reservation_body(
    event: EventId,
    reservation: Reservation,
    life_max: Duration,
    hold_token: String,
) -> ReservationBody {
    let Reservation { hold, seats, tier, life, until, trace_id, replayed: _ } = reservation;
    let seat_ids: Vec<i64> = seats.iter().map(|seat| seat.get()).collect();
    ReservationBody {
        reservation_id: *hold.as_uuid(),
        event_id: event.get(),
        seat_id: seat_ids.first().copied().unwrap_or_default(),
        seat_ids,
        tier: tier.map(|tier| tier.to_string()),
        hold_seconds: whole_seconds(life),
        life_seconds_max: whole_seconds(life_max),
        expires_at: WireTime(until),
        hold_token,
        trace_id,
    }
}

fn whole_seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}

impl From<HoldError> for ApiError {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::UnknownEvent => Self::new(ErrorCode::EventNotFound, "there is no such event"),
            HoldError::UnknownSeat(_) => no_such_seat(),
            HoldError::SaleNotOpen { opens_at } => {
                let message = format!("the sale opens at {}", WireTime(opens_at));
                Self::new(ErrorCode::SaleNotOpen, message)
            }
            HoldError::Blocked(blocked) => in_the_way(&blocked),
            HoldError::Short { free: 0 } => Self::new(ErrorCode::SoldOut, "no place of this section is free"),
            HoldError::Short { free } => {
                let message = format!("only {free} places of this section are free");
                Self::new(ErrorCode::SoldOut, message)
            }
            HoldError::TooManySeats { live, max } => {
                let message = format!("you have {live} seats of this event already, and may have {max}");
                FieldErrors::of("seatIds", message).into()
            }
            HoldError::LimitReached => {
                let message = "you hold and have bought as many seats of this event as one buyer may";
                Self::new(ErrorCode::LimitReached, message)
            }
            HoldError::Guest(refusal) => guest_refused(refusal),
            HoldError::KeyReused => key_reused(),
            HoldError::Unavailable(cause) => not_now(cause),
        }
    }
}

impl From<HoldUnitsError> for ApiError {
    fn from(error: HoldUnitsError) -> Self {
        match error {
            HoldUnitsError::UnknownEvent => HoldError::UnknownEvent.into(),
            HoldUnitsError::UnknownSection => {
                Self::new(ErrorCode::SectionNotFound, "this event has no such section")
            }
            HoldUnitsError::SectionHasSeats => {
                Self::new(ErrorCode::SectionHasSeats, "this section has seats: choose them")
            }
            HoldUnitsError::UnknownTier => {
                Self::new(ErrorCode::TierNotFound, "this section has no such price")
            }
            HoldUnitsError::Events(cause) => Self::unavailable(cause),
            HoldUnitsError::Hold(error) => error.into(),
        }
    }
}

impl From<PassNeeded> for ApiError {
    fn from(_: PassNeeded) -> Self {
        let message = "this event has a waiting room: a hold needs its pass, in the header X-Queue-Token";
        Self::new(ErrorCode::QueueTokenRequired, message)
    }
}

/// Counted and not logged: they may come in thousands.
fn guest_refused(refusal: GuestRefusal) -> ApiError {
    let (message, retry_after) = match refusal {
        GuestRefusal::TooManySeats { live, max } => (
            format!("buyers without an identity at your address have {live} seats of this event, and may have {max}").into(),
            GUESTS_RETRY_AFTER,
        ),
        GuestRefusal::ShareTaken => (
            Cow::from("buyers without an identity have as many seats of this event as they may have together"),
            GUESTS_RETRY_AFTER,
        ),
        GuestRefusal::TooFast { retry_after } => {
            (Cow::from("there are too many holds without an identity from your address"), retry_after)
        }
    };
    let seconds = u32::try_from(retry_after.as_secs_f64().ceil() as u64).unwrap_or(u32::MAX);
    ApiError::new(ErrorCode::RateLimited, message).with_retry_after(seconds)
}

fn key_reused() -> ApiError {
    ApiError::new(ErrorCode::IdempotencyKeyReused, "this key was used for another request")
}

pub(super) fn seat_refused(error: SeatError, seat: SeatId) -> ApiError {
    let conflict = |status| vec![Conflict { seat, status }];
    match error {
        SeatError::UnknownEvent => ApiError::new(ErrorCode::EventNotFound, "there is no such event"),
        SeatError::UnknownSeat => no_such_seat(),
        SeatError::NotYours => ApiError::new(ErrorCode::NotHoldOwner, "this seat is held by somebody else"),
        SeatError::Taken => in_the_way(&Blocked::Taken(conflict(Status::Held))),
        SeatError::Sold => in_the_way(&Blocked::Sold(conflict(Status::Sold))),
        SeatError::Expired => ApiError::new(ErrorCode::HoldExpired, "this seat is not held any more"),
        SeatError::TooLong { max } => {
            let message = format!("the reservation may live for {} s in all", max.as_secs());
            FieldErrors::of("seconds", message).into()
        }
        SeatError::TooOften => {
            let message = format!("the reservation was extended {EXTENSIONS_MAX} times already");
            FieldErrors::of("seconds", message).into()
        }
        SeatError::KeyReused => key_reused(),
        SeatError::Unavailable(cause) => not_now(cause),
    }
}

pub(super) fn not_now(error: Unavailable) -> ApiError {
    match error {
        // Every buyer of the event gets this answer: not worth a line in the log.
        Unavailable::NotReady { retry_after } => {
            let seconds = u32::try_from(retry_after.as_secs()).unwrap_or(u32::MAX).max(1);
            let message = "the seats of this event are being restored, please try again";
            ApiError::new(ErrorCode::Unavailable, message).with_retry_after(seconds)
        }
        Unavailable::NoAnswer(_) => ApiError::unavailable(error),
    }
}

pub(crate) fn in_the_way(blocked: &Blocked) -> ApiError {
    let (code, message) = match blocked {
        Blocked::Taken(_) => (ErrorCode::ReservationConflict, "somebody has these seats"),
        Blocked::Sold(_) => (ErrorCode::SeatSold, "these seats are sold"),
    };
    let conflicts = blocked
        .conflicts()
        .iter()
        .map(|conflict| SeatConflict { seat_id: conflict.seat.get(), status: conflict.status.into() });
    ApiError::new(code, message).with_conflicts(conflicts.collect())
}

impl From<Status> for SeatStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Available => Self::Available,
            Status::Held => Self::Held,
            Status::Sold => Self::Sold,
        }
    }
}

pub(crate) fn no_such_seat() -> ApiError {
    ApiError::new(ErrorCode::SeatNotFound, "this event has no such seat")
}
