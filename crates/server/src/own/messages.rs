//! `/docs/messages`: the AsyncAPI description, read by a person. What is sent without being asked for: streams, the socket, topics.

use std::fmt::Write as _;

use serde_json::Value;

use super::page::{escaped, framed, prose};

/// Of the description, as served beside the page.
pub(super) const DESCRIPTION: &str = "/docs/asyncapi.json";

pub(super) fn html(document: &Value) -> String {
    let mut body = String::from("<main>");
    let title = text(document, "/info/title");
    let about = prose(text(document, "/info/description"));
    put(
        &mut body,
        format_args!("<h1>{title}</h1><p>{about}</p><p><a href=\"{DESCRIPTION}\">As AsyncAPI 3</a></p>"),
    );
    contents(&mut body, document);
    for (name, channel) in object(document, "/channels") {
        describe(&mut body, document, name, channel);
    }
    body.push_str("<h2>Types</h2>");
    for (name, schema) in object(document, "/components/schemas") {
        put(&mut body, format_args!("<h3 id=\"type-{name}\">{name}</h3>"));
        fields(&mut body, schema);
    }
    body.push_str("</main>");
    framed("/docs/messages", "Streams and messages", "", &body)
}

fn contents(body: &mut String, document: &Value) {
    body.push_str("<ul>");
    for (name, channel) in object(document, "/channels") {
        let address = escaped(text(channel, "/address"));
        put(body, format_args!("<li><a href=\"#{name}\"><code>{address}</code></a></li>"));
    }
    body.push_str("</ul>");
}

fn describe(body: &mut String, document: &Value, name: &str, channel: &Value) {
    let (address, about) = (escaped(text(channel, "/address")), prose(text(channel, "/description")));
    put(body, format_args!("<h2 id=\"{name}\"><code>{address}</code></h2><p>{about}</p>"));
    for (_, operation) in object(document, "/operations") {
        if text(operation, "/channel/$ref") == format!("#/channels/{name}") {
            let summary = text(operation, "/summary");
            if !text(channel, "/description").starts_with(summary) {
                put(body, format_args!("<p><small>{}</small></p>", prose(summary)));
            }
            messages(body, document, operation);
        }
    }
}

fn messages(body: &mut String, document: &Value, operation: &Value) {
    let references = operation.get("messages").and_then(Value::as_array);
    for reference in references.into_iter().flatten().filter_map(|one| text(one, "/$ref").rsplit('/').next())
    {
        // Names of messages have dots and no slashes, so they may stand in a pointer.
        let message = document.pointer(&format!("/components/messages/{reference}")).unwrap_or(&Value::Null);
        let name = message.get("name").and_then(Value::as_str).unwrap_or(reference);
        let when = prose(text(message, "/summary"));
        put(body, format_args!("<h3><code>{}</code></h3><p>{when}</p>", escaped(name)));
        fields(body, message.get("payload").unwrap_or(&Value::Null));
    }
}

fn fields(body: &mut String, schema: &Value) {
    let about = prose(text(schema, "/description"));
    if !about.is_empty() {
        put(body, format_args!("<p>{about}</p>"));
    }
    if !has_fields(schema) {
        put(body, format_args!("<p>{}</p>", kind(schema)));
        return;
    }
    body.push_str("<dl>");
    for (name, field) in object(schema, "/properties") {
        let (kind, about) = (kind(field), prose(text(field, "/description")));
        put(body, format_args!("<dt><code>{}</code> {kind}</dt><dd>{about}</dd>", escaped(name)));
        if has_fields(field) {
            body.push_str("<dd>");
            fields(body, &without_description(field));
            body.push_str("</dd>");
        }
    }
    body.push_str("</dl>");
}

fn has_fields(schema: &Value) -> bool {
    object(schema, "/properties").next().is_some()
}

/// It was said beside the name of the field.
fn without_description(field: &Value) -> Value {
    let mut field = field.clone();
    if let Some(field) = field.as_object_mut() {
        field.remove("description");
    }
    field
}

/// In a few words, with links to types that have a name.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#type-{name}\">{name}</a>");
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let values = values.iter().map(|value| format!("<code>{}</code>", escaped(&plain(value))));
        return values.collect::<Vec<_>>().join(" ");
    }
    for alternatives in ["oneOf", "anyOf", "allOf"] {
        if let Some(schemas) = schema.get(alternatives).and_then(Value::as_array) {
            return schemas.iter().map(kind).collect::<Vec<_>>().join(", ");
        }
    }
    match schema.get("items") {
        Some(Value::Array(places)) => {
            let places = places.iter().map(kind).collect::<Vec<_>>().join(", ");
            return format!("<small>list of</small> {places}");
        }
        Some(items) => return format!("<small>list of</small> {}", kind(items)),
        None => {}
    }
    let names = match schema.get("type") {
        Some(Value::Array(names)) => names.iter().map(plain).collect::<Vec<_>>().join(" or "),
        Some(name) => plain(name),
        None => "any".to_owned(),
    };
    format!("<small>{}</small>", escaped(&names))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn object<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = (&'v String, &'v Value)> {
    value.pointer(pointer).and_then(Value::as_object).into_iter().flatten()
}

/// Writing into a string cannot fail.
fn put(body: &mut String, markup: std::fmt::Arguments<'_>) {
    let _ = body.write_fmt(markup);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_channel_and_every_message_has_its_place_and_every_link_leads_to_one() {
        let document = contracts::asyncapi::document();
        let page = html(&document);
        for (name, _) in object(&document, "/channels") {
            assert!(page.contains(&format!("<h2 id=\"{name}\">")), "{name}");
        }
        let messages = object(&document, "/components/messages").count();
        assert!(page.matches("<h3><code>").count() >= messages, "{messages} messages");
        let places: BTreeSet<&str> = values(&page, "id=\"").collect();
        for link in values(&page, "href=\"#") {
            assert!(places.contains(link), "#{link}");
        }
    }

    fn values<'p>(page: &'p str, attribute: &'p str) -> impl Iterator<Item = &'p str> {
        page.split(attribute).skip(1).filter_map(|rest| rest.split('"').next())
    }
}
