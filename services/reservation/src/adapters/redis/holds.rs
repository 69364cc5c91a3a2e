//! Holds, as `hold.lua` and `hold_some.lua` take and answer them.

use primitives::{HoldId, HoldOwner, SeatId, TierName, failpoint};
use uuid::Uuid;

use super::codec::{Answer, KeyScope, micros, owner, receipt, short};
use super::command_coalescer::CommandName;
use super::script_runner::{ROUNDS_MAX, ScriptCall, TooManyRounds};
use super::store::RedisSeats;
use crate::domain::{Blocked, FullTier, Guard, GuestRefusal, SeatLimits, SomeUnits, UnitRange, UnitsAtTier};
use crate::ports::{HoldError, HoldKey, HoldRequest, HoldSeats, Reservation, Unavailable, Wanted};

#[derive(Debug, thiserror::Error)]
#[error("more entries of the event are waiting to be published than are allowed")]
struct OutboxFull;

impl RedisSeats {
    pub(super) async fn hold_seats(&self, command: HoldSeats) -> Result<Reservation, HoldError> {
        let event = command.request.event;
        self.runner.check_memory(self.runner.keys(KeyScope::Event(event)).slot)?;
        let (mut proposed, mut older) = (self.first_proposed(&command.request), Vec::new());
        let guarded: Vec<SeatId> =
            command.guards.iter().flat_map(|guard| [guard.seat, guard.beside]).collect();
        failpoint!("hold.before_commit");
        for _ in 0..ROUNDS_MAX {
            let part = self.hold_part(&command, &proposed).more(&[older.as_slice(), &guarded].concat());
            let mut answer = self.commands.execute(event, part).await?;
            match (answer.word.as_str(), &command.request.wanted) {
                // The seats of an older hold under the same key.
                ("MORE", _) => older = answer.seats()?,
                // Other buyers were faster with those that were proposed.
                ("UNITS", Wanted::Units(some)) => proposed = self.hints.share(event, some, answer.seats()?),
                _ => {
                    failpoint!("hold.after_commit");
                    return self.read_answer(answer, command);
                }
            }
        }
        Err(Unavailable::new(TooManyRounds).into())
    }

    fn first_proposed(&self, request: &HoldRequest) -> Vec<SeatId> {
        match &request.wanted {
            Wanted::Seats(seats) => seats.clone(),
            Wanted::Units(some) => self.hints.take(request.event, some),
        }
    }

    fn hold_part(&self, command: &HoldSeats, seats: &[SeatId]) -> ScriptCall {
        let HoldSeats { request, hold, limits, guards, trace_id, traceparent } = command;
        let HoldRequest { event, wanted, owner: holder, guest, life, key } = request;
        let (name, own_key) = match wanted {
            Wanted::Seats(_) => (CommandName::Hold, None),
            // The store chooses, so nothing but a receipt finds the same units again for the same command.
            Wanted::Units(_) => (CommandName::HoldSome, Some(key_of(*hold))),
        };
        let call = self.commands.command(name, *event, seats, traceparent.as_deref());
        let [key, fingerprint] = key.as_ref().or(own_key.as_ref()).map(receipt).unwrap_or_default();
        let call = call.args([
            short(hold.as_uuid()),
            owner(holder, guest.filter(|_| limits.guests.is_some())),
            micros(*life),
            seats_max(holder, *limits).to_string(),
            key,
            fingerprint,
            trace_id.clone(),
            limits.guests.map_or(0, |guests| guests.percent).to_string(),
        ]);
        match wanted {
            Wanted::Seats(_) => call.args([guards_text(guards)]),
            Wanted::Units(some) => call.args(self.pool_args(some)),
        }
    }

    fn pool_args(&self, SomeUnits { range, parts, counted }: &SomeUnits) -> [String; 6] {
        let numbers = |UnitRange { first, last }| [first.to_string(), last.to_string()];
        let ([first, last], begin) = (numbers(*range), self.hints.begin_at(*range).to_string());
        let [count_first, count_last] = counted.map_or(["0".to_owned(), "0".to_owned()], numbers);
        [parts_text(parts), first, last, begin, count_first, count_last]
    }

