//! Buyers who order what they hold, and what became of their orders.

use std::ops::RangeInclusive;
use std::time::Duration;

use anyhow::{Context, bail};
use contracts::WireTime;
use contracts::http::order::{OrderBody, OrderStatus, TimelineOutcome, TimelineStep};
use primitives::{Clock, SystemClock, Timestamp};
use tokio::time::{Instant, timeout};

use crate::load::{Answer, Connection, Request, Workload, get, post};

const DECIDED_WITHIN: Duration = Duration::from_secs(60);
const POLL_EVERY: Duration = Duration::from_millis(5);

pub(super) fn order(event: usize, seats: &[usize]) -> Request {
    order_by(event, seats, "tok_ok")
}

/// With a method of the mock provider. Without a hold token: these systems obey any anonymous caller.
pub(super) fn order_by(event: usize, seats: &[usize], method: &str) -> Request {
    let key = format!("Idempotency-Key: bench-{event}-{}-of-this-run\r\n", seats.first().unwrap_or(&0));
    let body = format!("{{\"eventId\":{event},\"seatIds\":{seats:?},\"paymentMethod\":\"{method}\"}}");
    post("/api/orders", &key, &body)
}

/// An order that was accepted.
#[derive(Debug, Clone)]
pub(super) struct Accepted {
    pub(super) id: String,
    /// When its request was to be sent.
    pub(super) due: Instant,
}

/// One order for each seat.
pub(super) struct Orders {
    requests: std::vec::IntoIter<Request>,
    pub(super) accepted: Vec<Accepted>,
}

impl Orders {
    pub(super) fn of(event: usize, seats: RangeInclusive<usize>) -> Self {
        let requests: Vec<Request> = seats.map(|seat| order(event, &[seat])).collect();
        Self { requests: requests.into_iter(), accepted: Vec::new() }
    }
}

impl Workload for Orders {
    fn next(&mut self) -> Option<(usize, Request)> {
        Some((0, self.requests.next()?))
    }

    fn answered(&mut self, _number: usize, due: Instant, answer: &Answer<'_>) -> anyhow::Result<()> {
        self.accepted.push(Accepted { id: accepted(answer)?, due });
        Ok(())
    }
}

pub(super) fn accepted(answer: &Answer<'_>) -> anyhow::Result<String> {
    answer.expect(201)?;
    let body = answer.json()?;
    Ok(body.get("orderId").and_then(serde_json::Value::as_str).context("no orderId")?.to_owned())
}

/// Converts our moments to the wall clock, by which timelines record when an order was confirmed.
#[derive(Debug, Clone, Copy)]
pub(super) struct WallClock {
    moment: Instant,
    shown: Timestamp,
}

impl WallClock {
    pub(super) fn read() -> Self {
        Self { moment: Instant::now(), shown: SystemClock.now() }
    }

    /// When it was read.
    pub(super) fn shown(&self) -> Timestamp {
        self.shown
    }

    pub(super) fn at(&self, moment: Instant) -> Timestamp {
        match moment.checked_duration_since(self.moment) {
            Some(later) => self.shown.plus(later),
            None => self.shown.minus(self.moment - moment),
        }
    }
}

/// When an order was confirmed, by its own timeline; waits until it is.
pub(super) async fn confirmed(connection: &mut Connection, id: &str) -> anyhow::Result<Timestamp> {
    let question = get(&format!("/api/orders/{id}"), "");
    let began = Instant::now();
    loop {
        let answer = connection.exchange(&question).await?;
        answer.expect(200)?;
        let order: OrderBody = serde_json::from_slice(answer.body)?;
        if let Some(at) = confirmed_at(&order)? {
            return Ok(at);
        }
        if began.elapsed() > DECIDED_WITHIN {
            bail!("order {id} is not decided");
        }
        tokio::time::sleep(POLL_EVERY).await;
    }
}

/// Follows the order's stream, as the shop does, on a connection of its own.
pub(super) async fn watched(address: std::net::SocketAddr, id: &str) -> anyhow::Result<OrderBody> {
    let mut stream = Connection::open(address).await?;
    stream.send(&get(&format!("/api/orders/{id}/stream"), "Accept: text/event-stream\r\n")).await?;
    loop {
        let line = timeout(DECIDED_WITHIN, stream.line()).await.context("the order's stream is silent")??;
        let Some(data) = line.strip_prefix("data:") else { continue };
        let order: OrderBody = serde_json::from_str(data.trim())?;
        if confirmed_at(&order)?.is_some() {
            return Ok(order);
        }
    }
}

/// From its creation, by its own timeline.
pub(super) fn took(order: &OrderBody) -> anyhow::Result<Duration> {
    let confirmed = confirmed_at(order)?.context("the order is not confirmed")?;
    Ok(confirmed.since(order.created_at.0))
}

fn confirmed_at(order: &OrderBody) -> anyhow::Result<Option<Timestamp>> {
    match order.status {
        OrderStatus::Created => Ok(None),
        OrderStatus::Cancelled => bail!("order {} was cancelled: {:?}", order.order_id, order.reason),
        OrderStatus::Confirmed => {
            let mut entries = order.timeline.iter();
            let confirmation = entries
                .find(|entry| entry.step == TimelineStep::Confirm && entry.outcome == TimelineOutcome::Done);
            let WireTime(at) = confirmation.context("no confirmation in the timeline")?.at;
            Ok(Some(at))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_its_time_on_the_wall_before_and_after_a_look() {
        let clock = WallClock::read();
        let second = Duration::from_secs(1);
        assert_eq!(clock.at(clock.moment), clock.shown);
        assert_eq!(clock.at(clock.moment + second), clock.shown.plus(second));
        assert_eq!(clock.at(clock.moment - second), clock.shown.minus(second));
    }

    #[test]
    fn an_order_names_all_its_seats() {
        let request = String::from_utf8(order(4, &[7, 8]).to_vec()).unwrap();
        assert!(request.contains("bench-4-7-of-this-run"), "{request}");
        assert!(request.ends_with(r#"{"eventId":4,"seatIds":[7, 8],"paymentMethod":"tok_ok"}"#), "{request}");
    }
}
