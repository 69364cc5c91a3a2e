//! The AsyncAPI description of what is sent without being asked for, `/ws`, the streams of server-sent events and the topics of the bus, out of the
//! types that are on the wire.

mod schema;
mod socket;
mod streams;
mod topics;

use serde_json::{Value, json};

use self::schema::Described;

#[must_use]
pub fn document() -> Value {
    let mut described = Described::default();
    socket::describe(&mut described);
    streams::describe(&mut described);
    topics::describe(&mut described);
    let Described { channels, operations, messages, schemas } = described;
    let [messages, schemas] = [messages, schemas].map(|all| schema::of_draft_seven(all.into()));
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Holdfast: what is sent without being asked for",
            "version": "1",
            "description": "The socket of a sale and the streams of server-sent events are for everyone who may use the API. The topics are \
                            between the services, and for an operator's own consumers: fields and types of messages may be added to them without notice.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": { "messages": messages, "schemas": schemas },
    })
}
