//! An event in Redis and the same event in a model: each step is executed on both, and both answers are shown.

use std::sync::Arc;

use bus::Message;
use contracts::messages::ReservationReply;
use futures::future::join_all;
use primitives::{
    Clock, Credentials, EventId, HoldId, HoldOwner, MessageId, OrderId, SeatId, TierName, Timestamp, UserId,
};
use reservation::domain::{
    Command, Extension, Guard, GuestRefusal, OperationId, SaleState, Seat, SeatLimits, SeatRefusal,
};
use reservation::ports::{
    Amendment, ClaimError, ClaimSeats, ConfirmReplies, CorrectSales, EventMeta, ExtendHold, HoldError,
    HoldRequest, HoldSeats, OrderCommand, Preparation, ReleaseHold, Reservation, Restoration, RestoredSeat,
    SeatEngine, SeatError, SeatStore, UnclaimOrder, Wanted,
};
use uuid::Uuid;

use crate::hold_some::{Buyer, HoldSome};
use crate::model::{
    Caller, GUEST, GUEST_SEATS, Hold, LIVES, Model, SEATS, SEATS_PER_USER, Sale, Step, show_blocked,
    show_claimed, show_full, show_refused, show_short, show_singles, show_until,
};
use crate::rig::Rig;
use crate::seat_store_contract::StoreUnderTest;
use crate::seat_store_contract::world::{seats, seconds};

/// The same event twice.
pub(crate) struct Pair<'a> {
    rig: &'a Rig,
    event: EventId,
    pub(crate) model: Model,
    holds: Vec<HoldId>,
    messages: u128,
    epoch: u64,
}

fn meta(event: EventId) -> EventMeta {
    EventMeta { event, seat_count: SEATS, on_sale_at: Timestamp::from_micros(0) }
}

impl<'a> Pair<'a> {
    pub(crate) async fn new(rig: &'a Rig, event: EventId) -> Self {
        let epoch = rig.store().install(meta(event)).await.unwrap();
        let model = Model::new(rig.clock.now());
        Self { rig, event, model, holds: Vec::new(), messages: 0, epoch }
    }

    fn store(&self) -> Arc<dyn SeatStore> {
        self.rig.store()
    }

    fn engine(&self) -> Arc<dyn SeatEngine> {
        self.rig.engine()
    }

    fn credentials(&self, caller: Caller) -> Credentials {
        let named =
            |name: &str| Credentials { user: UserId::parse(name), was_guest: None, token: None, open: false };
        let unnamed = |token, open| Credentials { user: None, was_guest: None, token, open };
        match caller {
            Caller::Mina => named("mina"),
            Caller::Joon => named("joon"),
            Caller::Guest => named("g:7"),
            Caller::JoonWhoWasGuest => Credentials { was_guest: UserId::parse("g:7"), ..named("joon") },
            Caller::Token(ago) => match self.holds.iter().rev().nth(ago) {
                Some(hold) => unnamed(Some(*hold), false),
                None => unnamed(None, false),
            },
            Caller::Open => unnamed(None, true),
            Caller::Closed => unnamed(None, false),
        }
    }

