//! What the buyers were answered, and what of it cannot be right.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use contracts::http::order::{OrderBody, OrderStatus};
use parking_lot::Mutex;
use testkit::{ApiClient, eventually};
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use crate::limits::{BUYER_LIMIT, ENDS_WITHIN, RETRY_AFTER, SOON};
use crate::notes::Notes;
use crate::restore::Restored;
use crate::visit::EVENTS;
use crate::who::Who;

/// An order that its buyer knows was accepted.
#[derive(Debug, Clone)]
pub(crate) struct Accepted {
    pub(crate) order: Uuid,
    pub(crate) event: i64,
    pub(crate) seats: Vec<i64>,
    pub(crate) who: Who,
    pub(crate) key: String,
    pub(crate) method: Option<&'static str>,
    pub(crate) body: Vec<u8>,
    pub(crate) at: Instant,
}

/// Longer than callers wait.
const LONG: Duration = Duration::from_secs(3_600);

#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    accepted: Arc<Mutex<Vec<Accepted>>>,
    notes: Notes,
}

impl History {
    pub(crate) fn notes(&self) -> &Notes {
        &self.notes
    }

    pub(crate) fn count(&self, what: &'static str) {
        self.notes.count(what);
    }

    pub(crate) fn flaw(&self, flaw: String) {
        self.notes.flaw(flaw);
    }

    /// A repeated answer has to be the same.
    pub(crate) fn accepted(&self, accepted: Accepted) {
        let mut all = self.accepted.lock();
        let before = all.iter().rev().find(|other| other.key == accepted.key).cloned();
        match before {
            None => all.push(accepted),
            Some(before) if before.body == accepted.body => {}
            Some(before) => self.flaw(format!(
                "I9: the key {} was answered {} and then {}",
                accepted.key,
                String::from_utf8_lossy(&before.body),
                String::from_utf8_lossy(&accepted.body)
            )),
        }
    }

    /// Orders accepted after the backup are lost, and only those.
    pub(crate) fn restored(&self, restored: &Restored) {
        let accepted = std::mem::take(&mut *self.accepted.lock());
        let (kept, lost): (Vec<_>, Vec<_>) =
            accepted.into_iter().partition(|one| restored.orders.contains(&one.order));
        for one in lost {
            if one.at < restored.backed_up {
                self.flaw(format!("I3: the order {} was accepted before the backup, and is lost", one.order));
            }
            self.count("orders lost by a restore");
        }
        self.accepted.lock().splice(0..0, kept);
    }

    /// How many places of the event this buyer has ordered, of those that are known here.
    pub(crate) fn ordered_by(&self, buyer: &str, event: i64) -> usize {
        let all = self.accepted.lock();
        let own = all.iter().filter(|one| one.who.name() == buyer && one.event == event);
        own.map(|one| one.seats.len()).sum()
    }

    pub(crate) fn orders(&self) -> Vec<Accepted> {
        self.accepted.lock().clone()
    }

    /// The seats of the orders that are confirmed, once all have ended, by event and ascending id. `later` is how much a clock was wrong.
    pub(crate) async fn ended(&self, api: &ApiClient, later: Duration) -> BTreeMap<i64, Vec<i64>> {
        let until = Instant::now() + ENDS_WITHIN + later;
        let (mut confirmed, mut bought) = (BTreeMap::<(i64, i64), Uuid>::new(), BTreeMap::new());
        for one in self.orders() {
            let left = until.saturating_duration_since(Instant::now()).max(RETRY_AFTER);
            let Ok(end) = timeout(left, end(api, &one)).await else {
                self.flaw(format!("I3: the order {} of {} has not ended", one.order, one.who.name()));
                continue;
            };
            if end.stuck {
                self.flaw(format!("I3: a person has to look at {}", one.order));
            }
            if end.status != OrderStatus::Confirmed {
                self.count("orders cancelled");
                continue;
            }
            self.count("orders confirmed");
            *bought.entry((one.event, one.who.name().to_owned())).or_insert(0) += one.seats.len();
            for seat in one.seats {
                if let Some(other) = confirmed.insert((one.event, seat), one.order) {
                    let (event, order) = (one.event, one.order);
                    self.flaw(format!("I1: seat {seat} of event {event} was sold to {other} and to {order}"));
                }
            }
        }
        self.limits_are_kept(&bought);
        let mut seats: BTreeMap<i64, Vec<i64>> = EVENTS.map(|event| (event, Vec::new())).into();
        confirmed.into_keys().for_each(|(event, seat)| seats.entry(event).or_default().push(seat));
        seats
    }

    fn limits_are_kept(&self, bought: &BTreeMap<(i64, String), usize>) {
        for ((event, buyer), seats) in bought {
            if *seats > BUYER_LIMIT {
                self.flaw(format!(
                    "I18: {buyer} bought {seats} places of event {event}, and may have {BUYER_LIMIT}"
                ));
            }
        }
    }

    /// Every buyer asks again with the same key, and gets the same answer as before; and no other caller sees the order of an account.
    pub(crate) async fn repeats_are_the_same(&self, api: &ApiClient) {
        for one in self.orders().into_iter().rev().take(100) {
            let place = |api: &ApiClient| api.place_order(one.event, &one.seats, one.method, &one.key);
            let again = eventually("the order is answered again", SOON, async || {
                // A token that has expired is another one the next time.
                one.who.asks(api, place).await.filter(|answer| answer.status != 401)
            })
            .await;
            if one.who.has_account() {
                let shown = api.order(one.order).await.status;
                if shown != 404 {
                    self.flaw(format!("the order of {} is shown to a stranger: {shown}", one.who.name()));
                }
            }
            self.accepted(Accepted { body: again.bytes, at: Instant::now(), ..one });
        }
    }
}

/// The order when it is decided, or waits for a person.
async fn end(api: &ApiClient, one: &Accepted) -> OrderBody {
    eventually("the order has ended", LONG, async || {
        let asked = one.who.asks(api, |api| api.order(one.order)).await;
        let answer = asked.filter(|answer| answer.status == 200)?;
        let order: OrderBody = answer.ok();
        (order.status != OrderStatus::Created || order.stuck).then_some(order)
    })
    .await
}
