//! What a buyer does with seats that they hold: extend, release. How they come to hold them is in `holds.rs`.

use primitives::{SeatId, Timestamp};

use super::answer::Answer;
use super::asking::{Asking, Request, caller, micros, time};
use super::connection::Fault;
use super::keys::short;
use super::script::{EXTEND, RELEASE_HOLD};
use crate::domain::{Conflict, Status};
use crate::ports::{ExtendHold, ReleaseHold, SeatError, Unavailable};

impl Asking {
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
