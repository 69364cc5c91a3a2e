//! What a run of orders has cost, by the histograms of the services before and after it.

use crate::paths::metrics::{metrics, sum};
use crate::subjects::{Addresses, Internal};

/// The service, its histogram, the label, and what is counted, whether an order waits for it or not.
const HOPS: [(Service, &str, &str, &str); 7] = [
    (Service::Order, "holdfast_sql_commit_seconds", "", "synced commits of order"),
    (Service::Payment, "holdfast_sql_commit_seconds", "", "synced commits of payment"),
    (Service::Order, "holdfast_bus_publish_seconds", "", "hand-overs to Kafka by order"),
    (Service::Payment, "holdfast_bus_publish_seconds", "", "hand-overs to Kafka by payment"),
    (Service::Reservation, "holdfast_bus_publish_seconds", "", "hand-overs to Kafka by reservation"),
    (
        Service::Reservation,
        "holdfast_reservation_redis_seconds",
        "script=\"COMMANDS\"",
        "calls to Redis for holds, claims and confirmations",
    ),
    (Service::Payment, "holdfast_payment_ask_seconds", "", "calls of the payment provider"),
];

/// From a commit to Kafka's acknowledgement that the message is durable.
const OUTBOX: (Service, &str) = (Service::Order, "holdfast_order_outbox_lag_seconds");

#[derive(Clone, Copy)]
enum Service {
    Reservation,
    Order,
    Payment,
}

/// The metrics of all services at one moment, as text.
pub(super) struct Histograms {
    reservation: String,
    order: String,
    payment: String,
}

impl Histograms {
    pub(super) async fn read(addresses: Addresses) -> anyhow::Result<Self> {
        let Internal { reservation, order, payment } = addresses.internal;
        Ok(Self {
            reservation: metrics(reservation).await?,
            order: metrics(order).await?,
            payment: metrics(payment).await?,
        })
    }

    fn at(&self, service: Service) -> &str {
        match service {
            Service::Reservation => &self.reservation,
            Service::Order => &self.order,
            Service::Payment => &self.payment,
        }
    }
}

/// What each of the orders has cost between two readings, as sentences.
pub(super) fn since(before: &Histograms, after: &Histograms, orders: u64) -> Vec<String> {
    let grown = |service, name: &str, label: &str| {
        let of = |part: &str| {
            let name = format!("{name}_{part}");
            sum(after.at(service), &name, label) - sum(before.at(service), &name, label)
        };
        (of("count"), of("sum") * 1_000.0)
    };
    let orders = orders.max(1) as f64;
    let (mut hops, mut all) = (Vec::new(), 0.0);
    for (service, name, label, what) in HOPS {
        let (count, millis) = grown(service, name, label);
        all += millis / orders;
        hops.push(format!("{:.1} {what} of {:.2} ms", count / orders, millis / count.max(1.0)));
    }
    let (count, millis) = grown(OUTBOX.0, OUTBOX.1, "");
    vec![
        format!(
            "by the histograms of the services one order has, on its way or beside it: {}; {all:.1} ms in all",
            hops.join(", ")
        ),
        format!(
            "from the commit of a message to Kafka's acknowledgement, on average: {:.2} ms",
            millis / count.max(1.0)
        ),
    ]
}
