//! The books of the services, read from their stores once the process has ended, and held against each other.

use std::collections::BTreeMap;
use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};

pub(crate) struct Books {
    orders: SqlitePool,
    payments: SqlitePool,
    seats: SqlitePool,
    bus: SqlitePool,
}

impl Books {
    pub(crate) async fn open(data: &Path) -> Self {
        let open = async |name: &str| {
            let options = SqliteConnectOptions::new().filename(data.join(name)).read_only(true);
            SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap()
        };
        Self {
            orders: open("order.db").await,
            payments: open("payment.db").await,
            seats: open("reservation.db").await,
            bus: open("bus.db").await,
        }
    }

    /// Seats sold = ledger = confirmed orders; every authorization was captured or voided; nothing is left to be told.
    pub(crate) async fn balance(&self, event: i64, confirmed: &[i64]) {
        let ledger = self
            .sales(&self.orders, "SELECT seat_id, order_id FROM sale_ledger WHERE event_id = ?", event)
            .await;
        let sold = self
            .sales(
                &self.seats,
                "SELECT seat_id, order_id FROM seats WHERE event_id = ? AND state = 'SOLD'",
                event,
            )
            .await;
        assert_eq!(ledger, sold, "the ledger and the seats disagree");
        assert!(ledger.keys().eq(confirmed), "the ledger has {ledger:?}, the buyers were told {confirmed:?}");

        let open: Vec<(String, String)> = self
            .rows(&self.orders, "SELECT order_id, state FROM sagas WHERE state NOT IN ('DONE', 'CANCELLED')")
            .await;
        assert_eq!(open, [], "sagas that have not ended");
        let mut payments: BTreeMap<String, String> =
            self.rows(&self.payments, "SELECT order_id, state FROM payments").await.into_iter().collect();
        for order in ledger.values() {
            assert_eq!(
                payments.remove(order).as_deref(),
                Some("CAPTURED"),
                "money of the sold order {order}"
            );
        }
        for (order, state) in payments {
            assert!(
                matches!(state.as_str(), "VOIDED" | "DECLINED"),
                "money of the cancelled order {order}: {state}"
            );
        }
        for (name, pool) in
            [("order", &self.orders), ("payment", &self.payments), ("reservation", &self.seats)]
        {
            let unsent: Vec<(String, String)> =
                self.rows(pool, "SELECT topic, aggregate_key FROM outbox WHERE sent_us = 0").await;
            assert_eq!(unsent, [], "messages that {name} has not sent");
            let parked: Vec<(String, String)> = self.rows(pool, "SELECT topic, reason FROM parked").await;
            assert_eq!(parked, [], "messages that {name} has parked");
        }
        self.every_seat_has_one_version_per_change().await;
    }

    async fn sales(&self, pool: &SqlitePool, statement: &'static str, event: i64) -> BTreeMap<i64, String> {
        let rows: Vec<(i64, String)> = sqlx::query_as(statement).bind(event).fetch_all(pool).await.unwrap();
        let (count, sales) = (rows.len(), rows.into_iter().collect::<BTreeMap<_, _>>());
        assert_eq!(sales.len(), count, "a seat was sold twice");
        sales
    }

    async fn rows(&self, pool: &SqlitePool, statement: &'static str) -> Vec<(String, String)> {
        sqlx::query_as(statement).fetch_all(pool).await.unwrap()
    }

    /// Messages may be repeated, but the versions that they carry have no gap and never go back but by a repetition.
    async fn every_seat_has_one_version_per_change(&self) {
        let payloads: Vec<(String,)> =
            sqlx::query_as("SELECT payload FROM log WHERE topic = 'seat.events' ORDER BY part, position")
                .fetch_all(&self.bus)
                .await
                .unwrap();
        let mut last = BTreeMap::<i64, i64>::new();
        for (payload,) in payloads {
            let message: serde_json::Value = serde_json::from_str(&payload).unwrap();
            let (event, version) =
                (message["data"]["eventId"].as_i64().unwrap(), message["data"]["version"].as_i64().unwrap());
            let last = last.entry(event).or_default();
            assert!(version <= *last + 1, "event {event} goes from version {last} to {version}");
            *last = version.max(*last);
        }
    }
}