    /// The answer of the store, and that of the rules.
    pub(crate) async fn both(&mut self, step: &Step) -> (String, String) {
        match step {
            Step::Hold(hold) => self.hold(std::slice::from_ref(hold)).await,
            Step::Rush(holds) => self.hold(holds).await,
            Step::HoldSome(hold) => self.hold_some(hold).await,
            Step::Extend { caller, seat, by, operation } => {
                let (caller, seat) = (self.credentials(*caller), SeatId::new(*seat).unwrap());
                let operation = OperationId(Uuid::from_u128(*operation));
                let expected = self.model.extend(&caller, seat, *by, operation);
                let (event, extension) = (self.event, Extension { operation, by: seconds(*by) });
                let extend = ExtendHold { event, seat, hold: None, extension, lives: LIVES, caller };
                let answered = self.store().extend(extend).await;
                (answered.map_or_else(|error| show_seat_error(&error), show_until), expected)
            }
            Step::ReleaseHold { caller, seat } => {
                let (caller, seat) = (self.credentials(*caller), SeatId::new(*seat).unwrap());
                let expected = self.model.release_hold(&caller, seat);
                let command = ReleaseHold { event: self.event, seat, caller, traceparent: None };
                let answered = self.store().release_hold(command).await;
                (answered.map_or_else(|error| show_seat_error(&error), |()| "done".to_owned()), expected)
            }
            Step::Claim { order, seats: numbers, caller } => {
                self.claim(order_of(*order), seats(numbers), self.credentials(*caller)).await
            }
            Step::Unclaim { order } => {
                let order = order_of(*order);
                self.model.each(&Command::Unclaim { order });
                let command = UnclaimOrder { event: self.event, order, traceparent: None };
                self.store().unclaim(command).await.unwrap();
                (String::new(), String::new())
            }
            Step::Confirm { order, seats: numbers } => self.confirm(order_of(*order), seats(numbers)).await,
            Step::Release { order, seats: numbers } => {
                let (order, seats) = (order_of(*order), seats(numbers));
                self.model.release(order, &seats);
                let reply = self.reply(ReservationReply::Released { order_id: *order.as_uuid() });
                self.store().release(self.of_order(order, seats), reply).await.unwrap();
                (String::new(), String::new())
            }
            Step::Correct { loser, seat, winner } => {
                let (loser, winner) = (order_of(*loser), order_of(*winner));
                let seat = SeatId::new(*seat).unwrap();
                self.model.correct(loser, seat, winner);
                let reply = self.reply(ReservationReply::Corrected { order_id: *loser.as_uuid() });
                let command = CorrectSales { event: self.event, loser, winners: vec![(seat, winner)] };
                self.store().correct(command, reply).await.unwrap();
                (String::new(), String::new())
            }
            Step::Expire => {
                let expected = self.model.each(&Command::Expire);
                let swept = self.engine().expire(100_000).await.unwrap();
                // Other events of this store may have lapsed seats too.
                (
                    String::new(),
                    if swept.freed as usize >= expected { String::new() } else { "more".to_owned() },
                )
            }
            Step::Amend { seat, is_current, sold_to } => {
                self.amend(SeatId::new(*seat).unwrap(), *is_current, sold_to.map(order_of)).await
            }
            Step::Restore { sales } => self.restore(sales).await,
            Step::Pass { seconds: time } => {
                self.rig.pass(seconds(*time)).await;
                self.model.now = self.rig.clock.now();
                (String::new(), String::new())
            }
        }
    }

    async fn amend(&mut self, seat: SeatId, is_current: bool, sold_to: Option<OrderId>) -> (String, String) {
        let was = if is_current { self.model.at(seat) } else { Seat::Available };
        let expected = self.model.amend(seat, &was, sold_to);
        let amendments = vec![Amendment { seat, was, sold_to }];
        let answered = self.engine().amend(self.event, amendments).await.unwrap();
        (answered.to_string(), expected.to_string())
    }

    async fn restore(&mut self, sales: &[Sale]) -> (String, String) {
        let sales = sales.iter().map(|sale| match *sale {
            Sale::Nothing => None,
            Sale::Sold { to, is_youth } => {
                Some(SaleState::Sold { order: order_of(to), tier: youth(is_youth) })
            }
            Sale::Pinned { by, of, seconds: life, is_youth } => Some(SaleState::Pinned {
                order: order_of(by),
                hold: HoldId::from_uuid(Uuid::from_u128(1_000)),
                owner: owner_of(of),
                until: self.model.now.plus(seconds(life)),
                tier: youth(is_youth),
            }),
        });
        let sales: Vec<Option<SaleState>> = sales.collect();
        self.model.restore(&sales);
        let Preparation::Closed { mark } = self.engine().prepare(self.event, true).await.unwrap() else {
            panic!("no other rebuild is in progress");
        };
        self.epoch += 1;
        let sales = sales.into_iter().enumerate().filter_map(|(index, sale)| Some((index, sale?)));
        let seats = sales.map(|(index, sale)| RestoredSeat { seat: SeatId::at_index(index).unwrap(), sale });
        let seats = seats.collect();
        let restoration = Restoration { meta: meta(self.event), epoch: self.epoch, mark, seats };
        self.engine().restore(restoration).await.unwrap();
        (String::new(), String::new())
    }

