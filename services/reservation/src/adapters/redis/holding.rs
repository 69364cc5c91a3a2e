//! What a buyer does: hold, extend, release.

use std::time::Duration;

use primitives::{HoldId, SeatId, Timestamp, failpoint};
use uuid::Uuid;

use super::answer::Answer;
use super::asking::{Asking, Request, caller, micros, seats_of, time};
use super::connection::Fault;
use super::keys::{Place, digest, short};
use super::record;
use super::script::{EXTEND, HOLD, RELEASE_HOLD};
use crate::domain::{Blocked, Conflict, Status};
use crate::ports::{ExtendHold, HoldError, HoldSeats, ReleaseHold, Reservation, SeatError, Unavailable};

impl Asking {
    pub(super) async fn hold(&self, command: HoldSeats, outbox_max: u64) -> Result<Reservation, HoldError> {
        let HoldSeats { event, seats, owner, life, seats_per_user_max, hold, key, trace_id, traceparent } =
            command;
        let (last_key, fingerprint) = match &key {
            Some(key) => {
                let receipt = self.keys(Place::Event(event)).receipt(key);
                (Some(receipt), digest([&key.scope, &key.key, &key.fingerprint]))
            }
            None => (None, String::new()),
        };
        let args = vec![
            seats.len().to_string(),
            short(hold.as_uuid()),
            record::owner(&owner),
            micros(life),
            seats_per_user_max.to_string(),
            outbox_max.to_string(),
            trace_id.clone(),
            fingerprint,
        ];
        let request = Request { seats: &seats, last_key, trace: traceparent.as_deref(), args };
        failpoint!("hold.before_commit");
        let mut answer = self.ask(&HOLD, event, request).await?;
        failpoint!("hold.after_commit");
        let held = match answer.word.as_str() {
            "HELD" => {
                let until = time(known(answer.parse())?);
                Reservation { hold, seats, life, until, trace_id, replayed: false }
            }
            "HELD_BEFORE" => known(held_before(&mut answer))?,
            _ => return Err(hold_refused(answer, seats_per_user_max)),
        };
        Ok(held)
    }

    pub(super) async fn extend(&self, command: ExtendHold) -> Result<Timestamp, SeatError> {
        let ExtendHold { event, seat, by, life_max, operation, caller: who } = command;
        let mut args = caller(&who).to_vec();
        args.extend([micros(by), micros(life_max), short(&operation.0)]);
        let request = Request { seats: &[seat], args, ..Request::default() };
        let mut answer = self.ask(&EXTEND, event, request).await?;
        match answer.word.as_str() {
            "UNTIL" => Ok(time(answer.parse().map_err(Unavailable::from)?)),
            "TOO_LONG" => Err(SeatError::TooLong { max: life_max }),
            _ => Err(seat_refused(&answer)),
        }
    }

    pub(super) async fn release_hold(&self, command: ReleaseHold) -> Result<(), SeatError> {
        let ReleaseHold { event, seat, caller: who, traceparent } = command;
        let (trace, args) = (traceparent.as_deref(), caller(&who).to_vec());
        let request = Request { seats: &[seat], trace, args, ..Request::default() };
        let answer = self.ask(&RELEASE_HOLD, event, request).await?;
        match answer.word.as_str() {
            "DONE" => Ok(()),
            _ => Err(seat_refused(&answer)),
        }
    }
}

fn known<T>(read: Result<T, Fault>) -> Result<T, Unavailable> {
    read.map_err(Unavailable::from)
}

fn held_before(answer: &mut Answer) -> Result<Reservation, Fault> {
    let hold = HoldId::from_uuid(answer.parse::<Uuid>()?);
    let life = Duration::from_micros(answer.parse()?);
    let until = time(answer.parse()?);
    let seats = seats_of(&answer.text()?).collect();
    Ok(Reservation { hold, seats, life, until, trace_id: answer.text()?, replayed: true })
}

fn hold_refused(mut answer: Answer, max: usize) -> HoldError {
    let refusal = || -> Result<HoldError, Fault> {
        Ok(match answer.word.as_str() {
            "KEY_REUSED" => HoldError::KeyReused,
            "UNKNOWN_SEAT" => HoldError::UnknownSeat(seat(&mut answer)?),
            "NOT_OPEN" => HoldError::SaleNotOpen { opens_at: time(answer.parse()?) },
            "TOO_MANY" => HoldError::TooManySeats { live: answer.parse()?, max },
            "BLOCKED" => HoldError::Blocked(Blocked::of_hold(conflicts(&mut answer)?)),
            _ => return Err(answer.unexpected()),
        })
    };
    let mut refusal = refusal;
    refusal().unwrap_or_else(|fault| Unavailable::from(fault).into())
}

fn seat_refused(answer: &Answer) -> SeatError {
    match answer.word.as_str() {
        "UNKNOWN_SEAT" => SeatError::UnknownSeat,
        "NOT_YOURS" => SeatError::NotYours,
        "TAKEN" => SeatError::Taken,
        "SOLD" => SeatError::Sold,
        "EXPIRED" => SeatError::Expired,
        _ => Unavailable::from(answer.unexpected()).into(),
    }
}

pub(super) fn seat(answer: &mut Answer) -> Result<SeatId, Fault> {
    SeatId::new(answer.parse()?).map_err(|_| answer.unexpected())
}

/// Seats and their statuses in turn.
pub(super) fn conflicts(answer: &mut Answer) -> Result<Vec<Conflict>, Fault> {
    let mut conflicts = Vec::new();
    while answer.has_more() {
        let seat = seat(answer)?;
        let status = if answer.text()? == "S" { Status::Sold } else { Status::Held };
        conflicts.push(Conflict { seat, status });
    }
    Ok(conflicts)
}
