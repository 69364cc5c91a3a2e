//! The description of what is sent without being asked for.

use std::collections::BTreeSet;
use std::path::Path;

use contracts::http::catalog::StreamPosition;
use contracts::http::streams::{
    EventStream, OrderStreamEvent, PlaceStreamEvent, QueueStreamEvent, SeatStreamEvent,
};
use contracts::messages::{OrderEvent, PaymentCommand, SeatEvent};
use contracts::topics::Topic;
use contracts::{Envelope, WireTime, asyncapi};
use primitives::Timestamp;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

const STREAMS: [&str; 4] =
    [SeatStreamEvent::PATH, OrderStreamEvent::PATH, PlaceStreamEvent::PATH, QueueStreamEvent::PATH];

#[test]
fn the_committed_description_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("asyncapi/holdfast.json");
    let committed: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let is_current = committed == asyncapi::document();
    assert!(is_current, "contracts/asyncapi is stale: run `cargo xtask contracts`");
}

#[test]
fn the_socket_every_stream_and_every_topic_are_channels() {
    let document = asyncapi::document();
    let channels = document["channels"].as_object().unwrap();
    let addresses: BTreeSet<&str> =
        channels.values().map(|channel| channel["address"].as_str().unwrap()).collect();
    let topics = Topic::ALL.map(Topic::name);
    assert_eq!(addresses, topics.into_iter().chain(["/ws"]).chain(STREAMS).collect());
    for topic in Topic::ALL {
        let channel = &channels[&topic.name().replace('.', "-")];
        assert_eq!(channel["bindings"]["kafka"]["partitions"], topic.partitions());
        assert!(!channel["messages"].as_object().unwrap().is_empty(), "{topic}");
    }
    let in_channels: usize =
        channels.values().map(|channel| channel["messages"].as_object().unwrap().len()).sum();
    let messages = document["components"]["messages"].as_object().unwrap();
    assert_eq!(messages.len(), in_channels, "no two channels have a message of the same name");
}

#[test]
fn an_event_of_a_stream_is_written_as_the_description_says() {
    let data = StreamPosition { event_id: 4, epoch: 1, version: 17 };
    let init = SeatStreamEvent::Init { id: "1-17".to_owned(), data };
    let message = &asyncapi::document()["components"]["messages"]["followSeats.INIT"];
    let written = serde_json::to_value(&init).unwrap();
    assert_eq!(
        (&written["event"], names(&written)),
        (&message["name"], names(&message["payload"]["properties"]))
    );
    assert!(message["summary"].as_str().unwrap().contains("resumed"), "it says when it is sent");
}

/// The query of a stream stands in both descriptions, with the same names.
#[test]
fn a_stream_is_opened_as_the_other_description_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/holdfast.json");
    let openapi: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let document = asyncapi::document();
    let of_socket = &document["channels"]["sale"]["bindings"]["ws"]["query"];
    let of_stream = |operation: &str| &document["operations"][operation]["bindings"]["http"]["query"];
    for (address, query) in [
        ("/ws", of_socket),
        (SeatStreamEvent::PATH, of_stream(SeatStreamEvent::OPERATION)),
        (OrderStreamEvent::PATH, of_stream(OrderStreamEvent::OPERATION)),
        (PlaceStreamEvent::PATH, of_stream(PlaceStreamEvent::OPERATION)),
        (QueueStreamEvent::PATH, of_stream(QueueStreamEvent::OPERATION)),
    ] {
        let parameters = openapi["paths"][address]["get"]["parameters"].as_array().unwrap();
        let in_query = parameters.iter().filter(|parameter| parameter["in"] == "query");
        let other = in_query.map(|parameter| parameter["name"].as_str().unwrap().to_owned());
        assert_eq!(names(&query["properties"]), other.collect(), "{address}");
    }
}

#[test]
fn a_pair_is_written_as_asyncapi_reads_it() {
    let changes =
        &asyncapi::document()["components"]["schemas"]["SeatBatch"]["properties"]["changes"]["items"];
    assert_eq!(
        (changes["items"].as_array().unwrap().len(), &changes["additionalItems"]),
        (2, &Value::Bool(false))
    );
    assert_eq!(changes.get("prefixItems"), None);
}

#[test]
fn every_reference_leads_somewhere() {
    let document = asyncapi::document();
    let mut references = Vec::new();
    find_references(&document, &mut references);
    assert!(references.len() > Topic::ALL.len());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn find_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| find_references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| find_references(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn messages_on_the_bus_are_written_as_the_description_says() {
    let order_id = Uuid::from_u128(1);
    assert_described(
        "SeatsChanged",
        SeatEvent::SeatsChanged { event_id: 4, epoch: 1, first_version: 2, version: 2, changes: vec![] },
    );
    assert_described("EpochBegan", SeatEvent::EpochBegan { event_id: 4, epoch: 2, version: 7 });
    assert_described("Capture", PaymentCommand::Capture { order_id });
    assert_described(
        "OrderCreated",
        OrderEvent::OrderCreated { order_id, version: 1, hold_ids: vec![order_id] },
    );
}

/// Every field that is written is described, beside the type and in `data`.
fn assert_described(kind: &str, message: impl Serialize) {
    let envelope = Envelope {
        id: Uuid::from_u128(2),
        key: "4".to_owned(),
        occurred_at: WireTime(Timestamp::from_micros(0)),
        traceparent: Some("00-0123456789abcdef0123456789abcdef-0123456789abcdef-01".to_owned()),
        message,
    };
    let written = serde_json::to_value(&envelope).unwrap();
    let payload = asyncapi::document()["components"]["messages"][kind]["payload"].clone();
    assert_eq!(names(&written), names(&payload["properties"]), "{kind}");
    assert_eq!(names(&written["data"]), names(&payload["properties"]["data"]["properties"]), "{kind}");
}

fn names(object: &Value) -> BTreeSet<String> {
    object.as_object().unwrap().keys().cloned().collect()
}
