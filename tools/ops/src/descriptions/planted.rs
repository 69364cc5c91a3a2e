//! Changes of the description that no client survives, to see each of them found.

use anyhow::{Context, ensure};
use serde_json::{Map, Value};

type Plant = fn(&mut Value) -> anyhow::Result<()>;

pub(super) const CHANGES: [(&str, Plant); 6] = [
    ("a removed operation", |description| remove(description, "/paths/~1api~1orders~1{orderId}", "get")),
    ("a field removed from an answer", |description| {
        remove(description, "/components/schemas/OrderBody/properties", "amount")?;
        forget(description, "/components/schemas/OrderBody/required", "amount")
    }),
    ("an optional field removed from an answer", |description| {
        remove(description, "/components/schemas/EventBody/properties", "genre")
    }),
    ("a field removed from a request", |description| {
        remove(description, "/components/schemas/HoldSeatsBody/properties", "quantity")
    }),
    ("a field that a request needs from now on", |description| {
        list(description, "/components/schemas/HoldSeatsBody/required")?.push("holdSeconds".into());
        Ok(())
    }),
    ("a value that is not accepted any more", |description| {
        forget(description, "/components/schemas/Tender/enum", "cash")
    }),
];

fn remove(description: &mut Value, pointer: &str, name: &str) -> anyhow::Result<()> {
    let object: Option<&mut Map<String, Value>> =
        description.pointer_mut(pointer).and_then(Value::as_object_mut);
    let removed = object.and_then(|object| object.remove(name));
    removed.map(|_| ()).with_context(|| format!("{pointer} has no {name}"))
}

fn list<'d>(description: &'d mut Value, pointer: &str) -> anyhow::Result<&'d mut Vec<Value>> {
    let list = description.pointer_mut(pointer).and_then(Value::as_array_mut);
    list.with_context(|| format!("{pointer} is no list"))
}

fn forget(description: &mut Value, pointer: &str, name: &str) -> anyhow::Result<()> {
    let list = list(description, pointer)?;
    let before = list.len();
    list.retain(|item| item != name);
    ensure!(list.len() < before, "{pointer} has no {name}");
    Ok(())
}
