//! A visitor who stands in the line in front of a sale until a pass is given, and writes down what cannot be right.

use std::time::Duration;

use contracts::http::headers;
use contracts::http::reservation::HoldSeatsBody;
use serde_json::{Value, json};
use testkit::{ApiClient, Call, eventually};
use tokio::time::interval;

use crate::ask::ask;
use crate::history::History;
use crate::limits::SOON;
use crate::redis::Losses;
use crate::visit::QUEUED;

pub(crate) const OPERATOR: &str = "an operator token of chaos, long enough";
/// How often a place is asked for, and how often at most.
const BETWEEN_ASKS: Duration = Duration::from_millis(250);
const ASKS_MAX: u32 = 80;
/// So many are in the sale at once, though more come.
const CAP: u32 = 2;
/// By turns at all instances.
const KNOCKS: usize = 4;
const LINES_LOST: &str = "lines lost";

/// A pass, and until when it admits at least.
pub(crate) struct Pass {
    pub(crate) token: String,
    ticket: String,
}

pub(crate) struct Visitor<'v> {
    pub(crate) api: &'v ApiClient,
    pub(crate) name: &'v str,
    pub(crate) history: &'v History,
    pub(crate) losses: &'v Losses,
}

/// An operator opens the room, where it is not, or was lost.
pub(crate) async fn open_room(api: &ApiClient) {
    let path = format!("/api/waiting-room/admin/events/{QUEUED}");
    let body = json!({ "cap": CAP, "ceiling": 6000 });
    let by = |call: Call| call.header("Authorization", &format!("Bearer {OPERATOR}")).json(&body);
    let opened = ask(by(api.post(&format!("{path}/open")))).await;
    if opened.is_some_and(|answer| answer.status == 409) {
        // It is open: with the rules of the demo, or with these.
        ask(by(api.call(reqwest::Method::PUT, &path))).await;
    }
}

/// Until no instance lets a buyer in without a pass.
pub(crate) async fn until_guarded(api: &ApiClient) {
    let knock = HoldSeatsBody {
        event_id: QUEUED,
        seat_ids: Some(vec![1]),
        hold_seconds: Some(5),
        ..HoldSeatsBody::default()
    };
    eventually("every instance has heard of the line", SOON, async || {
        for _ in 0..KNOCKS {
            if ask(api.hold_as(&knock)).await?.status != 403 {
                return None;
            }
        }
        Some(())
    })
    .await;
}

/// Whether the line is lost, or was once: then it takes a moment until every instance has heard of the next one.
pub(crate) async fn was_lost(api: &ApiClient, history: &History) -> bool {
    let room = ask(api.get(&format!("/api/waiting-room/events/{QUEUED}"))).await;
    room.is_none_or(|room| room.status != 200) || history.notes().counts().contains_key(LINES_LOST)
}

impl Visitor<'_> {
    /// None: it was not this visitor's turn for long, or the line was lost.
    pub(crate) async fn queues(&self) -> Option<Pass> {
        let losses = self.losses.so_far();
        let ticket = self.enters().await?;
        let (mut asks, mut number) = (interval(BETWEEN_ASKS), None);
        for _ in 0..ASKS_MAX {
            asks.tick().await;
            let Some(place) = self.asks(self.api.get("/api/waiting-room/place"), &ticket).await else {
                continue;
            };
            if let (Some(before), Some(now)) = (number, place["number"].as_u64())
                && before != now
                && self.is_sure(losses)
            {
                self.history.flaw(format!("I10: the place of {} was {before} and is {now}", self.name));
            }
            number = place["number"].as_u64().or(number);
            match place["state"].as_str() {
                Some("CALLED" | "ACTIVE") => {
                    if let Some(pass) = self.claims(&ticket, losses).await {
                        return Some(pass);
                    }
                }
                Some("ENDED" | "CLOSED") => break,
                _ => {}
            }
        }
        self.history.count("visitors who were not let in");
        None
    }

    async fn enters(&self) -> Option<String> {
        let answer = ask(self.api.post(&format!("/api/waiting-room/events/{QUEUED}/enter"))).await?;
        if answer.status == 404 {
            self.history.count(LINES_LOST);
            open_room(self.api).await;
        }
        let entered: Value = (answer.status == 200).then(|| answer.ok())?;
        entered["ticket"].as_str().map(str::to_owned)
    }

    async fn asks(&self, call: Call, ticket: &str) -> Option<Value> {
        let answer = ask(call.header(headers::QUEUE_TICKET, ticket)).await?;
        (answer.status == 200).then(|| answer.ok())
    }

    /// As with two tabs: both get the same pass.
    async fn claims(&self, ticket: &str, losses: u64) -> Option<Pass> {
        let claim = || self.asks(self.api.post("/api/waiting-room/place/claim"), ticket);
        let (first, second) = tokio::join!(claim(), claim());
        let token = |claimed: &Option<Value>| Some(claimed.as_ref()?["entryToken"].as_str()?.to_owned());
        let (first, second) = (token(&first), token(&second));
        if first.is_some() && second.is_some() && first != second && self.is_sure(losses) {
            self.history.flaw(format!("I12: {} claimed one place, and got two passes", self.name));
        }
        let token = first.or(second)?;
        self.history.count("visitors let in");
        Some(Pass { token, ticket: ticket.to_owned() })
    }

    /// So that the next one is called.
    pub(crate) async fn leaves(&self, pass: &Pass) {
        let call = self.api.call(reqwest::Method::DELETE, "/api/waiting-room/place");
        // Without an answer the lease ends it.
        let _ = ask(call.header(headers::QUEUE_TICKET, &pass.ticket)).await;
    }

    /// Nothing was lost meanwhile.
    fn is_sure(&self, losses: u64) -> bool {
        losses.is_multiple_of(2) && losses == self.losses.so_far()
    }
}