    fn read_answer(&self, mut answer: Answer, command: HoldSeats) -> Result<Reservation, HoldError> {
        let HoldSeats { request, hold, limits, trace_id, .. } = command;
        let HoldRequest { event, wanted, owner: holder, life, .. } = request;
        Err(match (answer.word.as_str(), wanted) {
            ("HELD", wanted) => {
                let until = answer.time()?;
                let (seats, tiers, free) = match wanted {
                    Wanted::Seats(seats) => (seats, Vec::new(), None),
                    Wanted::Units(some) => {
                        let units = answer.seats()?;
                        let tiers = some.tiers(&units);
                        (units, tiers, free(&mut answer)?)
                    }
                };
                return Ok(Reservation { hold, seats, tiers, free, life, until, trace_id, replayed: false });
            }
            ("HELD_BEFORE", _) => return Ok(read_replay(&mut answer, hold)?),
            ("SHORT", Wanted::Units(some)) => {
                self.hints.forget(event, some.range);
                HoldError::Short { free: answer.parse()? }
            }
            ("SHORT", Wanted::Seats(_)) => HoldError::Short { free: answer.parse()? },
            ("TIER_FULL", _) => {
                let tier = TierName::parse(&answer.text()?).ok_or_else(|| answer.unexpected())?;
                HoldError::TierFull(FullTier { tier, left: answer.parse()? })
            }
            ("LEAVES_SINGLES", _) => HoldError::LeavesSingles(answer.seats()?),
            ("KEY_REUSED", _) => HoldError::KeyReused,
            ("UNKNOWN_SEAT", _) => HoldError::UnknownSeat(answer.seat()?),
            ("NOT_OPEN", _) => HoldError::SaleNotOpen { opens_at: answer.time()? },
            ("TOO_MANY", _) => too_many(&holder, answer.parse()?, seats_max(&holder, limits)),
            ("SHARE_TAKEN", _) => HoldError::Guest(GuestRefusal::ShareTaken),
            ("BLOCKED", _) => HoldError::Blocked(Blocked::of_hold(answer.conflicts()?)),
            ("FULL", _) => Unavailable::new(OutboxFull).into(),
            _ => answer.unexpected().into(),
        })
    }
}

/// As `hold.lua` reads them.
fn guards_text(guards: &[Guard]) -> String {
    let texts: Vec<String> = guards.iter().map(|guard| format!("{}={}", guard.seat, guard.beside)).collect();
    texts.join(",")
}

/// As `hold_some.lua` reads them.
fn parts_text(parts: &[UnitsAtTier]) -> String {
    let text = |UnitsAtTier { quantity, tier, cap }: &UnitsAtTier| {
        let tier = tier.as_ref().map_or("", TierName::as_str);
        format!("{tier}={quantity}/{}", cap.map_or(String::new(), |cap| cap.to_string()))
    };
    parts.iter().map(text).collect::<Vec<_>>().join(",")
}

/// Under which a hold without a key is known to its own repetitions.
fn key_of(hold: HoldId) -> HoldKey {
    HoldKey::new("hold", &hold.to_string(), String::new())
}

/// How many live seats this owner may have.
fn seats_max(holder: &HoldOwner, limits: SeatLimits) -> usize {
    if holder.is_guest() { limits.guests.map_or(usize::MAX, |guests| guests.each) } else { limits.per_user }
}

fn too_many(holder: &HoldOwner, live: usize, max: usize) -> HoldError {
    if holder.is_guest() {
        HoldError::Guest(GuestRefusal::TooManySeats { live, max })
    } else {
        HoldError::TooManySeats { live, max }
    }
}

/// `own`: the hold that was to be made.
fn read_replay(answer: &mut Answer, own: HoldId) -> Result<Reservation, Unavailable> {
    let hold = HoldId::from_uuid(answer.parse::<Uuid>()?);
    let (life, until, seats) = (answer.duration()?, answer.time()?, answer.seats()?);
    let (trace_id, tiers, free) = (answer.text()?, answer.tiers()?, free(answer)?);
    Ok(Reservation { hold, seats, tiers, free, life, until, trace_id, replayed: hold != own })
}

/// None: no units were to be counted.
fn free(answer: &mut Answer) -> Result<Option<usize>, Unavailable> {
    answer.has_more().then(|| answer.parse()).transpose()
}
