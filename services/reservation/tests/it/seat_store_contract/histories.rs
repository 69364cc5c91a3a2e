//! Clients that all want the same seat at the same time, and the answers they saw. Some of them do not wait for their answer.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::future::join_all;
use futures::poll;
use primitives::{HoldId, IdSource, RandomIds, SeededIds, Timestamp};
use reservation::ports::{HoldSeats, Settled};

use super::StoreUnderTest;
use super::linear::{Answer, Call, Op, has_an_order};
use super::world::{World, token};

const HISTORIES: i64 = 40;
const CLIENTS: usize = 4;
const CALLS_OF_A_CLIENT: usize = 5;
const ROUNDS: usize = 3;
/// Longer than any hold or pin of these lives.
const LONG: std::time::Duration = std::time::Duration::from_secs(1_000);

/// One seat, and all calls about it.
struct History<'w> {
    world: &'w World,
    seat: i64,
    chance: SeededIds,
    time: AtomicU64,
    /// A hold's number is its index.
    holds: Mutex<Vec<HoldId>>,
    calls: Mutex<Vec<Call>>,
}

pub(crate) async fn what_concurrent_clients_see_of_a_seat_has_a_linear_order(
    store: impl StoreUnderTest + 'static,
) {
    let seed = RandomIds::default().uuid(Timestamp::from_micros(0)).as_u64_pair().1;
    println!("seed {seed}");
    let mut world = World::new(store).await;
    let (mut granted, mut unknown) = (0, 0);
    for number in 0..HISTORIES {
        if number % 10 == 0 {
            world.open(100 + number).await;
        }
        let history = History::new(&world, number % 10 + 1, seed.wrapping_add(number.unsigned_abs()));
        for round in 0..ROUNDS {
            if round > 0 {
                history.pass().await;
            }
            join_all((0..CLIENTS).map(|_| history.client())).await;
        }
        let calls = history.calls.into_inner().unwrap();
        assert!(has_an_order(&calls), "seed {seed}, history {number}: {calls:#?}");
        granted += calls.iter().filter(|call| call.answer.is_some_and(|answer| answer.granted)).count();
        unknown += calls.iter().filter(|call| call.answer.is_none()).count();
    }
    println!("{HISTORIES} histories: {granted} calls were granted, {unknown} had no answer");
    assert!(granted > 100, "no call was granted");
}

impl<'w> History<'w> {
    fn new(world: &'w World, seat: i64, seed: u64) -> Self {
        let hold = HoldId::from_uuid(uuid::Uuid::nil());
        Self {
            world,
            seat,
            chance: SeededIds::new(seed),
            time: AtomicU64::new(0),
            holds: Mutex::new(vec![hold]),
            calls: Mutex::default(),
        }
    }

    async fn client(&self) {
        for _ in 0..CALLS_OF_A_CLIENT {
            let op = self.choose();
            let call = self.begin(op);
            let waits = self.chance.fraction() > 0.1;
            let mut executing = Box::pin(self.execute(op));
            if waits {
                self.end(call, executing.await);
            } else if let std::task::Poll::Ready(answer) = poll!(executing.as_mut()) {
                self.end(call, answer);
            }
        }
    }

    /// No client is active meanwhile.
    async fn pass(&self) {
        let call = self.begin(Op::Pass);
        self.world.pass(LONG).await;
        self.end(call, Some(true));
    }

    fn choose(&self) -> Op {
        let order = self.below(3);
        let hold = self.below(self.holds.lock().unwrap().len());
        match self.below(12) {
            0..=3 => {
                let mut holds = self.holds.lock().unwrap();
                holds.push(self.chance.hold_id(self.world.event));
                Op::Hold(u8::try_from(holds.len() - 1).unwrap())
            }
            4 => Op::Extend(hold),
            5 => Op::Release(hold),
            6 | 7 => Op::Claim(order, hold),
            8 => Op::Unclaim(order),
            9 => Op::Confirm(order),
            10 => Op::GiveBack(order),
            _ => Op::Expire,
        }
    }

    /// Whether the call was granted; None: the store does not know.
    async fn execute(&self, op: Op) -> Option<bool> {
        let (world, seat) = (self.world, self.seat);
        // Each seat has orders of its own.
        let number = |order: u8| 1_000 + u128::from(order) + 10 * seat.unsigned_abs() as u128;
        let hold = |number: u8| self.holds.lock().unwrap()[usize::from(number)];
        let operation = self.chance.uuid(Timestamp::from_micros(1)).as_u128();
        Some(match op {
            Op::Hold(number) => {
                let command = HoldSeats { hold: hold(number), ..world.holding("anonymous", &[seat], 60) };
                world.store.hold(command).await.is_ok()
            }
            Op::Extend(number) => world.extend(&token(hold(number)), seat, 1, operation).await.is_ok(),
            Op::Release(number) => world.release_hold(&token(hold(number)), seat).await.is_ok(),
            Op::Claim(order, by) => world.claim(number(order), &token(hold(by)), &[seat]).await.is_ok(),
            Op::Unclaim(order) => {
                world.unclaim(number(order)).await;
                true
            }
            Op::Confirm(order) => {
                let settled = world.confirm(operation, number(order), &[seat]).await;
                settled == Settled::Sold
            }
            Op::GiveBack(order) => {
                world.release(operation, number(order), &[seat]).await;
                true
            }
            Op::Expire | Op::Pass => world.sweeper.expire(100).await.is_ok(),
        })
    }

    fn begin(&self, op: Op) -> usize {
        let mut calls = self.calls.lock().unwrap();
        calls.push(Call { op, began: self.tick(), answer: None });
        calls.len() - 1
    }

    fn end(&self, call: usize, granted: Option<bool>) {
        let at = self.tick();
        self.calls.lock().unwrap()[call].answer = granted.map(|granted| Answer { at, granted });
    }

    fn tick(&self) -> u64 {
        self.time.fetch_add(1, Ordering::SeqCst)
    }

    fn below(&self, limit: usize) -> u8 {
        let drawn = self.chance.uuid(Timestamp::from_micros(1)).as_u128() % limit as u128;
        u8::try_from(drawn).unwrap()
    }
}
