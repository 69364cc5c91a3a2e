//! What operators and visitors of a line send, and what is read of the answers.

use std::net::SocketAddr;

use anyhow::Context;
use serde_json::Value;

use crate::load::{Answer, Connection, Request, Workload, get, post};

pub(super) const OPERATOR: &str = "an operator token of a measurement, long enough";

/// `rules` is the body.
pub(super) fn open_room(event: i64, rules: &str) -> Request {
    let path = format!("/api/waiting-room/admin/events/{event}/open");
    post(&path, &format!("Authorization: Bearer {OPERATOR}\r\n"), rules)
}

pub(super) fn operated(event: i64) -> Request {
    let path = format!("/api/waiting-room/admin/events/{event}");
    get(&path, &format!("Authorization: Bearer {OPERATOR}\r\n"))
}

pub(super) fn document(event: i64) -> Request {
    get(&format!("/api/waiting-room/events/{event}"), "")
}

pub(super) fn enter(event: i64, visitor: &str) -> Request {
    let path = format!("/api/waiting-room/events/{event}/enter");
    // No body: a server that has answered before it has read one closes the connection.
    post(&path, &format!("X-Caller-Id: {visitor}\r\n"), "")
}

pub(super) fn place(visitor: &str, ticket: &str) -> Request {
    get("/api/waiting-room/place", &format!("X-Caller-Id: {visitor}\r\nQueue-Ticket: {ticket}\r\n"))
}

pub(super) async fn asked(address: SocketAddr, request: &Request) -> anyhow::Result<Value> {
    let mut connection = Connection::open(address).await?;
    let answer = connection.exchange(request).await?;
    answer.expect(200)?;
    answer.json()
}

pub(super) fn text(body: &Value, field: &str) -> anyhow::Result<String> {
    let value = body.get(field).and_then(Value::as_str);
    Ok(value.with_context(|| format!("no {field} in {body}"))?.to_owned())
}

/// Visitors who enter, each once, one after the other.
pub(super) struct Newcomers {
    requests: Vec<Request>,
    next: usize,
}

impl Newcomers {
    /// So many, whom no other round has.
    pub(super) fn of(event: i64, round: usize, count: usize) -> Self {
        let requests = (0..count).map(|number| enter(event, &format!("visitor-{round}-{number}"))).collect();
        Self { requests, next: 0 }
    }
}

impl Workload for Newcomers {
    fn next(&mut self) -> Option<(usize, Request)> {
        let request = self.requests.get(self.next)?.clone();
        self.next += 1;
        Some((self.next, request))
    }

    fn answered(
        &mut self,
        _number: usize,
        _due: tokio::time::Instant,
        answer: &Answer<'_>,
    ) -> anyhow::Result<()> {
        answer.expect(200)
    }
}
