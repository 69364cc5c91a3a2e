//! Buyers who buy without pause, whatever happens, and write down the answers.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use contracts::ErrorCode;
use contracts::http::order::{OrderPlacedBody, OrderStatus};
use contracts::http::reservation::HoldSeatsBody;
use parking_lot::Mutex;
use testkit::{ApiClient, Buyer, eventually};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, timeout};
use uuid::Uuid;

const BUYERS: usize = 6;
const METHODS: [Option<&str>; 4] =
    [Some("tok_ok"), Some("tok_decline"), None, Some("tok_error_after_effect")];
/// A call without an answer for this long has an unknown outcome.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// A buyer who gets no answer about an order clicks again: this often, and this many times at most.
const BETWEEN_CLICKS: Duration = Duration::from_millis(100);
const CLICKS_MAX: u32 = 600;
/// A buyer who has ordered looks at the order this often before buying the next seat, so that no more is ordered than the
/// machine can decide. Then they go on all the same: orders are accepted while nothing can be decided.
const LOOKS_MAX: u32 = 20;

/// An order that its buyer knows was accepted.
#[derive(Debug, Clone)]
pub(crate) struct Accepted {
    pub(crate) seat: i64,
    pub(crate) order: Uuid,
    body: Vec<u8>,
    key: String,
    buyer: String,
    /// The buyer has seen the end of it.
    is_decided: bool,
}

pub(crate) struct Buyers {
    shared: Arc<Shared>,
    buyers: JoinSet<()>,
}

struct Shared {
    api: ApiClient,
    event: i64,
    next_seat: AtomicI64,
    closed: AtomicBool,
    accepted: Mutex<Vec<Accepted>>,
}

impl Buyers {
    pub(crate) fn open(api: &ApiClient, event: i64) -> Self {
        let shared = Arc::new(Shared {
            api: api.clone(),
            event,
            next_seat: AtomicI64::new(1),
            closed: AtomicBool::new(false),
            accepted: Mutex::default(),
        });
        let mut buyers = JoinSet::new();
        for _ in 0..BUYERS {
            let shared = Arc::clone(&shared);
            buyers.spawn(async move { while shared.one_purchase().await {} });
        }
        Self { shared, buyers }
    }

    /// How many orders were accepted so far.
    pub(crate) fn accepted(&self) -> usize {
        self.shared.book().len()
    }

    /// Waits until an order that is accepted from now on is decided too; says how long that took.
    pub(crate) async fn sells_again(&self, deadline: Duration) -> Duration {
        let (since, before) = (Instant::now(), self.accepted());
        eventually("an order is accepted and decided", deadline, async || {
            self.shared.book().iter().skip(before).any(|order| order.is_decided).then_some(())
        })
        .await;
        since.elapsed()
    }

    /// Lets every buyer finish, and gives the orders that were accepted.
    pub(crate) async fn close(mut self) -> Vec<Accepted> {
        self.shared.closed.store(true, Ordering::Relaxed);
        while let Some(finished) = self.buyers.join_next().await {
            finished.unwrap();
        }
        self.shared.book().clone()
    }
}

