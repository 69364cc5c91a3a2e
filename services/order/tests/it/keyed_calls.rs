//! Orders and cancellations by the one table of calls that take an Idempotency-Key.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use contracts::http::order::{OrderPlacedBody, PlaceOrderBody};
use primitives::FakeClock;
use server::{Answers, Begun, KeyedCall};
use service_harness::answers_contract as contract;
use service_harness::keyed_calls::{KeyedOperation, LEASE, Request, follows_the_table};
use testkit::{ApiClient, Call};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::others::{Command, Reply, ignoring, silent, willing};
use crate::room::{Plan, Room, body};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const SEATS: i64 = 1_000;

/// As many orders may wait as the test makes.
fn in_a_room(
    policy: impl Fn(&Command) -> Vec<Reply> + Send + Sync + 'static,
    check: impl FnOnce(&Runtime, &Room, &Arc<FakeClock>),
) {
    let runtime = Runtime::new().unwrap();
    let clock = Arc::new(FakeClock::default());
    let room = runtime.block_on(async {
        let mut plan = Plan::new().clock(&clock).policy(policy);
        plan.config.limits.undecided = None;
        plan.config.limits.admission.free = 100_000;
        plan.config.limits.admission.max = 100_000;
        plan.open().await
    });
    check(&runtime, &room, &clock);
    runtime.block_on(room.close());
}

#[derive(Default)]
struct Place(AtomicI64);

impl Place {
    fn next(&self) -> i64 {
        1 + self.0.fetch_add(1, Ordering::Relaxed) % SEATS
    }
}

#[async_trait(?Send)]
impl KeyedOperation for Place {
    type Subject = i64;

    /// The seats of the test are anyone's.
    const IS_OF_ITS_OWNER: bool = false;

    fn life(&self) -> Option<Duration> {
        None
    }

    async fn subject(&self, _caller: &ApiClient) -> i64 {
        self.next()
    }

    fn call(&self, caller: &ApiClient, seat: &i64, request: Request) -> Call {
        let payment_method = (request == Request::Other).then(|| "tok_ok".to_owned());
        caller.place_order_as(&PlaceOrderBody { payment_method, ..body(&[*seat]) })
    }
}

struct Cancel {
    orders: Place,
    answers: Arc<dyn Answers>,
}

#[async_trait(?Send)]
impl KeyedOperation for Cancel {
    type Subject = Uuid;

    fn life(&self) -> Option<Duration> {
        Some(DAY)
    }

    async fn subject(&self, caller: &ApiClient) -> Uuid {
        let seat = self.orders.next();
        let key = Uuid::from_u128(u128::from(seat.unsigned_abs())).to_string();
        let fresh = format!("{key}-{}", self.orders.0.load(Ordering::Relaxed));
        caller.place_order(1, &[seat], None, &fresh).await.ok::<OrderPlacedBody>().order_id
    }

    fn call(&self, caller: &ApiClient, order: &Uuid, request: Request) -> Call {
        let order = if request == Request::Other { Uuid::from_u128(7) } else { *order };
        caller.post(&format!("/api/orders/{order}/cancel"))
    }

    async fn break_off(&self, caller: &str, key: &str, order: &Uuid) -> bool {
        let order = order.to_string();
        let call = KeyedCall::new(&format!("user:{caller}"), "cancelOrder", key, [order.as_str()]);
        let begun = self.answers.begin(&call, LEASE).await.unwrap();
        assert!(matches!(begun, Begun::First(_)), "{begun:?}");
        true
    }
}

#[test]
fn orders_follow_the_table() {
    in_a_room(willing, |runtime, room, clock| {
        follows_the_table(runtime, &Place::default(), &room.api, clock);
    });
}

#[test]
fn cancellations_follow_the_table() {
    // Orders are undecided until they are cancelled.
    in_a_room(ignoring("authorize"), |runtime, room, clock| {
        let cancel = Cancel { orders: Place::default(), answers: room.answers.clone() };
        follows_the_table(runtime, &cancel, &room.api, clock);
    });
}

#[tokio::test]
async fn kept_answers_follow_their_contract() {
    let clock = Arc::new(FakeClock::default());
    let room = Plan::new().clock(&clock).policy(silent).open().await;
    contract::the_first_call_has_the_key_and_its_answer_is_repeated(&room.answers).await;
    contract::a_key_that_is_given_back_is_free(&room.answers).await;
    contract::of_calls_at_the_same_time_one_is_the_first(&room.answers).await;
    contract::leases_and_answers_end(&room.answers, async |time| clock.advance(time)).await;
    room.close().await;
}
