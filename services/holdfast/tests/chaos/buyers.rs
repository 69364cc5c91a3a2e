//! Buyers who want seats, in all the ways that buyers have, and write down the answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use contracts::ErrorCode;
use contracts::http::headers;
use contracts::http::order::{OrderBody, OrderPlacedBody, OrderStatus};
use contracts::http::reservation::ReservationBody;
use testkit::{Answer, ApiClient, Call};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep_until};

use crate::conditions::Conditions;
use crate::history::{Accepted, History};
use crate::limits::{BUYER_LIMIT, RETRY_AFTER};
use crate::queue::{self, Pass, Visitor};
use crate::redis::Losses;
use crate::seeded_random::SeededRandom;
use crate::visit::{Interest, QUEUED, Then, Visit};
use crate::who::{Succession, Who};

/// Some of them all want the same seats, two of these with an account; some want places without a number, and some stand in line.
const PEOPLE: [Interest; 8] = [
    Interest::Seats,
    Interest::Seats,
    Interest::SeatsOfAnAccount,
    Interest::SeatsOfAnAccount,
    Interest::Places,
    Interest::Places,
    Interest::SeatsBehindALine,
    Interest::SeatsBehindALine,
];
/// A buyer who gets no answer about an order clicks again: this often, and this many times at most once all is well again. How long an engine
/// takes to come back is for the machine to say.
const BETWEEN_CLICKS: Duration = Duration::from_millis(200);
const CLICKS_MAX: u32 = 600;
/// A buyer who has ordered looks at the order this often before coming again.
const LOOKS_MAX: u32 = 10;

pub(crate) struct Buyers {
    is_closed: Arc<AtomicBool>,
    people: JoinSet<()>,
}

/// A hold as its owner knows it.
struct Held {
    body: ReservationBody,
    /// It lasts at least as long as from when it was asked for.
    asked: Instant,
    lasts: Duration,
    losses: u64,
}

struct Person {
    /// All is well again, and no more buyers come.
    is_closed: Arc<AtomicBool>,
    api: ApiClient,
    who: Who,
    conditions: Conditions,
    /// For the keys of requests.
    visit: u64,
    history: History,
    losses: Losses,
}

impl Buyers {
    pub(crate) fn gather(
        api: &ApiClient,
        random: &mut SeededRandom,
        history: &History,
        losses: &Losses,
        conditions: &Conditions,
    ) -> Self {
        let (is_closed, visits) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let mut people = JoinSet::new();
        for (number, interest) in PEOPLE.into_iter().enumerate() {
            let mut random = random.another();
            let (api, history, losses) = (api.clone(), history.clone(), losses.clone());
            let conditions = conditions.clone();
            let mut buyers = Succession::new(number, interest, conditions.clone(), history.notes().clone());
            let (is_closed, visits) = (Arc::clone(&is_closed), Arc::clone(&visits));
            people.spawn(async move {
                while !is_closed.load(Ordering::Relaxed) {
                    let visit = visits.fetch_add(1, Ordering::Relaxed);
                    let Some(who) = buyers.next(&api, visit).await else {
                        history.count("accounts not made");
                        takes(RETRY_AFTER).await;
                        continue;
                    };
                    let person = Person {
                        is_closed: Arc::clone(&is_closed),
                        api: api.clone(),
                        who,
                        conditions: conditions.clone(),
                        visit,
                        history: history.clone(),
                        losses: losses.clone(),
                    };
                    person.comes(&Visit::draw(&mut random, interest, 1 + visit / 2)).await;
                }
            });
        }
        Self { is_closed, people }
    }

    /// Lets every buyer finish.
    pub(crate) async fn leaves(mut self) {
        self.is_closed.store(true, Ordering::Relaxed);
        while let Some(finished) = self.people.join_next().await {
            finished.unwrap();
        }
    }
}

impl Person {
    async fn comes(&self, visit: &Visit) {
        if visit.event != QUEUED {
            return self.tries(visit, None).await;
        }
        self.knocks(visit).await;
        let (api, name) = (self.api.with_caller(self.who.name()), self.who.name());
        let visitor = Visitor { api: &api, name, history: &self.history, losses: &self.losses };
        let Some(pass) = visitor.queues().await else { return };
        self.tries(visit, Some(&pass)).await;
        visitor.leaves(&pass).await;
    }

    /// Without a pass. Only a line that was lost lets a buyer in: then a process that starts cannot know of it.
    async fn knocks(&self, visit: &Visit) {
        let losses = self.losses.so_far();
        let Some(answer) = self.asks(|api| api.hold_as(&visit.body())).await else { return };
        self.history.count(match answer.status {
            403 => "holds refused at the gate",
            201 => "holds past the gate of a lost line",
            _ => "knocks that say nothing",
        });
        if answer.status == 201
            && !queue::was_lost(&self.api, &self.history).await
            && self.losses.none_since(losses)
        {
            let name = self.who.name();
            self.history.flaw(format!("I13: {name} held seats of a guarded sale without a pass"));
        }
    }

    /// None: there is no answer, so the outcome is unknown.
    async fn asks(&self, call: impl Fn(&ApiClient) -> Call) -> Option<Answer> {
        self.who.asks(&self.api, call).await
    }

    async fn tries(&self, visit: &Visit, pass: Option<&Pass>) {
        let Some(held) = self.holds(visit, pass).await else { return };
        takes(visit.thinks).await;
        match visit.then {
            Then::GoesAway => self.history.count("holds abandoned"),
            Then::GivesBack => self.gives_back(&held).await,
            Then::Orders { extends, clicks_twice, method } => {
                if extends {
                    let extended =
                        self.asks(|api| api.extend(visit.event, held.body.seat_id, Some(10))).await;
                    self.judge(&held, extended.as_ref(), "extended");
                }
                self.orders(visit, &held, clicks_twice, method).await;
            }
        }
    }