    /// On the store concurrently, and by the rules one after another.
    async fn hold(&mut self, holds: &[Hold]) -> (String, String) {
        let (commands, expected): (Vec<_>, Vec<_>) = holds.iter().map(|hold| self.prepare(hold)).unzip();
        let store = self.store();
        let answered = join_all(commands.into_iter().map(|command| store.hold(command))).await;
        let answered: Vec<String> = answered.into_iter().map(show_held).collect();
        (answered.join("; "), expected.join("; "))
    }

    /// The command, and the answer of the rules.
    fn prepare(&mut self, hold: &Hold) -> (HoldSeats, String) {
        let owner = owner_of(hold.buyer);
        let (seats, id) = (seats(&hold.seats), self.next_hold());
        let seat = |number| SeatId::new(number).unwrap();
        let guards =
            hold.guards.iter().map(|(left, beside)| Guard { seat: seat(*left), beside: seat(*beside) });
        let guards: Vec<Guard> = guards.collect();
        let new = self.model.new_hold(id, owner.clone(), hold.life);
        let expected = self.model.hold(&seats, &guards, &[], new);
        let (event, wanted, life) = (self.event, Wanted::Seats(seats), seconds(hold.life));
        let request = HoldRequest { event, wanted, owner, guest: Some(GUEST), life, key: None };
        (HoldSeats { guards, ..command(request, id) }, expected)
    }

    fn next_hold(&mut self) -> HoldId {
        let id = HoldId::from_uuid(Uuid::from_u128(self.holds.len() as u128 + 1));
        self.holds.push(id);
        id
    }

    /// Which units it gets is for the store to say; that it may have them, for the rules.
    async fn hold_some(&mut self, hold: &HoldSome) -> (String, String) {
        let HoldSome { buyer, life, .. } = *hold;
        let (owner, id, some) = (owner_of(buyer), self.next_hold(), hold.units());
        let wanted = Wanted::Units(some.clone());
        let (event, guest, life_of_hold) = (self.event, Some(GUEST), seconds(life));
        let request =
            HoldRequest { event, wanted, owner: owner.clone(), guest, life: life_of_hold, key: None };
        let answered = self.store().hold(command(request, id)).await;
        let expected = match self.model.choose(&some) {
            Ok(of_model) => {
                let units = answered.as_ref().map_or(of_model, |reservation| {
                    let units = &reservation.seats;
                    assert!(
                        units.len() == some.quantity() && units.iter().all(|unit| some.range.contains(*unit))
                    );
                    assert!(units.is_sorted() && reservation.tiers == some.tiers(units), "{reservation:?}");
                    units.clone()
                });
                let new = self.model.new_hold(id, owner, life);
                let held = self.model.hold(&units, &[], &some.tiers(&units), new);
                let free = self.model.count_free(some.range);
                if held.starts_with("until") { show_free(&held, Some(free)) } else { held }
            }
            Err(refusal) => refusal,
        };
        (show_held(answered), expected)
    }

    async fn claim(&mut self, order: OrderId, seats: Vec<SeatId>, caller: Credentials) -> (String, String) {
        let expected = self.model.claim(order, &seats, &caller);
        let command = ClaimSeats { event: self.event, order, seats, pin: seconds(90), caller };
        let answered = match self.store().claim(command).await {
            Ok(claimed) => show_claimed(claimed.until, claimed.holds, claimed.tiers),
            Err(ClaimError::UnknownSeat(seat)) => format!("unknown {seat}"),
            Err(ClaimError::Blocked(blocked)) => show_blocked(&blocked),
            Err(ClaimError::NotYours) => show_refused(SeatRefusal::NotYours),
            Err(ClaimError::Expired) => show_refused(SeatRefusal::Expired),
            Err(ClaimError::HoldRequired) => show_refused(SeatRefusal::HoldRequired),
            Err(error) => panic!("{error:?}"),
        };
        (answered, expected)
    }

