//! Fakes of the other services: the seats and the prices behind their ports, and a responder to commands on the bus.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bus::{Bus, Message};
use contracts::messages::{self, PaymentCommand, PaymentReply, ReservationCommand, ReservationReply};
use contracts::topics::Topic;
use order::domain::{PriceList, PriceRange};
use order::ports::{
    Claim, ClaimError, Claimed, HeldUnits, HoldUnitsRefusal, Prices, PricesUnavailable, Seats,
    SeatsUnavailable, UnitsAnswer, UnitsWanted,
};
use primitives::{
    Clock, Currency, EventId, HoldId, IdSource, MessageId, OrderId, RandomIds, SeatId, SystemClock, TierName,
    Timestamp,
};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Answers a claim: until when the seats are pinned, or why they are not.
type Answer = Box<dyn Fn() -> Result<Timestamp, ClaimError> + Send + Sync>;

pub(crate) struct FakeSeats {
    pub(crate) hold: HoldId,
    /// What claims are made from instead: the buyer has held the seats anew.
    pub(crate) held_anew: Mutex<Option<HoldId>>,
    pub(crate) claims: AtomicUsize,
    pub(crate) unclaimed: Mutex<Vec<OrderId>>,
    /// To the next claims; all others are pinned for ever.
    answers: Mutex<Vec<Answer>>,
    /// Of the seats that are claimed.
    pub(crate) tiers: Mutex<Vec<(SeatId, TierName)>>,
    /// As reservation says it.
    pub(crate) pin: Mutex<Option<Duration>>,
    /// Units 2,001 to 2,100, held under their keys: of what, and which.
    units: Mutex<HashMap<String, (String, HeldUnits)>>,
    /// Claims wait here until a test lets them go on.
    gate: Semaphore,
    gated: AtomicBool,
}

impl FakeSeats {
    pub(crate) fn new() -> Self {
        Self {
            hold: HoldId::from_uuid(Uuid::from_u128(7)),
            held_anew: Mutex::default(),
            claims: AtomicUsize::new(0),
            unclaimed: Mutex::default(),
            answers: Mutex::default(),
            tiers: Mutex::default(),
            pin: Mutex::default(),
            units: Mutex::default(),
            gate: Semaphore::new(0),
            gated: AtomicBool::new(false),
        }
    }

    /// The next claim is refused like this; called twice, so are the next two.
    pub(crate) fn refuse(&self, refusal: impl Fn() -> ClaimError + Send + Sync + 'static) {
        self.answers.lock().unwrap().push(Box::new(move || Err(refusal())));
    }

    /// The next claim is pinned until then; called twice, so are the next two.
    pub(crate) fn pin_until(&self, until: Timestamp) {
        self.answers.lock().unwrap().push(Box::new(move || Ok(until)));
    }

    pub(crate) fn hold_claims_back(&self) {
        self.gated.store(true, Ordering::SeqCst);
    }

    pub(crate) fn let_claims_through(&self) {
        self.gated.store(false, Ordering::SeqCst);
        self.gate.add_permits(1_000);
    }

