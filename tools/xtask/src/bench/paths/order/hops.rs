//! What a run of orders has cost, by the clocks of the services themselves: their histograms before and after it.

use std::net::SocketAddr;

use anyhow::Context;

use crate::bench::load::{Connection, get};
use crate::bench::subjects::Doors;

/// Where it is measured, by which histogram, of which label, and what it is. On the way of an order or beside it: all are counted.
const HOPS: [(Door, &str, &str, &str); 8] = [
    (Door::Order, "holdfast_sql_commit_seconds", "", "synced commits of order"),
    (Door::Payment, "holdfast_sql_commit_seconds", "", "synced commits of payment"),
    (Door::Order, "holdfast_bus_publish_seconds", "", "hand-overs to Kafka by order"),
    (Door::Payment, "holdfast_bus_publish_seconds", "", "hand-overs to Kafka by payment"),
    (Door::Reservation, "holdfast_bus_publish_seconds", "", "hand-overs to Kafka by reservation"),
    (Door::Reservation, "holdfast_reservation_redis_seconds", "script=\"CLAIM\"", "claims in Redis"),
    (Door::Reservation, "holdfast_reservation_redis_seconds", "script=\"CONFIRM\"", "confirmations in Redis"),
    (Door::Payment, "holdfast_payment_ask_seconds", "", "questions to the payment provider"),
];

/// From a commit to Kafka's word that the message is durable.
const OUTBOX: (Door, &str) = (Door::Order, "holdfast_order_outbox_lag_seconds");

#[derive(Clone, Copy)]
enum Door {
    Reservation,
    Order,
    Payment,
}

/// The texts of the metrics of all services at one moment.
pub(super) struct Clocks {
    reservation: String,
    order: String,
    payment: String,
}

impl Clocks {
    pub(super) async fn read(doors: Doors) -> anyhow::Result<Self> {
        let [reservation, order, payment] = [doors.reservation, doors.order, doors.payment];
        Ok(Self {
            reservation: metrics(reservation).await?,
            order: metrics(order).await?,
            payment: metrics(payment).await?,
        })
    }

    fn at(&self, door: Door) -> &str {
        match door {
            Door::Reservation => &self.reservation,
            Door::Order => &self.order,
            Door::Payment => &self.payment,
        }
    }
}

/// What has happened since, for each of so many orders, as sentences.
pub(super) fn since(before: &Clocks, after: &Clocks, orders: u64) -> Vec<String> {
    let grown = |door, name: &str, label: &str| {
        let of = |part: &str| {
            let name = format!("{name}_{part}");
            sum(after.at(door), &name, label) - sum(before.at(door), &name, label)
        };
        (of("count"), of("sum") * 1_000.0)
    };
    let orders = orders.max(1) as f64;
    let (mut told, mut all) = (Vec::new(), 0.0);
    for (door, name, label, what) in HOPS {
        let (count, millis) = grown(door, name, label);
        all += millis / orders;
        told.push(format!("{:.1} {what} of {:.2} ms", count / orders, millis / count.max(1.0)));
    }
    let (count, millis) = grown(OUTBOX.0, OUTBOX.1, "");
    vec![
        format!(
            "by the clocks of the services one order has, on its way or beside it: {}; {all:.1} ms in all",
            told.join(", ")
        ),
        format!(
            "from the commit of a message to Kafka's word, on average: {:.2} ms",
            millis / count.max(1.0)
        ),
    ]
}

/// Over all lines of this name that have this label.
fn sum(metrics: &str, name: &str, label: &str) -> f64 {
    let lines = metrics.lines().filter(|line| {
        let rest = line.strip_prefix(name).unwrap_or_default();
        (rest.starts_with('{') || rest.starts_with(' ')) && rest.contains(label)
    });
    lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
}

async fn metrics(address: SocketAddr) -> anyhow::Result<String> {
    let mut connection = Connection::open(address).await?;
    let answer = connection.exchange(&get("/metrics", "")).await?;
    String::from_utf8(answer.body.to_vec()).context("metrics are text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_over_the_lines_of_its_name_and_label() {
        let metrics =
            "# TYPE a_sum\na_sum{s=\"x\"} 1.5\na_sum{s=\"y\"} 2\na_sums 4\na_count 8\na_count{s=\"x\"} 16\n";
        assert_eq!(sum(metrics, "a_sum", ""), 3.5);
        assert_eq!(sum(metrics, "a_sum", "s=\"y\""), 2.0);
        assert_eq!(sum(metrics, "a_count", ""), 24.0);
        assert_eq!(sum(metrics, "b", ""), 0.0);
    }
}
