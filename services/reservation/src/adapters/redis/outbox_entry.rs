//! An entry of an outbox stream, and the messages that it contains.
//!
//! A change of a seat is stored as five numbers, because only the script knows its version, and five numbers are shorter than JSON. All changes of an
//! entry become one message when it is published, as far as they belong to one trace. Its id is derived from epoch and version, so that a second
//! publication is recognised. A reply is stored whole.

use bus::Message;
use contracts::http::catalog::SeatStatus;
use contracts::messages::SeatEvent;
use contracts::topics::Topic;
use primitives::{EventId, MessageId, Timestamp, name_based_id};

use super::codec::{KeyScope, unexpected};
use crate::adapters::seat_record::{NumberedChange, SeatRecord};
use crate::ports::Unavailable;

pub(super) struct Entry {
    pub(super) id: String,
    /// In their order.
    pub(super) messages: Vec<Message>,
    pub(super) is_reply: bool,
}

/// The fields as the scripts write them: `s` a change of a seat, and there may be many; `e` the beginning of an epoch; `r` the id of a reply. Behind each
/// its trace `t`, if it has one.
pub(super) fn read(scope: KeyScope, id: String, fields: Vec<(String, String)>) -> Result<Entry, Unavailable> {
    let is_reply = fields.iter().any(|(name, _)| name == "r");
    let messages = match scope {
        KeyScope::Event(event) if !is_reply => seat_events(event, &fields),
        KeyScope::Event(_) | KeyScope::NoEvent => reply(&fields).map(|reply| vec![reply]),
    };
    let messages = messages.ok_or_else(|| unexpected("an entry of the outbox"))?;
    Ok(Entry { id, messages, is_reply })
}

fn seat_events(event: EventId, fields: &[(String, String)]) -> Option<Vec<Message>> {
    let (mut messages, mut record) = (Vec::new(), None::<SeatRecord>);
    let mut rest = fields.iter().peekable();
    while let Some((name, value)) = rest.next() {
        let trace = rest.next_if(|(name, _)| name == "t").map(|(_, trace)| trace.clone());
        match name.as_str() {
            "s" => {
                let change = seat_change(value, trace)?;
                let rejected = match &mut record {
                    Some(record) => record.add(change).err(),
                    None => Some(change),
                };
                if let Some(change) = rejected
                    && let Some(whole) = record.replace(SeatRecord::of(change))
                {
                    messages.push(seats_changed(event, whole)?);
                }
            }
            "e" => messages.push(epoch_began(event, value)?),
            _ => return None,
        }
    }
    if let Some(whole) = record {
        messages.push(seats_changed(event, whole)?);
    }
    (!messages.is_empty()).then_some(messages)
}

/// `epoch version seat status time`
fn seat_change(change: &str, traceparent: Option<String>) -> Option<NumberedChange> {
    let mut numbers = change.split_ascii_whitespace().map(str::parse::<i64>);
    let mut number = || numbers.next()?.ok();
    let (epoch, version) = (u64::try_from(number()?).ok()?, u64::try_from(number()?).ok()?);
    let seat = number()?;
    let status = match number()? {
        0 => SeatStatus::Available,
        1 => SeatStatus::Held,
        2 => SeatStatus::Sold,
        _ => return None,
    };
    Some(NumberedChange { epoch, version, seat, status, at: Timestamp::from_micros(number()?), traceparent })
}

fn seats_changed(event: EventId, record: SeatRecord) -> Option<Message> {
    let id = message_id(event, record.epoch(), record.version());
    record.compose(id, event).ok()
}

/// `epoch time`
fn epoch_began(event: EventId, began: &str) -> Option<Message> {
    let (epoch, at) = began.split_once(' ')?;
    let (epoch, at) = (epoch.parse().ok()?, Timestamp::from_micros(at.parse().ok()?));
    let change = SeatEvent::EpochBegan { event_id: event.get(), epoch, version: 0 };
    Message::compose(message_id(event, epoch, 0), at, None, &change).ok()
}

fn reply(fields: &[(String, String)]) -> Option<Message> {
    let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    Some(Message {
        id: field("r")?.parse().ok()?,
        topic: Topic::named(field("c")?)?,
        key: field("k")?.to_owned(),
        occurred_at: Timestamp::from_micros(field("a")?.parse().ok()?),
        payload: field("p")?.to_owned(),
        traceparent: field("t").filter(|trace| !trace.is_empty()).map(str::to_owned),
    })
}

/// No two messages about an event end with the same epoch and version, and no change has version 0.
fn message_id(event: EventId, epoch: u64, version: u64) -> MessageId {
    MessageId::from_uuid(name_based_id([
        b"seat event".as_slice(),
        &event.get().to_be_bytes(),
        &epoch.to_be_bytes(),
        &version.to_be_bytes(),
    ]))
}
