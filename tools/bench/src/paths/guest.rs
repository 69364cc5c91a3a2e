//! A buyer with a session of identity, whose access token the services have verified before.

use std::time::Duration;

use anyhow::Context;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::seats::{ARENA, hold_by};
use crate::load::{Connection, post};
use crate::subjects::Subject;

/// Taken with the token, once; no other load wants it.
const SEAT: usize = 2;
/// A service that was ready before identity was asks again for its keys within a minute.
const KNOWN_WITHIN: Duration = Duration::from_secs(90);
const ASK_EVERY: Duration = Duration::from_millis(500);

/// The header that says who the guest is.
pub(super) async fn begin(subject: &impl Subject) -> anyhow::Result<String> {
    let addresses = subject.addresses();
    let mut identity = Connection::open(addresses.identity).await?;
    let begun = identity.exchange(&post("/api/auth/guest", "", "{}")).await?;
    begun.expect(201)?;
    let body = begun.json()?;
    let token =
        body.get("accessToken").and_then(Value::as_str).context("a session without an access token")?;
    let buyer = format!("Authorization: Bearer {token}\r\n");
    let mut reservation = Connection::open(addresses.reservation).await?;
    let until = Instant::now() + KNOWN_WITHIN;
    loop {
        let answer = reservation.exchange(&hold_by(&buyer, ARENA, SEAT)).await?;
        let is_unknown = matches!(answer.status, 401 | 503) && Instant::now() < until;
        if !is_unknown {
            answer.expect(201)?;
            return Ok(buyer);
        }
        sleep(ASK_EVERY).await;
    }
}