impl Shared {
    fn book(&self) -> parking_lot::MutexGuard<'_, Vec<Accepted>> {
        self.accepted.lock()
    }

    /// False once closed.
    async fn one_purchase(&self) -> bool {
        let seat = self.next_seat.fetch_add(1, Ordering::Relaxed);
        let buyer = format!("buyer-{seat}");
        let api = self.api.with_caller(&buyer);
        if self.holds(&api, seat).await
            && let Some(accepted) = self.orders(&api, seat, &buyer).await
        {
            let number = self.write_down(accepted.clone());
            if accepted.is_decided_soon(&self.api).await
                && let Some(order) = self.book().get_mut(number)
            {
                order.is_decided = true;
            }
        }
        !self.closed.load(Ordering::Relaxed)
    }

    /// Whether it is known that the seat is held. A buyer does not pay for one of which that is unknown.
    async fn holds(&self, api: &ApiClient, seat: i64) -> bool {
        let body = HoldSeatsBody {
            event_id: self.event,
            seat_id: Some(seat),
            hold_seconds: Some(60),
            ..HoldSeatsBody::default()
        };
        let call = api.hold_as(&body).key(&format!("hold-{seat}")).attempt();
        matches!(timeout(ANSWER_WITHIN, call).await, Ok(Ok(answer)) if answer.status == 201)
    }

    fn write_down(&self, accepted: Accepted) -> usize {
        let mut book = self.book();
        book.push(accepted);
        book.len() - 1
    }

    /// Asks with the same key until there is an answer that decides.
    async fn orders(&self, api: &ApiClient, seat: i64, buyer: &str) -> Option<Accepted> {
        let key = format!("the-order-for-seat-{seat}");
        let mut clicks = interval(BETWEEN_CLICKS);
        for _ in 0..CLICKS_MAX {
            clicks.tick().await;
            let call = api.place_order(self.event, &[seat], method(seat), &key).attempt();
            let Ok(Ok(answer)) = timeout(ANSWER_WITHIN, call).await else { continue };
            match answer.status {
                201 => {
                    let placed: OrderPlacedBody = answer.ok();
                    let (body, buyer) = (answer.bytes.clone(), buyer.to_owned());
                    let order = placed.order_id;
                    return Some(Accepted { seat, order, body, key, buyer, is_decided: false });
                }
                // The hold ran out, or was lost together with Redis: no order, no money.
                410 | 403 => return None,
                409 if answer.error().code != ErrorCode::IdempotencyKeyInProgress => return None,
                _ => {}
            }
        }
        panic!("{buyer} got no answer about the order for seat {seat}");
    }
}

fn method(seat: i64) -> Option<&'static str> {
    METHODS.get(usize::try_from(seat).unwrap() % METHODS.len()).copied().flatten()
}

impl Accepted {
    async fn is_decided_soon(&self, api: &ApiClient) -> bool {
        let mut looks = interval(BETWEEN_CLICKS);
        for _ in 0..LOOKS_MAX {
            looks.tick().await;
            if self.status(api).await.is_some_and(|status| status != OrderStatus::Created) {
                return true;
            }
        }
        false
    }

    async fn status(&self, api: &ApiClient) -> Option<OrderStatus> {
        let call = api.with_caller(&self.buyer).order(self.order).attempt();
        let answer = timeout(ANSWER_WITHIN, call).await.ok()?.ok()?;
        (answer.status == 200).then(|| answer.ok::<contracts::http::order::OrderBody>().status)
    }
}

/// The seats of the orders that are confirmed, once all have ended. A repeated key gets the same answer as before.
pub(crate) async fn ended(
    api: &ApiClient,
    event: i64,
    accepted: &[Accepted],
    deadline: Duration,
) -> Vec<i64> {
    let until = Instant::now() + deadline;
    let mut confirmed = BTreeMap::new();
    for one in accepted {
        let left = until.saturating_duration_since(Instant::now()).max(Duration::from_secs(1));
        let buyer = Buyer::named(api, &one.buyer);
        let outcome = buyer.outcome(one.order, left).await;
        assert!(!outcome.stuck, "{outcome:?}");
        if outcome.status == OrderStatus::Confirmed {
            let other = confirmed.insert(one.seat, one.order);
            assert_eq!(other, None, "seat {} was confirmed twice", one.seat);
        }
    }
    for one in accepted.iter().rev().take(100) {
        let api = api.with_caller(&one.buyer);
        let again = api.place_order(event, &[one.seat], method(one.seat), &one.key).await;
        assert_eq!(again.bytes, one.body, "the key of seat {} answers otherwise", one.seat);
    }
    confirmed.into_keys().collect()
}
