//! Holds, as `hold.lua` takes and answers them.

use primitives::{HoldId, HoldOwner, failpoint};
use uuid::Uuid;

use super::codec::{Answer, KeyScope, micros, owner, receipt, short};
use super::command_coalescer::CommandName;
use super::script_runner::{ROUNDS_MAX, ScriptCall, TooManyRounds};
use super::store::RedisSeats;
use crate::domain::{Blocked, GuestRefusal, SeatLimits};
use crate::ports::{HoldError, HoldRequest, HoldSeats, Reservation, Unavailable};

#[derive(Debug, thiserror::Error)]
#[error("more entries of the event are waiting to be published than are allowed")]
struct OutboxFull;

impl RedisSeats {
    pub(super) async fn hold_seats(&self, command: HoldSeats) -> Result<Reservation, HoldError> {
        let event = command.request.event;
        self.runner.check_memory(self.runner.keys(KeyScope::Event(event)).slot)?;
        let mut older = Vec::new();
        failpoint!("hold.before_commit");
        for _ in 0..ROUNDS_MAX {
            let part = self.hold_part(&command).more(&older);
            let mut answer = self.commands.execute(event, part).await?;
            if answer.word != "MORE" {
                failpoint!("hold.after_commit");
                return read_answer(answer, command);
            }
            // The seats of an older hold under the same key.
            older = answer.seats()?;
        }
        Err(Unavailable::new(TooManyRounds).into())
    }

    fn hold_part(&self, command: &HoldSeats) -> ScriptCall {
        let HoldSeats { request, hold, limits, trace_id, traceparent } = command;
        let HoldRequest { event, seats, owner: holder, guest, life, key } = request;
        let call = self.commands.command(CommandName::Hold, *event, seats, traceparent.as_deref());
        let [key, fingerprint] = key.as_ref().map(receipt).unwrap_or_default();
        call.args([
            short(hold.as_uuid()),
            owner(holder, guest.filter(|_| limits.guests.is_some())),
            micros(*life),
            seats_max(holder, *limits).to_string(),
            key,
            fingerprint,
            trace_id.clone(),
            limits.guests.map_or(0, |guests| guests.percent).to_string(),
        ])
    }
}

/// How many live seats this owner may have.
fn seats_max(holder: &HoldOwner, limits: SeatLimits) -> usize {
    match holder {
        HoldOwner::User(_) => limits.per_user,
        HoldOwner::Anonymous => limits.guests.map_or(usize::MAX, |guests| guests.each),
    }
}

fn read_answer(mut answer: Answer, command: HoldSeats) -> Result<Reservation, HoldError> {
    let HoldSeats { request, hold, limits, trace_id, traceparent: _ } = command;
    let HoldRequest { seats, owner: holder, life, .. } = request;
    Err(match answer.word.as_str() {
        "HELD" => {
            let until = answer.time()?;
            return Ok(Reservation { hold, seats, life, until, trace_id, replayed: false });
        }
        "HELD_BEFORE" => return Ok(read_replay(&mut answer)?),
        "KEY_REUSED" => HoldError::KeyReused,
        "UNKNOWN_SEAT" => HoldError::UnknownSeat(answer.seat()?),
        "NOT_OPEN" => HoldError::SaleNotOpen { opens_at: answer.time()? },
        "TOO_MANY" => {
            let (live, max) = (answer.parse()?, seats_max(&holder, limits));
            match holder {
                HoldOwner::User(_) => HoldError::TooManySeats { live, max },
                HoldOwner::Anonymous => HoldError::Guest(GuestRefusal::TooManySeats { live, max }),
            }
        }
        "SHARE_TAKEN" => HoldError::Guest(GuestRefusal::ShareTaken),
        "BLOCKED" => HoldError::Blocked(Blocked::of_hold(answer.conflicts()?)),
        "FULL" => Unavailable::new(OutboxFull).into(),
        _ => answer.unexpected().into(),
    })
}

fn read_replay(answer: &mut Answer) -> Result<Reservation, Unavailable> {
    let hold = HoldId::from_uuid(answer.parse::<Uuid>()?);
    let (life, until, seats) = (answer.duration()?, answer.time()?, answer.seats()?);
    Ok(Reservation { hold, seats, life, until, trace_id: answer.text()?, replayed: true })
}
