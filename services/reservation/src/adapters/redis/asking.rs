//! How the store asks: puts a call together, sends it again when the script needs more keys, and says in the port's words why there is no
//! answer.

use std::sync::Arc;
use std::time::Duration;

use bus::Message;
use primitives::{Clock, Credentials, EventId, SeatId, Timestamp};

use super::answer::Answer;
use super::connection::{Call, Fault, Redis};
use super::events::Events;
use super::keys::{Keys, Place, registry, short};
use super::script::Script;
use crate::ports::Unavailable;

/// How often a script may name further keys: between two calls somebody may have changed what it named.
pub(super) const ROUNDS_MAX: u32 = 8;
const RETRY_AFTER: Duration = Duration::from_secs(1);

#[derive(Debug, thiserror::Error)]
#[error("the seats changed each time before they could be looked at")]
pub(super) struct Restless;

/// What all parts of the store share.
pub(super) struct Asking {
    pub(super) redis: Redis,
    pub(super) events: Events,
    pub(super) prefix: String,
    /// Of a test; else seats obey the clock of Redis.
    pub(super) clock: Option<Arc<dyn Clock>>,
}

/// What goes into a call beside the shared keys.
#[derive(Default)]
pub(super) struct Request<'a> {
    pub(super) seats: &'a [SeatId],
    /// Behind the seats.
    pub(super) further: Vec<String>,
    pub(super) trace: Option<&'a str>,
    pub(super) args: Vec<String>,
}

impl Asking {
    pub(super) fn keys(&self, place: Place) -> Keys {
        Keys::of(&self.prefix, place)
    }

    pub(super) fn call(&self, script: &'static Script, keys: &Keys, further: Vec<String>) -> Call {
        let mut all = keys.shared();
        all.extend(further);
        let now = self.clock.as_ref().map_or(String::new(), |clock| clock.now().as_micros().to_string());
        Call { script, slot: keys.slot, keys: all, trace: String::new(), args: Vec::new(), now }
    }

    /// Whether the server that keeps the list of events answers; in a cluster others may not.
    pub(super) async fn check(&self) -> Result<(), Unavailable> {
        let (_, slot) = registry(&self.prefix);
        self.redis.ask_all(slot, redis::pipe().cmd("PING")).await?;
        Ok(())
    }

    /// Asks until the script has all keys that it needs.
    pub(super) async fn ask(
        &self,
        script: &'static Script,
        event: EventId,
        request: Request<'_>,
    ) -> Result<Answer, Unavailable> {
        let keys = self.keys(Place::Event(event));
        let Request { seats, further, trace, args } = request;
        let mut call = self.call(script, &keys, seats.iter().map(|seat| keys.seat(*seat)).collect());
        call.keys.extend(further);
        call.trace = trace.unwrap_or_default().to_owned();
        call.args = args;
        let without_more = call.keys.len();
        for _ in 0..ROUNDS_MAX {
            let mut answer = self.redis.call(&call).await?;
            match answer.word.as_str() {
                "NOT_READY" => return Err(Unavailable::NotReady { retry_after: RETRY_AFTER }),
                "MORE" => {
                    let more = more_than(seats, &mut answer)?;
                    call.keys.truncate(without_more);
                    call.keys.extend(more.into_iter().map(|seat| keys.seat(seat)));
                }
                _ => {
                    self.events.met(event);
                    return Ok(answer);
                }
            }
        }
        Err(Unavailable::new(Restless))
    }
}

impl From<Fault> for Unavailable {
    fn from(fault: Fault) -> Self {
        Self::new(fault)
    }
}

/// The seats beside these that the script has to be given too.
pub(super) fn more_than(seats: &[SeatId], answer: &mut Answer) -> Result<Vec<SeatId>, Fault> {
    Ok(seats_of(&answer.text()?).filter(|seat| !seats.contains(seat)).collect())
}

/// Seats as the scripts list them.
pub(super) fn seats_of(text: &str) -> impl Iterator<Item = SeatId> {
    text.split(',').filter_map(|number| SeatId::new(number.parse().ok()?).ok())
}

/// A caller as the scripts compare them.
pub(super) fn caller(caller: &Credentials) -> [String; 3] {
    let user = caller.user.as_ref().map_or(String::new(), |user| format!("={user}"));
    let token = caller.token.map_or(String::new(), |hold| short(hold.as_uuid()));
    [user, token, if caller.open { "1" } else { "0" }.to_owned()]
}

/// A reply as the scripts put it into the outbox.
pub(super) fn reply(message: &Message) -> [String; 6] {
    [
        message.id.to_string(),
        message.topic.name().to_owned(),
        message.key.clone(),
        message.occurred_at.as_micros().to_string(),
        message.payload.clone(),
        message.traceparent.clone().unwrap_or_default(),
    ]
}

pub(super) fn micros(duration: Duration) -> String {
    duration.as_micros().to_string()
}

pub(super) fn time(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

/// Each once, in the order in which they were named.
pub(super) fn each_once(seats: &[SeatId]) -> Vec<SeatId> {
    let mut seen = std::collections::HashSet::new();
    seats.iter().copied().filter(|seat| seen.insert(*seat)).collect()
}