    pub(crate) fn claimed(&self) -> usize {
        self.claims.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Seats for FakeSeats {
    async fn claim(&self, _claim: &Claim) -> Result<Claimed, ClaimError> {
        self.claims.fetch_add(1, Ordering::SeqCst);
        if self.gated.load(Ordering::SeqCst) {
            self.gate.acquire().await.unwrap().forget();
        }
        let answer = {
            let mut answers = self.answers.lock().unwrap();
            if answers.is_empty() { None } else { Some(answers.remove(0)) }
        };
        let until = answer.map_or(Ok(Timestamp::from_micros(i64::MAX)), |answer| answer())?;
        let tiers = self.tiers.lock().unwrap().clone();
        let hold = self.held_anew.lock().unwrap().unwrap_or(self.hold);
        Ok(Claimed { holds: vec![hold], tiers, until, pin: *self.pin.lock().unwrap() })
    }

    async fn hold_units(&self, wanted: &UnitsWanted) -> Result<UnitsAnswer, HoldUnitsRefusal> {
        if wanted.event.get() != 1 {
            return Err(HoldUnitsRefusal::EventNotFound);
        }
        let mut units = self.units.lock().unwrap();
        if let Some((fingerprint, held)) = units.get(&wanted.key) {
            let is_same = *fingerprint == wanted.fingerprint;
            return if is_same {
                Ok(UnitsAnswer::Held(held.clone()))
            } else {
                Err(HoldUnitsRefusal::KeyReused)
            };
        }
        let taken: usize = units.values().map(|(_, held)| held.seats.len()).sum();
        let (first, quantity) = (2_001 + i64::try_from(taken).unwrap(), i64::from(wanted.quantity));
        let Some(free) = u32::try_from(2_101 - first - quantity).ok() else {
            return Ok(UnitsAnswer::Short { free: u32::try_from(2_101 - first).unwrap() });
        };
        let seats = (first..first + quantity).map(|seat| SeatId::new(seat).unwrap()).collect();
        let until = SystemClock.now().plus(wanted.life);
        let held = HeldUnits { hold: self.hold, seats, until, free };
        units.insert(wanted.key.clone(), (wanted.fingerprint.clone(), held.clone()));
        Ok(UnitsAnswer::Held(held))
    }

    async fn unclaim(&self, _event: EventId, order: OrderId) -> Result<(), SeatsUnavailable> {
        self.unclaimed.lock().unwrap().push(order);
        Ok(())
    }
}

/// Event 1 has seats 1 to 100 at 1,000 won and 101 to 1,000 at 500; 2,001 to 2,100 are units at 900 for adults and 600 for youths.
#[derive(Default)]
pub(crate) struct FakePrices {
    pub(crate) down: AtomicBool,
    pub(crate) calls: AtomicUsize,
    /// Of event 1.
    pub(crate) buyer_limit: Mutex<Option<u32>>,
}

#[async_trait]
impl Prices for FakePrices {
    async fn price_list(&self, event: EventId) -> Result<Option<PriceList>, PricesUnavailable> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        if self.down.load(Ordering::SeqCst) {
            return Err(PricesUnavailable("the catalog is down".into()));
        }
        let seat = |number| SeatId::new(number).unwrap();
        let range =
            |first, last, price, tiers| PriceRange { first: seat(first), last: seat(last), price, tiers };
        let tiers = vec![(TierName::ADULT, 900), (TierName::YOUTH, 600)];
        let ranges = vec![
            range(1, 100, 1_000, Vec::new()),
            range(101, 1_000, 500, Vec::new()),
            range(2_001, 2_100, 900, tiers),
        ];
        let buyer_limit = *self.buyer_limit.lock().unwrap();
        let list = PriceList::new(Currency::KRW, ranges).with_buyer_limit(buyer_limit);
        Ok((event.get() == 1).then_some(list))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    Payment(PaymentCommand),
    Reservation(ReservationCommand),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    Payment(PaymentReply),
    Reservation(ReservationReply),
}

#[derive(Debug, Clone)]
pub(crate) struct ReceivedCommand {
    pub(crate) id: MessageId,
    pub(crate) command: Command,
    pub(crate) traceparent: Option<String>,
}

pub(crate) type Policy = Arc<dyn Fn(&Command) -> Vec<Reply> + Send + Sync>;

/// Payment and reservation in one: receives every command and replies by its policy.
pub(crate) struct Others {
    bus: Arc<dyn Bus>,
    ids: RandomIds,
    policy: Mutex<Policy>,
    received: Mutex<Vec<ReceivedCommand>>,
    pub(crate) stop: Notify,
    /// How often every reply is sent, each time with the same message id.
    pub(crate) copies: AtomicUsize,
}

impl Others {
    pub(crate) fn new(bus: Arc<dyn Bus>, policy: Policy) -> Arc<Self> {
        Arc::new(Self {
            bus,
            ids: RandomIds::default(),
            policy: Mutex::new(policy),
            received: Mutex::default(),
            stop: Notify::new(),
            copies: AtomicUsize::new(1),
        })
    }

    pub(crate) fn behave(&self, policy: impl Fn(&Command) -> Vec<Reply> + Send + Sync + 'static) {
        *self.policy.lock().unwrap() = Arc::new(policy);
    }

    pub(crate) async fn listen(self: Arc<Self>) -> JoinHandle<()> {
        let topics = [Topic::PAYMENT_COMMANDS, Topic::RESERVATION_COMMANDS];
        let mut commands = self.bus.group("others", &topics).await.unwrap();
        #[expect(clippy::disallowed_methods, reason = "this task is the rest of the world")]
        tokio::task::spawn(async move {
            loop {
                let deliveries = tokio::select! {
                    deliveries = commands.next() => deliveries.unwrap(),
                    () = self.stop.notified() => break,
                };
                for delivery in deliveries {
                    self.work(&delivery.message).await;
                    commands.commit(delivery.position);
                }
            }
            commands.close().await.unwrap();
        })
    }

    async fn work(&self, message: &Message) {
        let command = match message.topic {
            Topic::PAYMENT_COMMANDS => Command::Payment(message.decode().unwrap()),
            _ => Command::Reservation(message.decode().unwrap()),
        };
        let traceparent = message.traceparent.clone();
        // A relay that was interrupted between publishing and marking publishes again; an inbox handles that once.
        if self.received.lock().unwrap().iter().any(|received| received.id == message.id) {
            return;
        }
        // Chosen before a test can see the command and change its mind.
        let policy = self.policy.lock().unwrap().clone();
        self.received.lock().unwrap().push(ReceivedCommand {
            id: message.id,
            command: command.clone(),
            traceparent: traceparent.clone(),
        });
        for reply in policy(&command) {
            self.say_in(&reply, traceparent.as_deref()).await;
        }
    }

    pub(crate) async fn say(&self, reply: &Reply) {
        self.say_in(reply, None).await;
    }

    async fn say_in(&self, reply: &Reply, traceparent: Option<&str>) {
        let message = self.message(reply, traceparent);
        for _ in 0..self.copies.load(Ordering::SeqCst) {
            self.bus.publish(std::slice::from_ref(&message)).await.unwrap();
        }
    }

    /// The reply in a new message.
    pub(crate) fn message(&self, reply: &Reply, traceparent: Option<&str>) -> Message {
        match reply {
            Reply::Payment(reply) => self.compose(reply, traceparent),
            Reply::Reservation(reply) => self.compose(reply, traceparent),
        }
    }

    fn compose<M: messages::Message>(&self, reply: &M, traceparent: Option<&str>) -> Message {
        let now = SystemClock.now();
        Message::compose(self.ids.message_id(now), now, traceparent.map(str::to_owned), reply).unwrap()
    }

    pub(crate) fn received(&self) -> Vec<ReceivedCommand> {
        self.received.lock().unwrap().clone()
    }

    /// The names of the commands for an order, in the order in which each topic delivered them.
    pub(crate) fn commands(&self, order: Uuid) -> Vec<&'static str> {
        let received = self.received();
        let of_order = received.iter().filter(|received| received.command.order() == order);
        of_order.map(|received| received.command.name()).collect()
    }

    /// How often each command for an order was received.
    pub(crate) fn counts(&self, order: Uuid) -> HashMap<&'static str, usize> {
        let mut counts = HashMap::new();
        self.commands(order).into_iter().for_each(|name| *counts.entry(name).or_default() += 1);
        counts
    }
}

