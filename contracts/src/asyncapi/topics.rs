//! The topics of the bus, each with the messages that it carries and the service that publishes them.

use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::schema::{Described, Variant, of_components};
use crate::messages::{
    IdentityEvent, Message, OrderEvent, PaymentCommand, PaymentReply, ReservationCommand, ReservationReply,
    SeatEvent,
};
use crate::services;
use crate::topics::Topic;

pub(super) fn describe(described: &mut Described) {
    topic::<SeatEvent>(described, "What has changed of the seats that everyone sees. Key: the event's id.");
    topic::<ReservationCommand>(described, "What an order wants of its seats. Key: the order's id.");
    topic::<ReservationReply>(described, "What became of that. Key: the order's id.");
    topic::<PaymentCommand>(described, "What an order wants of its payment. Key: the order's id.");
    topic::<PaymentReply>(described, "What became of that. Key: the order's id.");
    topic::<OrderEvent>(described, "Each version of an order, without gaps. Key: the order's id.");
    topic::<IdentityEvent>(
        described,
        "What every service has to know of sessions and of rights at once. Key: their subject.",
    );
}

fn topic<M: Message + ToSchema>(described: &mut Described, about: &str) {
    let variants = described.variants::<M>("type");
    let kinds: Vec<String> = variants.iter().map(|one| one.kind.clone()).collect();
    let name = M::TOPIC.name();
    // A dot would end a name in a reference.
    let channel = name.replace('.', "-");
    let described_channel = json!({
        "address": name,
        "description": about,
        "bindings": {
            "kafka": { "topic": name, "partitions": M::TOPIC.partitions(), "bindingVersion": "0.5.0" },
        },
        "messages": kinds.iter().map(|kind| of_components(kind)).collect::<Map<_, _>>(),
    });
    described.channels.insert(channel.clone(), described_channel);
    for service in publishers(M::TOPIC) {
        let operation = (format!("{service}-{channel}"), format!("What {service} publishes."));
        described.operation(&operation.0, ("send", &operation.1), &channel, &kinds);
    }
    described.messages.extend(variants.into_iter().map(message));
}

fn publishers(topic: Topic) -> impl Iterator<Item = &'static str> {
    let publishes = move |service: &&services::ServiceInfo| service.publishes.contains(&topic);
    services::ALL.iter().filter(publishes).map(|service| service.name)
}

fn message(mut variant: Variant) -> (String, Value) {
    variant.payload = wrapped(variant.payload);
    let (kind, mut message) = variant.into_message();
    let key = json!({ "kafka": { "key": { "type": "string" }, "bindingVersion": "0.5.0" } });
    message.insert("bindings".to_owned(), key);
    (kind, message.into())
}

/// With the fields of the envelope, beside which `type` and `data` stand.
fn wrapped(mut payload: Value) -> Value {
    let envelope = [
        ("id", json!({ "type": "string", "format": "uuid", "description": "The same in each repetition." })),
        ("key", json!({ "type": "string", "description": "What is kept in order." })),
        ("occurredAt", json!({ "type": "string", "format": "date-time" })),
        ("traceparent", json!({ "type": "string", "description": "W3C trace context of what caused it." })),
    ];
    if let Some(properties) = payload.get_mut("properties").and_then(Value::as_object_mut) {
        properties.extend(envelope.map(|(name, schema)| (name.to_owned(), schema)));
    }
    if let Some(required) = payload.get_mut("required").and_then(Value::as_array_mut) {
        required.extend(["id", "key", "occurredAt"].map(Value::from));
    }
    payload
}
