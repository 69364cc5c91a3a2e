//! Taking seats, for many buyers of an event in one call: what a call costs beside the seats themselves is paid once for all of them.
//!
//! While a call is under way the next buyers gather (`turns.rs`); each has an answer of their own. A call serves whoever waits for it, so it
//! belongs to no buyer's trace, and goes on when one of them hangs up.

use std::sync::Arc;

use lifecycle::Tasks;
use primitives::{EventId, HoldId, SeatId, failpoint};
use tokio::sync::oneshot;
use tokio::time::timeout;
use uuid::Uuid;

use super::answer::Answer;
use super::asking::{Asking, ROUNDS_MAX, Request, Restless, micros, more_than, seats_of, time};
use super::connection::Fault;
use super::holding::{conflicts, seat};
use super::keys::{Keys, Place, digest, short};
use super::record;
use super::script::HOLD;
use super::turns::{Serving, Turns};
use crate::domain::Blocked;
use crate::ports::{HoldError, HoldSeats, Reservation, Unavailable};

#[derive(Debug, thiserror::Error)]
#[error("more of the event waits to be published than may")]
struct OutboxFull;

#[derive(Debug, thiserror::Error)]
#[error("the call was given up")]
struct GivenUp;

pub(super) struct Holds {
    asking: Arc<Asking>,
    turns: Turns<Buyer>,
    tasks: Tasks,
    /// While this many entries of an event's outbox wait to be published, nothing more is held there.
    outbox_max: u64,
}

struct Buyer {
    request: BuyersRequest,
    answer: oneshot::Sender<Result<Answer, Unavailable>>,
}

/// A buyer's part of a call.
struct BuyersRequest {
    seats: Vec<SeatId>,
    /// Of the key, if there is one.
    receipt: Option<String>,
    /// Seats of an older hold under that key.
    older: Vec<SeatId>,
    args: [String; 8],
}

impl Holds {
    pub(super) fn new(asking: Arc<Asking>, tasks: Tasks, outbox_max: u64) -> Self {
        Self { asking, turns: Turns::new(), tasks, outbox_max }
    }

    pub(super) async fn hold(self: &Arc<Self>, command: HoldSeats) -> Result<Reservation, HoldError> {
        let keys = self.asking.keys(Place::Event(command.event));
        let mut older = Vec::new();
        failpoint!("hold.before_commit");
        for _ in 0..ROUNDS_MAX {
            let request = BuyersRequest::of(&command, &keys, older);
            let mut answer = self.answer(command.event, request).await?;
            if answer.word != "MORE" {
                failpoint!("hold.after_commit");
                return held(answer, command);
            }
            older = known(more_than(&command.seats, &mut answer))?;
        }
        Err(Unavailable::new(Restless).into())
    }

