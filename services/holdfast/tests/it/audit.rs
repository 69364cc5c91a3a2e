//! The books of the services, read from their stores once the processes have ended, and held against each other.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::AnyPool;

pub(crate) struct Books {
    pub(crate) orders: AnyPool,
    pub(crate) payments: AnyPool,
    /// Where they are kept in tables. What another store has sold, the map has shown before.
    pub(crate) seats: Option<AnyPool>,
    /// All messages of `seat.events`, those of one event in their order.
    pub(crate) seat_events: Vec<String>,
}

impl Books {
    /// Seats sold = ledger = confirmed orders; every authorization was captured or voided; nothing is left to be published.
    pub(crate) async fn balance(&self, event: i64, confirmed: &[i64]) {
        self.balance_all(&BTreeMap::from([(event, confirmed.to_vec())])).await;
    }

    /// The same for several events, which are all that was sold of.
    pub(crate) async fn balance_all(&self, confirmed: &BTreeMap<i64, Vec<i64>>) {
        let mut sold_to = BTreeSet::new();
        for (event, confirmed) in confirmed {
            let ledger = "SELECT seat_id, order_id FROM sale_ledger WHERE event_id = ?";
            let ledger = sales(&self.orders, ledger, *event).await;
            if let Some(seats) = &self.seats {
                let sold = "SELECT seat_id, order_id FROM seats WHERE event_id = ? AND state = 'SOLD'";
                assert_eq!(ledger, sales(seats, sold, *event).await, "the ledger and the seats disagree");
            }
            assert!(
                ledger.keys().eq(confirmed),
                "the ledger of {event} has {ledger:?}, the buyers know of {confirmed:?}"
            );
            sold_to.extend(ledger.into_values());
        }
        let open = "SELECT order_id, state FROM sagas WHERE state NOT IN ('DONE', 'CANCELLED')";
        assert_eq!(rows(&self.orders, open).await, [], "sagas that have not ended");
        self.money_follows(&sold_to).await;
        self.everything_was_sent().await;
        self.every_change_of_a_seat_has_one_version();
    }

    async fn money_follows(&self, sold_to: &BTreeSet<String>) {
        let payments = rows(&self.payments, "SELECT order_id, state FROM payments").await;
        let mut payments: BTreeMap<String, String> = payments.into_iter().collect();
        for order in sold_to {
            let state = payments.remove(order);
            assert_eq!(state.as_deref(), Some("CAPTURED"), "money of the sold order {order}");
        }
        for (order, state) in payments {
            assert!(
                matches!(state.as_str(), "VOIDED" | "DECLINED" | "REFUNDED"),
                "money of the cancelled order {order}: {state}"
            );
        }
    }

    async fn everything_was_sent(&self) {
        assert_eq!(self.unsent().await, [], "messages that were not sent");
        for pool in self.pools() {
            let parked = rows(pool, "SELECT topic, reason FROM parked").await;
            assert_eq!(parked, [], "messages that were parked");
        }
    }

    /// Topic and key of what waits in an outbox.
    pub(crate) async fn unsent(&self) -> Vec<(String, String)> {
        let mut unsent = Vec::new();
        for pool in self.pools() {
            unsent.extend(rows(pool, "SELECT topic, aggregate_key FROM outbox WHERE sent_us = 0").await);
        }
        unsent
    }

    fn pools(&self) -> impl Iterator<Item = &AnyPool> {
        [Some(&self.orders), Some(&self.payments), self.seats.as_ref()].into_iter().flatten()
    }

    /// Messages may be repeated, but the versions that they carry have no gap within an epoch, and never go back but by a
    /// repetition. Of an epoch that is over some may come late, when a relay had them in hand as Redis forgot everything: maps know
    /// a later epoch by then, and pass over them.
    fn every_change_of_a_seat_has_one_version(&self) {
        let mut last = BTreeMap::<(i64, i64), i64>::new();
        for payload in &self.seat_events {
            let message: serde_json::Value = serde_json::from_str(payload).unwrap();
            let number =
                |name: &str| message["data"][name].as_i64().unwrap_or_else(|| panic!("{name} in {payload}"));
            let (event, epoch, version) = (number("eventId"), number("epoch"), number("version"));
            let first = match message["data"]["changes"].as_array() {
                Some(changes) => version + 1 - changes.len() as i64,
                None => version,
            };
            let last = last.entry((event, epoch)).or_insert(first - 1);
            assert!(first <= *last + 1, "event {event} goes from {epoch}-{last} to {epoch}-{first}");
            *last = version.max(*last);
        }
    }
}

async fn sales(pool: &AnyPool, statement: &'static str, event: i64) -> BTreeMap<i64, String> {
    let rows: Vec<(i64, String)> = sqlx::query_as(statement).bind(event).fetch_all(pool).await.unwrap();
    let (count, sales) = (rows.len(), rows.into_iter().collect::<BTreeMap<_, _>>());
    assert_eq!(sales.len(), count, "a seat was sold twice");
    sales
}

async fn rows(pool: &AnyPool, statement: &'static str) -> Vec<(String, String)> {
    sqlx::query_as(statement).fetch_all(pool).await.unwrap()
}
