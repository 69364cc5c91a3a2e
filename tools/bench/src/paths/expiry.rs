//! How soon the stream shows that a hold has lapsed.

use std::time::Duration;

use anyhow::Context;
use serde_json::Value;
use tokio::time::{Instant, timeout};

use super::seats::THEATRE;
use crate::load::{Connection, get, post};
use crate::measure::Latencies;
use crate::programs;
use crate::report::{Goal, Part, Row};
use crate::subjects::{Embedded, Settings, Subject};

const ABOUT: &str = "The one process: fifty holds of five seconds, and a reader of the event's stream. From the end of a hold to `AVAILABLE` \
                     there.";
const SEATS: usize = 50;
const HOLD: Duration = Duration::from_secs(5);
const LINE_WITHIN: Duration = Duration::from_secs(10);

pub(super) async fn measure() -> anyhow::Result<Part> {
    let subject = Embedded::fresh(&programs::holdfast()?, Settings::new())?;
    let addresses = subject.addresses();
    let mut stream = Connection::open(addresses.catalog).await?;
    let path = format!("/api/events/{THEATRE}/seats/stream");
    stream.send(&get(&path, "Accept: text/event-stream\r\n")).await?;
    let mut connection = Connection::open(addresses.reservation).await?;
    let mut due = vec![None; SEATS + 1];
    for (seat, due) in due.iter_mut().enumerate().skip(1) {
        let seconds = HOLD.as_secs();
        let body = format!("{{\"eventId\":{THEATRE},\"seatId\":{seat},\"holdSeconds\":{seconds}}}");
        connection.exchange(&post("/api/reservations", "", &body)).await?.expect(201)?;
        *due = Some(Instant::now() + HOLD);
    }
    let mut late = Latencies::new()?;
    while late.len() < SEATS as u64 {
        let line =
            timeout(LINE_WITHIN, stream.line()).await.context("the stream shows no end of a hold")??;
        let freed = line.strip_prefix("data:").and_then(freed);
        if let Some(due) = freed.and_then(|seat| due.get(seat).copied().flatten()) {
            late.add(Instant::now().saturating_duration_since(due));
        }
    }
    let mut part = Part::about(ABOUT);
    let quantile = |share| late.quantile(share);
    part.add(Row::single("a hold that lapsed is AVAILABLE on the stream after: p50", quantile(0.5), "ms"));
    let row = Row::single("the same: p99", quantile(0.99), "ms");
    part.add(row.goal(Goal::AtMost(1_000.0)));
    Ok(part)
}

/// The seat that this update frees.
fn freed(data: &str) -> Option<usize> {
    let update: Value = serde_json::from_str(data.trim()).ok()?;
    let is_free = update.get("status")?.as_str()? == "AVAILABLE";
    let seat = usize::try_from(update.get("seatId")?.as_u64()?).ok()?;
    is_free.then_some(seat)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_seat_that_is_free_was_freed() {
        assert_eq!(freed(r#" {"seatId":7,"status":"AVAILABLE","version":3}"#), Some(7));
        assert_eq!(freed(r#" {"seatId":7,"status":"HELD","version":3}"#), None);
        assert_eq!(freed(r#" {"eventId":3,"epoch":1,"version":3}"#), None);
    }
}
