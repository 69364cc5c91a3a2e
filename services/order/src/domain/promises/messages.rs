//! The messages of the outboxes: those with one key are sent in order, and all are sent soon.

use std::fmt;
use std::time::Duration;

use primitives::{OrderId, Timestamp};

use super::breach::{Breach, Promise};

/// Whose outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    Order,
    Payment,
    Seats,
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Order => "order",
            Self::Payment => "payment",
            Self::Seats => "the seat store",
        })
    }
}

/// A message as it stands in an outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxMessage {
    pub key: String,
    pub number: i64,
    pub is_sent: bool,
    pub written: Timestamp,
}

/// `messages`: by ascending key and number, without any left out.
#[must_use]
pub fn of_messages(
    sender: Sender,
    messages: &[OutboxMessage],
    now: Timestamp,
    sent_within: Duration,
) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut before: Option<&OutboxMessage> = None;
    for message in messages {
        let follows = before.filter(|before| before.key == message.key);
        if let Some(what) = flaw(follows, message, now, sent_within) {
            let what = format!("of {sender}, message {} of {} {what}", message.number, message.key);
            let breach = Breach::of(Promise::MessagesInOrder, what);
            breaches.push(match message.key.parse::<OrderId>() {
                Ok(order) => breach.order(order),
                Err(_) => breach,
            });
        }
        before = Some(message);
    }
    breaches
}

fn flaw(
    before: Option<&OutboxMessage>,
    message: &OutboxMessage,
    now: Timestamp,
    sent_within: Duration,
) -> Option<String> {
    match before {
        Some(before) if before.number + 1 != message.number => {
            Some(format!("comes after message {}", before.number))
        }
        Some(before) if message.is_sent && !before.is_sent => {
            Some(format!("was sent before message {}", before.number))
        }
        _ if !message.is_sent && is_late(message.written, now, sent_within) => Some(not_sent(sent_within)),
        _ => None,
    }
}

/// For an outbox that shows only unsent messages: the oldest of them.
#[must_use]
pub fn of_oldest_message(
    sender: Sender,
    oldest: Option<Timestamp>,
    now: Timestamp,
    sent_within: Duration,
) -> Option<Breach> {
    oldest.filter(|written| is_late(*written, now, sent_within)).map(|_| {
        let what = format!("of {sender}, the oldest message {}", not_sent(sent_within));
        Breach::of(Promise::MessagesInOrder, what)
    })
}

fn is_late(written: Timestamp, now: Timestamp, sent_within: Duration) -> bool {
    written.plus(sent_within) < now
}

fn not_sent(within: Duration) -> String {
    format!("was not sent for {} s", within.as_secs())
}