    /// None: not held, or unknown. A buyer does not pay for what may not be theirs.
    async fn holds(&self, visit: &Visit, pass: Option<&Pass>) -> Option<Held> {
        let (asked, losses) = (Instant::now(), self.losses.so_far());
        let key = format!("hold-{}-{}", self.who.name(), self.visit);
        let call = |api: &ApiClient| {
            let call = api.hold_as(&visit.body()).key(&key);
            match pass {
                Some(pass) => call.header(headers::QUEUE_TOKEN, &pass.token),
                None => call,
            }
        };
        let Some(answer) = self.asks(call).await else {
            self.history.count("holds unknown");
            takes(visit.thinks).await;
            return None;
        };
        match answer.status {
            201 => {
                self.history.count("holds");
                self.counts_a_hold();
                Some(Held { body: answer.ok(), asked, lasts: visit.hold, losses })
            }
            409 => {
                self.history.count("holds refused");
                takes(visit.thinks).await;
                None
            }
            _ => {
                self.history.count("holds not possible");
                takes(RETRY_AFTER).await;
                None
            }
        }
    }

    fn counts_a_hold(&self) {
        if self.who.has_account() {
            self.history.count("holds with an account");
            if self.conditions.is_identity_away() {
                self.history.count("holds with an account while identity is away");
            }
        }
    }

    async fn gives_back(&self, held: &Held) {
        self.history.count("holds given back");
        for seat in &held.body.seat_ids {
            // Unknown is as good as abandoned.
            let _ = self.asks(|api| api.release(held.body.event_id, *seat)).await;
        }
    }

    /// Asks with the same key until there is an answer that decides.
    async fn orders(&self, visit: &Visit, held: &Held, twice: bool, method: Option<&'static str>) {
        let key = format!("order-{}-{}", self.who.name(), self.visit);
        let click = || self.asks(|api| api.place_order(visit.event, &held.body.seat_ids, method, &key));
        let (mut clicks, mut left) = (interval(BETWEEN_CLICKS), CLICKS_MAX);
        while left > 0 {
            clicks.tick().await;
            left -= u32::from(self.is_closed.load(Ordering::Relaxed));
            let answers = match twice {
                true => <[_; 2]>::from(tokio::join!(click(), click())).to_vec(),
                false => vec![click().await],
            };
            let mut is_decided = false;
            for answer in answers.iter().flatten() {
                is_decided |= self.hears(held, answer, &key, method);
            }
            if is_decided {
                return self.watches().await;
            }
            self.history.count("orders clicked again");
        }
        self.history.flaw(format!("I3: {} got no answer about the order", self.who.name()));
    }

    /// Whether that decides.
    fn hears(&self, held: &Held, answer: &Answer, key: &str, method: Option<&'static str>) -> bool {
        match answer.status {
            201 => {
                let placed: OrderPlacedBody = answer.ok();
                self.history.accepted(Accepted {
                    order: placed.order_id,
                    event: held.body.event_id,
                    seats: held.body.seat_ids.clone(),
                    who: self.who.clone(),
                    key: key.to_owned(),
                    method,
                    body: answer.bytes.clone(),
                    at: Instant::now(),
                });
                true
            }
            409 if answer.error().code == ErrorCode::IdempotencyKeyInProgress => false,
            // The access token has expired, and is another one with the next click.
            401 => false,
            400..500 => {
                self.history.count("orders refused");
                self.judge(held, Some(answer), "ordered");
                true
            }
            _ => false,
        }
    }

    /// A hold that Redis cannot have lost is its owner's until it ends.
    fn judge(&self, held: &Held, answer: Option<&Answer>, was_to_be: &str) {
        let is_refused = |answer: &&Answer| (400..500).contains(&answer.status) && answer.status != 401;
        let Some(answer) = answer.filter(is_refused) else { return };
        if answer.error().code == ErrorCode::LimitReached && self.reaches_the_limit_with(held) {
            return self.history.count("orders beyond the limit");
        }
        let is_live = held.asked.elapsed() < held.lasts;
        let may_be_lost = held.losses % 2 == 1 || held.losses != self.losses.so_far();
        if is_live && !may_be_lost {
            let seats = &held.body.seat_ids;
            let name = self.who.name();
            self.history.flaw(format!("I6: {name} held {seats:?}, and could not be {was_to_be}: {answer}"));
        }
    }

    /// A hold is refused when reservation has heard of enough of the buyer's sales; the order is where the limit is kept.
    fn reaches_the_limit_with(&self, held: &Held) -> bool {
        let ordered = self.history.ordered_by(self.who.name(), held.body.event_id);
        ordered + held.body.seat_ids.len() > BUYER_LIMIT
    }

    async fn watches(&self) {
        let mut looks = interval(BETWEEN_CLICKS);
        let own = |order: &Accepted| order.who.name() == self.who.name();
        let Some(order) = self.history.orders().into_iter().rev().find(own) else { return };
        for _ in 0..LOOKS_MAX {
            looks.tick().await;
            let answer = self.asks(|api| api.order(order.order)).await;
            if let Some(answer) = answer.filter(|answer| answer.status == 200)
                && answer.ok::<OrderBody>().status != OrderStatus::Created
            {
                return;
            }
        }
        self.history.count("orders not decided while watched");
    }
}

/// Time that a buyer spends, whatever the system does meanwhile.
async fn takes(time: Duration) {
    sleep_until(Instant::now() + time).await;
}