    async fn confirm(&mut self, order: OrderId, seats: Vec<SeatId>) -> (String, String) {
        let expected = self.model.confirm(order, &seats);
        let order_id = *order.as_uuid();
        let replies = ConfirmReplies {
            confirmed: self.reply(ReservationReply::Confirmed { order_id }),
            refused: self.reply(ReservationReply::ConfirmRefused { order_id }),
        };
        let answered = self.store().confirm(self.of_order(order, seats), replies).await.unwrap();
        (format!("{answered:?}"), expected)
    }

    fn of_order(&self, order: OrderId, seats: Vec<SeatId>) -> OrderCommand {
        OrderCommand { event: self.event, order, seats, traceparent: None }
    }

    fn reply(&mut self, body: ReservationReply) -> Message {
        self.messages += 1;
        let id = MessageId::from_uuid(Uuid::from_u128(self.messages));
        Message::compose(id, self.model.now, None, &body).unwrap()
    }
}

fn owner_of(buyer: Buyer) -> HoldOwner {
    match buyer {
        Buyer::Mina => HoldOwner::User(UserId::parse("mina").unwrap()),
        Buyer::Joon => HoldOwner::User(UserId::parse("joon").unwrap()),
        Buyer::Anonymous => HoldOwner::Anonymous,
        Buyer::Guest => HoldOwner::User(UserId::parse("g:7").unwrap()),
    }
}

fn command(request: HoldRequest, hold: HoldId) -> HoldSeats {
    let limits = SeatLimits { per_user: SEATS_PER_USER, guests: Some(GUEST_SEATS) };
    HoldSeats { request, hold, limits, guards: Vec::new(), trace_id: String::new(), traceparent: None }
}

fn youth(is_youth: bool) -> Option<TierName> {
    is_youth.then_some(TierName::YOUTH)
}

fn order_of(number: u128) -> OrderId {
    OrderId::from_uuid(Uuid::from_u128(number))
}

fn show_free(held: &str, free: Option<usize>) -> String {
    free.map_or(held.to_owned(), |free| format!("{held}, and {free} are free"))
}

fn show_held(held: Result<Reservation, HoldError>) -> String {
    match held {
        Ok(reservation) => show_free(&show_until(reservation.until), reservation.free),
        Err(HoldError::UnknownSeat(seat)) => format!("unknown {seat}"),
        Err(HoldError::Blocked(blocked)) => show_blocked(&blocked),
        Err(HoldError::Short { free }) => show_short(free),
        Err(HoldError::TierFull(full)) => show_full(&full),
        Err(HoldError::LeavesSingles(seats)) => show_singles(&seats),
        Err(HoldError::TooManySeats { live, .. }) => format!("too many: {live}"),
        Err(HoldError::Guest(GuestRefusal::TooManySeats { live, .. })) => {
            format!("too many of a guest: {live}")
        }
        Err(HoldError::Guest(GuestRefusal::ShareTaken)) => "the share is taken".to_owned(),
        Err(error) => panic!("{error:?}"),
    }
}

fn show_seat_error(error: &SeatError) -> String {
    match error {
        SeatError::UnknownSeat => "unknown".to_owned(),
        SeatError::NotYours => show_refused(SeatRefusal::NotYours),
        SeatError::Taken => show_refused(SeatRefusal::Taken),
        SeatError::Sold => show_refused(SeatRefusal::Sold),
        SeatError::Expired => show_refused(SeatRefusal::Expired),
        SeatError::TooLong { .. } => show_refused(SeatRefusal::TooLong),
        SeatError::TooOften => show_refused(SeatRefusal::TooOften),
        SeatError::KeyReused => show_refused(SeatRefusal::OperationReused),
        SeatError::UnknownEvent | SeatError::Unavailable(_) => panic!("{error:?}"),
    }
}