    /// Waits for its turn and for the answer, together no longer than for any answer.
    async fn answer(self: &Arc<Self>, event: EventId, request: BuyersRequest) -> Result<Answer, Unavailable> {
        let (answer, answered) = oneshot::channel();
        if let Some(serving) = self.turns.join(event, Buyer { request, answer }) {
            self.tasks.spawn_for_many(Arc::clone(self).serve(event, serving));
        }
        let within = self.asking.redis.answer_within;
        match timeout(within, answered).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(Unavailable::new(GivenUp)),
            Err(_) => Err(Fault::TooLate { within }.into()),
        }
    }

    async fn serve(self: Arc<Self>, event: EventId, mut serving: Serving<Buyer>) {
        while let Some(mut buyers) = serving.next() {
            buyers.retain(|buyer| !buyer.answer.is_closed());
            if !buyers.is_empty() {
                self.call(event, buyers).await;
            }
        }
    }

    async fn call(&self, event: EventId, buyers: Vec<Buyer>) {
        metrics::histogram!("holdfast_reservation_holds_together").record(buyers.len() as f64);
        let (requests, waiting): (Vec<_>, Vec<_>) =
            buyers.into_iter().map(|Buyer { request, answer }| (request, answer)).unzip();
        match self.ask_for(event, requests).await {
            Ok(mut answers) => {
                for one in waiting {
                    // Whoever has hung up meanwhile has the seats all the same, until the hold lapses.
                    let _ = one.send(answers.part().map_err(Unavailable::from));
                }
            }
            Err(unavailable) => {
                let each = unavailable.shared();
                for one in waiting {
                    let _ = one.send(Err(each()));
                }
            }
        }
    }

    /// The answers, in the order of the requests.
    async fn ask_for(&self, event: EventId, requests: Vec<BuyersRequest>) -> Result<Answer, Unavailable> {
        let keys = self.asking.keys(Place::Event(event));
        let mut args = vec![self.outbox_max.to_string(), requests.len().to_string()];
        let (mut seats, mut receipts, mut older) = (Vec::new(), Vec::new(), Vec::new());
        for request in requests {
            seats.extend(request.seats);
            receipts.extend(request.receipt);
            older.extend(request.older.into_iter().map(|seat| keys.seat(seat)));
            args.extend(request.args);
        }
        receipts.append(&mut older);
        let request = Request { seats: &seats, further: receipts, trace: None, args };
        let answer = self.asking.ask(&HOLD, event, request).await?;
        if answer.word == "HOLDS" { Ok(answer) } else { Err(answer.unexpected().into()) }
    }
}

impl BuyersRequest {
    fn of(command: &HoldSeats, keys: &Keys, older: Vec<SeatId>) -> Self {
        let (receipt, fingerprint) = match &command.key {
            Some(key) => (Some(keys.receipt(key)), digest([&key.scope, &key.key, &key.fingerprint])),
            None => (None, String::new()),
        };
        let args = [
            command.seats.len().to_string(),
            short(command.hold.as_uuid()),
            record::owner(&command.owner),
            micros(command.life),
            command.seats_per_user_max.to_string(),
            fingerprint,
            command.trace_id.clone(),
            command.traceparent.clone().unwrap_or_default(),
        ];
        Self { seats: command.seats.clone(), receipt, older, args }
    }
}

fn held(mut answer: Answer, command: HoldSeats) -> Result<Reservation, HoldError> {
    let HoldSeats { seats, life, hold, trace_id, seats_per_user_max, .. } = command;
    match answer.word.as_str() {
        "HELD" => {
            let until = time(known(answer.parse())?);
            Ok(Reservation { hold, seats, life, until, trace_id, replayed: false })
        }
        "HELD_BEFORE" => Ok(known(held_before(&mut answer))?),
        _ => Err(refused(answer, seats_per_user_max).unwrap_or_else(|fault| Unavailable::from(fault).into())),
    }
}

fn held_before(answer: &mut Answer) -> Result<Reservation, Fault> {
    let hold = HoldId::from_uuid(answer.parse::<Uuid>()?);
    let life = std::time::Duration::from_micros(answer.parse()?);
    let until = time(answer.parse()?);
    let seats = seats_of(&answer.text()?).collect();
    Ok(Reservation { hold, seats, life, until, trace_id: answer.text()?, replayed: true })
}

fn refused(mut answer: Answer, max: usize) -> Result<HoldError, Fault> {
    Ok(match answer.word.as_str() {
        "KEY_REUSED" => HoldError::KeyReused,
        "UNKNOWN_SEAT" => HoldError::UnknownSeat(seat(&mut answer)?),
        "NOT_OPEN" => HoldError::SaleNotOpen { opens_at: time(answer.parse()?) },
        "TOO_MANY" => HoldError::TooManySeats { live: answer.parse()?, max },
        "BLOCKED" => HoldError::Blocked(Blocked::of_hold(conflicts(&mut answer)?)),
        "FULL" => Unavailable::new(OutboxFull).into(),
        _ => return Err(answer.unexpected()),
    })
}

fn known<T>(read: Result<T, Fault>) -> Result<T, Unavailable> {
    read.map_err(Unavailable::from)
}
