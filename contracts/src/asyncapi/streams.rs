//! The streams of server-sent events.

use serde_json::{Map, Value, json};

use super::schema::{Described, Variant, of_components};
use crate::http::streams::{
    EventStream, OrderStreamEvent, PlaceStreamEvent, QueueStreamEvent, RULES, SeatStreamEvent,
};

pub(super) fn describe(described: &mut Described) {
    stream::<SeatStreamEvent>(described, "The seat map of an event as it changes.");
    stream::<OrderStreamEvent>(described, "One order.");
    stream::<PlaceStreamEvent>(described, "Where a place in a waiting room stands.");
    stream::<QueueStreamEvent>(described, "The same, as a source design spells it.");
}

fn stream<E: EventStream>(described: &mut Described, about: &str) {
    let events = described.variants::<E>("event").into_iter().map(of_stream::<E>);
    let events: Vec<(Variant, String)> = events.collect();
    let kinds: Vec<String> = events.iter().map(|(event, _)| event.kind.clone()).collect();
    let channel = json!({
        "address": E::PATH,
        "title": about,
        "description": format!("{about} {} {RULES}", E::RESUMED),
        "parameters": parameters(E::PATH),
        "messages": kinds.iter().map(|kind| of_components(kind)).collect::<Map<_, _>>(),
    });
    described.channels.insert(E::OPERATION.to_owned(), channel);
    described.operation(E::OPERATION, ("send", about), E::OPERATION, &kinds);
    if let Some(operation) = described.operations.get_mut(E::OPERATION).and_then(Value::as_object_mut) {
        let get = json!({ "method": "GET", "query": query(E::QUERY), "bindingVersion": "0.3.0" });
        operation.insert("bindings".to_owned(), json!({ "http": get }));
    }
    described.messages.extend(events.into_iter().map(|(event, name)| {
        let (kind, mut message) = event.into_message();
        message.insert("name".to_owned(), name.into());
        message.insert("contentType".to_owned(), "text/event-stream".into());
        (kind, message.into())
    }));
}

/// Two streams may have events of one name: among the components each is named with its stream.
fn of_stream<E: EventStream>(event: Variant) -> (Variant, String) {
    let name = event.kind.clone();
    (Variant { kind: format!("{}.{name}", E::OPERATION), ..event }, name)
}

/// Those in the braces of a path.
fn parameters(path: &str) -> Map<String, Value> {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    names.map(|name| (name.to_owned(), json!({ "description": "As in the HTTP API" }))).collect()
}

/// What an address may say behind its question mark.
pub(super) fn query(parameters: &[(&str, &str)]) -> Value {
    let texts = parameters
        .iter()
        .map(|(name, about)| ((*name).to_owned(), json!({ "type": "string", "description": about })));
    json!({ "type": "object", "properties": texts.collect::<Map<_, _>>() })
}
