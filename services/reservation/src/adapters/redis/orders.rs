//! What an order does: claim, unclaim, confirm, release, correct.

use bus::Message;
use primitives::{HoldId, SeatId};
use uuid::Uuid;

use super::answer::Answer;
use super::asking::{Asking, Request, caller, each_once, micros, reply, time};
use super::connection::Fault;
use super::holding::{conflicts, seat};
use super::keys::{Place, short_order};
use super::script::{ANSWER, CLAIM, CONFIRM, CORRECT, RELEASE, UNCLAIM};
use crate::domain::Blocked;
use crate::ports::{
    ClaimError, ClaimSeats, Claimed, ConfirmReplies, CorrectSales, OrderCommand, Settled, Unavailable,
    UnclaimOrder,
};

impl Asking {
    pub(super) async fn claim(&self, command: ClaimSeats) -> Result<Claimed, ClaimError> {
        let ClaimSeats { event, order, seats, pin, caller: who } = command;
        let mut args = caller(&who).to_vec();
        args.extend([short_order(order), micros(pin)]);
        let request = Request { seats: &seats, args, ..Request::default() };
        let answer = self.ask(&CLAIM, event, request).await?;
        claimed(answer).unwrap_or_else(|fault| Err(Unavailable::from(fault).into()))
    }

    pub(super) async fn unclaim(&self, command: UnclaimOrder) -> Result<(), Unavailable> {
        let UnclaimOrder { event, order, traceparent } = command;
        let (trace, args) = (traceparent.as_deref(), vec![short_order(order)]);
        let answer = self.ask(&UNCLAIM, event, Request { trace, args, ..Request::default() }).await?;
        done(&answer)
    }

    pub(super) async fn confirm(
        &self,
        command: OrderCommand,
        replies: ConfirmReplies,
    ) -> Result<Settled, Unavailable> {
        let OrderCommand { event, order, seats, traceparent } = command;
        let mut args = vec![short_order(order)];
        args.extend(reply(&replies.confirmed));
        args.extend(reply(&replies.refused));
        let (seats, trace) = (each_once(&seats), traceparent.as_deref());
        let answer =
            self.ask(&CONFIRM, event, Request { seats: &seats, trace, args, ..Request::default() }).await?;
        match answer.word.as_str() {
            "SOLD" => Ok(Settled::Sold),
            "REFUSED" => Ok(Settled::Refused),
            _ => Err(answer.unexpected().into()),
        }
    }

    pub(super) async fn release(&self, command: OrderCommand, message: &Message) -> Result<(), Unavailable> {
        let OrderCommand { event, order, seats, traceparent } = command;
        let mut args = vec![short_order(order)];
        args.extend(reply(message));
        let (seats, trace) = (each_once(&seats), traceparent.as_deref());
        let request = Request { seats: &seats, trace, args, ..Request::default() };
        done(&self.ask(&RELEASE, event, request).await?)
    }

    pub(super) async fn correct(&self, command: CorrectSales, message: &Message) -> Result<(), Unavailable> {
        let CorrectSales { event, loser, winners } = command;
        let seats: Vec<SeatId> = winners.iter().map(|(seat, _)| *seat).collect();
        let winners: Vec<String> = winners.iter().map(|(_, winner)| short_order(*winner)).collect();
        let mut args = vec![short_order(loser), winners.join(",")];
        args.extend(reply(message));
        done(&self.ask(&CORRECT, event, Request { seats: &seats, args, ..Request::default() }).await?)
    }

    pub(super) async fn answer(&self, message: &Message) -> Result<(), Unavailable> {
        let mut call = self.call(&ANSWER, &self.keys(Place::Nowhere), Vec::new());
        call.args = reply(message).to_vec();
        done(&self.redis.call(&call).await?)
    }
}

pub(super) fn done(answer: &Answer) -> Result<(), Unavailable> {
    match answer.word.as_str() {
        "DONE" => Ok(()),
        _ => Err(answer.unexpected().into()),
    }
}

fn claimed(mut answer: Answer) -> Result<Result<Claimed, ClaimError>, Fault> {
    Ok(Err(match answer.word.as_str() {
        "CLAIMED" => {
            let until = time(answer.parse()?);
            let holds = answer.text()?;
            let holds = holds.split(',').filter_map(|hold| hold.parse::<Uuid>().ok()).map(HoldId::from_uuid);
            let mut holds: Vec<HoldId> = holds.collect();
            holds.sort_unstable();
            holds.dedup();
            return Ok(Ok(Claimed { until, holds }));
        }
        "UNKNOWN_SEAT" => ClaimError::UnknownSeat(seat(&mut answer)?),
        "SOLD" => ClaimError::Blocked(Blocked::Sold(conflicts(&mut answer)?)),
        "TAKEN" => ClaimError::Blocked(Blocked::Taken(conflicts(&mut answer)?)),
        "NOT_YOURS" => ClaimError::NotYours,
        "EXPIRED" => ClaimError::Expired,
        "HOLD_REQUIRED" => ClaimError::HoldRequired,
        _ => return Err(answer.unexpected()),
    }))
}