impl Command {
    pub(crate) fn order(&self) -> Uuid {
        match self {
            Self::Payment(command) => command.order_id(),
            Self::Reservation(command) => command.order_id(),
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Payment(PaymentCommand::Authorize { .. }) => "authorize",
            Self::Payment(PaymentCommand::Capture { .. }) => "capture",
            Self::Payment(PaymentCommand::Void { .. }) => "void",
            Self::Reservation(ReservationCommand::Confirm { .. }) => "confirm",
            Self::Reservation(ReservationCommand::Release { .. }) => "release",
            Self::Reservation(ReservationCommand::Correct { .. }) => "correct",
        }
    }

    /// The reply of a service that carries the command out.
    pub(crate) fn granted(&self) -> Reply {
        let order_id = self.order();
        match self {
            Self::Payment(PaymentCommand::Authorize { .. }) => {
                Reply::Payment(PaymentReply::Authorized { order_id })
            }
            Self::Payment(PaymentCommand::Capture { .. }) => {
                Reply::Payment(PaymentReply::Captured { order_id })
            }
            Self::Payment(PaymentCommand::Void { .. }) => Reply::Payment(PaymentReply::Voided { order_id }),
            Self::Reservation(ReservationCommand::Confirm { .. }) => {
                Reply::Reservation(ReservationReply::Confirmed { order_id })
            }
            Self::Reservation(ReservationCommand::Release { .. }) => {
                Reply::Reservation(ReservationReply::Released { order_id })
            }
            Self::Reservation(ReservationCommand::Correct { .. }) => {
                Reply::Reservation(ReservationReply::Corrected { order_id })
            }
        }
    }

    /// The reply of a service that refuses the command for good, where it can be refused.
    pub(crate) fn refused(&self) -> Reply {
        let (order_id, reason) = (self.order(), "no".to_owned());
        match self {
            Self::Payment(PaymentCommand::Authorize { .. }) => {
                Reply::Payment(PaymentReply::Declined { order_id, reason })
            }
            Self::Payment(PaymentCommand::Capture { .. }) => {
                Reply::Payment(PaymentReply::CaptureRefused { order_id, reason })
            }
            Self::Payment(PaymentCommand::Void { .. }) => {
                Reply::Payment(PaymentReply::VoidRefused { order_id, reason })
            }
            Self::Reservation(ReservationCommand::Confirm { .. }) => {
                Reply::Reservation(ReservationReply::ConfirmRefused { order_id })
            }
            Self::Reservation(_) => self.granted(),
        }
    }
}

/// Everything works.
pub(crate) fn willing(command: &Command) -> Vec<Reply> {
    vec![command.granted()]
}

/// No neighbour answers anything.
pub(crate) fn silent(_command: &Command) -> Vec<Reply> {
    vec![]
}

/// Everything works except that `refused` is refused for good.
pub(crate) fn refusing(refused: &'static str) -> impl Fn(&Command) -> Vec<Reply> + Send + Sync {
    move |command| vec![if command.name() == refused { command.refused() } else { command.granted() }]
}

/// Everything works except that `unanswered` is never answered.
pub(crate) fn ignoring(unanswered: &'static str) -> impl Fn(&Command) -> Vec<Reply> + Send + Sync {
    move |command| if command.name() == unanswered { vec![] } else { vec![command.granted()] }
}
