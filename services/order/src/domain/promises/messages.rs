//! The messages of the outbox: of one key, one after the other.

use std::time::Duration;

use primitives::{OrderId, Timestamp};

use super::{Breach, Promise};

/// A message as it stands in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnMessage {
    pub key: String,
    pub number: i64,
    pub is_sent: bool,
    pub created: Timestamp,
}

/// Messages by ascending key and number, without any left out.
#[must_use]
pub fn of_messages(messages: &[OwnMessage], now: Timestamp, sent_within: Duration) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut before: Option<&OwnMessage> = None;
    for message in messages {
        let follows = before.filter(|before| before.key == message.key);
        if let Some(what) = flaw(follows, message, now, sent_within) {
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
    before: Option<&OwnMessage>,
    message: &OwnMessage,
    now: Timestamp,
    sent_within: Duration,
) -> Option<String> {
    let OwnMessage { key, number, .. } = message;
    match before {
        Some(before) if before.number + 1 != *number => {
            Some(format!("message {number} of {key} comes after message {}", before.number))
        }
        Some(before) if message.is_sent && !before.is_sent => {
            Some(format!("message {number} of {key} was sent before message {}", before.number))
        }
        _ if !message.is_sent && message.created.plus(sent_within) < now => {
            Some(format!("message {number} of {key} was not sent for {} s", sent_within.as_secs()))
        }
        _ => None,
    }
}
