//! The scripts are the rules of `domain/` a second time. Random commands on a real Redis have to be answered as the rules say, and to leave the
//! seats as the rules say. A sequence that does not is made as short as it can be, and printed with its seed.

use bus::Message;
use contracts::messages::ReservationReply;
use primitives::{
    Clock, Credentials, EventId, HoldId, HoldOwner, IdSource, MessageId, OrderId, RandomIds, SeatId,
    Timestamp, UserId,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use reservation::domain::{Command, OperationId, Refusal};
use reservation::ports::{
    ClaimError, ClaimSeats, ConfirmReplies, CorrectSales, EventMeta, ExtendHold, HoldError, HoldSeats,
    OrderCommand, ReleaseHold, SeatError, SeatStore, UnclaimOrder,
};
use uuid::Uuid;

use crate::model::{
    Caller, Model, SEATS, SEATS_PER_USER, Step, Who, say_blocked, say_claimed, say_refused, say_until,
};
use crate::rig::Rig;
use crate::seat_store_contract::Bench;
use crate::seat_store_contract::world::{seats, seconds};

const CASES: u32 = 200;
const STEPS: std::ops::Range<usize> = 1..60;

#[test]
fn random_commands_on_redis_are_answered_as_the_rules_say() {
    compare(&engines::redis().url(), CASES);
}

#[test]
fn random_commands_on_a_cluster_are_answered_as_the_rules_say() {
    compare(&crate::cluster::url(), CASES / 4);
}

fn compare(url: &str, cases: u32) {
    let seed = match Config::default().rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => RandomIds::default().uuid(Timestamp::from_micros(0)).as_u64_pair().1,
    };
    println!("PROPTEST_RNG_SEED={seed}");
    let config =
        Config { cases, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let rig = runtime.block_on(async { Rig::new(url) });
    let mut event = 0;
    let next_event = std::cell::RefCell::new(move || {
        event += 1;
        EventId::new(event).unwrap()
    });
    let run = |steps: Vec<Step>| {
        let event = (next_event.borrow_mut())();
        runtime.block_on(follow(&rig, event, &steps))
    };
    if let Err(failure) = TestRunner::new(config).run(&vec(step(), STEPS), run) {
        panic!("PROPTEST_RNG_SEED={seed}: {failure}");
    }
}

fn step() -> impl Strategy<Value = Step> {
    let order = 1..4_u128;
    prop_oneof![
        6 => (who(), some_seats(), 5..200_u64).prop_map(|(who, seats, life)| Step::Hold { who, seats, life }),
        2 => (caller(), any_seat(), 1..200_u64, 1..4_u128)
            .prop_map(|(caller, seat, by, operation)| Step::Extend { caller, seat, by, operation }),
        2 => (caller(), any_seat()).prop_map(|(caller, seat)| Step::ReleaseHold { caller, seat }),
        5 => (order.clone(), some_seats(), caller())
            .prop_map(|(order, seats, caller)| Step::Claim { order, seats, caller }),
        2 => order.clone().prop_map(|order| Step::Unclaim { order }),
        3 => (order.clone(), some_seats()).prop_map(|(order, seats)| Step::Confirm { order, seats }),
        1 => (order.clone(), some_seats()).prop_map(|(order, seats)| Step::Release { order, seats }),
        1 => (order.clone(), any_seat(), order)
            .prop_map(|(loser, seat, winner)| Step::Correct { loser, seat, winner }),
        1 => Just(Step::Expire),
        3 => (1..120_u64).prop_map(|seconds| Step::Pass { seconds }),
    ]
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![Just(Who::Mina), Just(Who::Joon), Just(Who::Anonymous)]
}

fn caller() -> impl Strategy<Value = Caller> {
    prop_oneof![
        3 => Just(Caller::Mina),
        2 => Just(Caller::Joon),
        3 => (0..3_usize).prop_map(Caller::Token),
        2 => Just(Caller::Open),
        1 => Just(Caller::Closed),
    ]
}

/// Seat 6 does not exist.
fn any_seat() -> impl Strategy<Value = i64> {
    prop_oneof![20 => 1..=i64::from(SEATS), 1 => Just(i64::from(SEATS) + 1)]
}

fn some_seats() -> impl Strategy<Value = Vec<i64>> {
    let existing: Vec<i64> = (1..=i64::from(SEATS)).collect();
    let some = (subsequence(existing, 1..4), any::<bool>(), prop::bool::weighted(0.03));
    some.prop_map(|(mut seats, reversed, one_too_many)| {
        if reversed {
            seats.reverse();
        }
        if one_too_many {
            seats.push(i64::from(SEATS) + 1);
        }
        seats
    })
}

async fn follow(rig: &Rig, event: EventId, steps: &[Step]) -> Result<(), TestCaseError> {
    let mut pair = Pair { rig, event, model: Model::new(rig.clock.now()), holds: Vec::new(), messages: 0 };
    let store = rig.store();
    let on_sale_at = Timestamp::from_micros(0);
    store.install(EventMeta { event, seat_count: SEATS, on_sale_at }).await.unwrap();
    for step in steps {
        let (said, expected) = pair.both(step).await;
        prop_assert_eq!(said, expected, "at {:?}", step);
        let records = store.records(event, None, 100).await.unwrap();
        prop_assert_eq!(&records, &pair.model.records(), "after {:?}", step);
        let snapshot = store.snapshot(event).await.unwrap();
        prop_assert_eq!(snapshot.version, pair.model.version, "after {:?}", step);
        for (id, record) in &records {
            prop_assert_eq!(snapshot.statuses[id.index()], record.told(), "seat {} after {:?}", id, step);
        }
    }
    Ok(())
}

/// The same event twice.
struct Pair<'a> {
    rig: &'a Rig,
    event: EventId,
    model: Model,
    holds: Vec<HoldId>,
    messages: u128,
}

