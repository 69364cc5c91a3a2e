//! `/ws`: the sale of an event, live.

use serde_json::{Map, Value, json};

use super::schema::{Described, Variant, of_components};
use super::streams;
use crate::http::socket::{SaleMessage, SaleRequest};
use crate::http::streams::STREAM_TOKEN;

const CHANNEL: &str = "sale";
const DESCRIPTION: &str = "One socket follows one event. Each message is one JSON object in one text frame, and says its `type`. A socket begins \
with the current state; of each type only the newest message is sent to a client that reads slowly. Clients answer pings (every 20 s; silent for 60 s: \
1001), send messages of at most 4096 bytes (1009), at most 10 frames a second (1008), and nothing but these messages (1007; 1003 if binary). 1001 also: \
the server stops, open the socket again. 3000: the access token that it was opened with counts for nothing any more; the reason begins with the code \
that refuses it from now on, TOKEN_EXPIRED (open the socket again with the next one) or SESSION_ENDED (log in first). 1000: the event is over.";

pub(super) fn describe(described: &mut Described) {
    let (sent, received) =
        (described.variants::<SaleMessage>("type"), described.variants::<SaleRequest>("type"));
    let kinds = |variants: &[Variant]| variants.iter().map(|one| one.kind.clone()).collect::<Vec<_>>();
    let (says, hears) = (kinds(&sent), kinds(&received));
    let channel = json!({
        "address": "/ws",
        "description": DESCRIPTION,
        "bindings": { "ws": { "method": "GET", "query": query(), "bindingVersion": "0.1.0" } },
        "messages": says.iter().chain(&hears).map(|kind| of_components(kind)).collect::<Map<_, _>>(),
    });
    described.channels.insert(CHANNEL.to_owned(), channel);
    described.operation("say", ("send", "What the server says."), CHANNEL, &says);
    described.operation("hear", ("receive", "What a client says."), CHANNEL, &hears);
    let messages = sent.into_iter().chain(received).map(Variant::into_message);
    described.messages.extend(messages.map(|(kind, message)| (kind, message.into())));
}

fn query() -> Value {
    let mut query = streams::query(&[STREAM_TOKEN, ("eventId", "Which event, as 7 or E7")]);
    if let Some(query) = query.as_object_mut() {
        query.insert("required".to_owned(), json!(["eventId"]));
    }
    query
}