impl Pair<'_> {
    fn store(&self) -> std::sync::Arc<dyn SeatStore> {
        self.rig.store()
    }

    fn credentials(&self, caller: Caller) -> Credentials {
        let named = |name: &str| Credentials { user: UserId::parse(name), token: None, open: false };
        let unnamed = |token, open| Credentials { user: None, token, open };
        match caller {
            Caller::Mina => named("mina"),
            Caller::Joon => named("joon"),
            Caller::Token(ago) => match self.holds.iter().rev().nth(ago) {
                Some(hold) => unnamed(Some(*hold), false),
                None => unnamed(None, false),
            },
            Caller::Open => unnamed(None, true),
            Caller::Closed => unnamed(None, false),
        }
    }

    /// What the store says, and what the rules say.
    async fn both(&mut self, step: &Step) -> (String, String) {
        match step {
            Step::Hold { who, seats: numbers, life } => self.hold(*who, &seats(numbers), *life).await,
            Step::Extend { caller, seat, by, operation } => {
                let (caller, seat) = (self.credentials(*caller), SeatId::new(*seat).unwrap());
                let operation = OperationId(Uuid::from_u128(*operation));
                let expected = self.model.extend(&caller, seat, *by, operation);
                let (event, by, life_max) = (self.event, seconds(*by), seconds(300));
                let said =
                    self.store().extend(ExtendHold { event, seat, by, life_max, operation, caller }).await;
                (said.map_or_else(|error| say_seat_error(&error), say_until), expected)
            }
            Step::ReleaseHold { caller, seat } => {
                let (caller, seat) = (self.credentials(*caller), SeatId::new(*seat).unwrap());
                let expected = self.model.release_hold(&caller, seat);
                let command = ReleaseHold { event: self.event, seat, caller, traceparent: None };
                let said = self.store().release_hold(command).await;
                (said.map_or_else(|error| say_seat_error(&error), |()| "done".to_owned()), expected)
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
                let swept = self.store().expire(100_000).await.unwrap();
                // Other events of this store may have had something to free.
                (
                    String::new(),
                    if swept.freed as usize >= expected { String::new() } else { "more".to_owned() },
                )
            }
            Step::Pass { seconds: time } => {
                self.rig.pass(seconds(*time)).await;
                self.model.now = self.rig.clock.now();
                (String::new(), String::new())
            }
        }
    }

    async fn hold(&mut self, who: Who, seats: &[SeatId], life: u64) -> (String, String) {
        let owner = match who {
            Who::Mina => HoldOwner::User(UserId::parse("mina").unwrap()),
            Who::Joon => HoldOwner::User(UserId::parse("joon").unwrap()),
            Who::Anonymous => HoldOwner::Anonymous,
        };
        let hold = HoldId::from_uuid(Uuid::from_u128(self.holds.len() as u128 + 1));
        self.holds.push(hold);
        let expected = self.model.hold(seats, hold, owner.clone(), life);
        let command = HoldSeats {
            event: self.event,
            seats: seats.to_vec(),
            owner,
            life: seconds(life),
            seats_per_user_max: SEATS_PER_USER,
            hold,
            key: None,
            trace_id: String::new(),
            traceparent: None,
        };
        let said = match self.store().hold(command).await {
            Ok(reservation) => say_until(reservation.until),
            Err(HoldError::UnknownSeat(seat)) => format!("unknown {seat}"),
            Err(HoldError::Blocked(blocked)) => say_blocked(&blocked),
            Err(HoldError::TooManySeats { live, .. }) => format!("too many: {live}"),
            Err(error) => panic!("{error:?}"),
        };
        (said, expected)
    }

    async fn claim(&mut self, order: OrderId, seats: Vec<SeatId>, caller: Credentials) -> (String, String) {
        let expected = self.model.claim(order, &seats, &caller);
        let command = ClaimSeats { event: self.event, order, seats, pin: seconds(90), caller };
        let said = match self.store().claim(command).await {
            Ok(claimed) => say_claimed(claimed.until, claimed.holds),
            Err(ClaimError::UnknownSeat(seat)) => format!("unknown {seat}"),
            Err(ClaimError::Blocked(blocked)) => say_blocked(&blocked),
            Err(ClaimError::NotYours) => say_refused(Refusal::NotYours),
            Err(ClaimError::Expired) => say_refused(Refusal::Expired),
            Err(ClaimError::HoldRequired) => say_refused(Refusal::HoldRequired),
            Err(error) => panic!("{error:?}"),
        };
        (said, expected)
    }

    async fn confirm(&mut self, order: OrderId, seats: Vec<SeatId>) -> (String, String) {
        let expected = self.model.confirm(order, &seats);
        let order_id = *order.as_uuid();
        let replies = ConfirmReplies {
            confirmed: self.reply(ReservationReply::Confirmed { order_id }),
            refused: self.reply(ReservationReply::ConfirmRefused { order_id }),
        };
        let said = self.store().confirm(self.of_order(order, seats), replies).await.unwrap();
        (format!("{said:?}"), expected)
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

fn order_of(number: u128) -> OrderId {
    OrderId::from_uuid(Uuid::from_u128(number))
}

fn say_seat_error(error: &SeatError) -> String {
    match error {
        SeatError::UnknownSeat => "unknown".to_owned(),
        SeatError::NotYours => say_refused(Refusal::NotYours),
        SeatError::Taken => say_refused(Refusal::Taken),
        SeatError::Sold => say_refused(Refusal::Sold),
        SeatError::Expired => say_refused(Refusal::Expired),
        SeatError::TooLong { .. } => say_refused(Refusal::TooLong),
        SeatError::UnknownEvent | SeatError::Unavailable(_) => panic!("{error:?}"),
    }
}
