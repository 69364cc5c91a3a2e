//! What the extractors read from a request, as parameters: `params(EventIdPath, Access)` describes what `(path: EventIdPath, access: Access)` reads.

use std::collections::BTreeMap;

use contracts::http::headers;
use serde_json::{Value, json};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{OpenApi, RefOr, Required};

use super::operations::{self, component_name, reference};
use crate::{
    Access, ConditionalRead, EventIdPath, EventSeatPath, IdempotencyKey, IfMatch, OptionalIdempotencyKey,
    OrderIdPath, Prefer, PreferredLanguage, ReservationPath, ReservationSeatPath, SalePassTokens,
};

const KEY_PATTERN: &str = r#"^("([ !#-\[\]-~]|\\["\\]){1,255}"|[!#-~][!-~]{0,254})$"#;

/// Visible letters that do not begin with `u:`, `g:`, `k:` or `d:`, as the names do that identity gives.
const NAME_PATTERN: &str = "^([!-cefh-jl-tv-~][!-~]*|[dgku]([!-9;-~][!-~]*)?)$";

macro_rules! parameters {
    ($($extractor:ty = [$($parameter:expr),+ $(,)?]),+ $(,)?) => {
        $(impl IntoParams for $extractor {
            fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
                vec![$($parameter),+]
            }
        })+
    };
}

parameters! {
    EventIdPath = [event()],
    EventSeatPath = [event(), seat()],
    ReservationPath = [reservation()],
    ReservationSeatPath = [reservation(), seat()],
    OrderIdPath = [uuid("orderId", "0190b7a0-5c7e-7000-8000-00000000a001")],
    IdempotencyKey = [key(Required::True)],
    OptionalIdempotencyKey = [key(Required::False)],
    Access = [
        header(
            headers::CALLER_ID,
            "Who is asking, where that header is trusted",
            text().min_length(Some(1)).max_length(Some(128)).pattern(Some(NAME_PATTERN)),
        ),
        header(headers::HOLD_TOKEN, "The `holdToken` of an anonymous reservation: the proof of whose it is", text()),
        header(
            headers::GUEST_SECRET,
            "Made by a client without an identity and known to it alone: whose idempotency keys and places these are",
            text().pattern(Some("^[!-~]{32,128}$")),
        ),
    ],
    ConditionalRead = [header("If-None-Match", "The `ETag` of what you have", text())],
    IfMatch = [header(
        "If-Match",
        "The `ETag` of what is to be changed, as it was read; without it whatever there is now is changed",
        text().pattern(Some("^(\"[0-9]{1,19}\"|\\*)$")),
    )],
    PreferredLanguage = [header(
        "Accept-Language",
        "The language of texts for people: `ko` or `en`, by weights",
        text(),
    )],
    Prefer = [header(
        headers::PREFER,
        "`wait=5`: rather wait for the outcome, at most so many seconds and ten, than be answered at once (RFC 7240)",
        text(),
    )],
    SalePassTokens = [header(
        headers::QUEUE_TOKEN,
        "The pass of the waiting room, where the event has one",
        text(),
    )],
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn header(name: &str, means: &str, schema: ObjectBuilder) -> Parameter {
    let header = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header);
    header.required(Required::False).description(Some(means)).schema(Some(schema)).build()
}

/// With one that a request has to have comes an example.
fn key(required: Required) -> Parameter {
    let means = "Names this request: the same key with the same request is carried out once, and answered again. \
                 1 to 255 printable characters, bare or quoted";
    let schema = text().pattern(Some(KEY_PATTERN));
    let key = ParameterBuilder::new().name(headers::IDEMPOTENCY_KEY).parameter_in(ParameterIn::Header);
    let example = (required == Required::True).then(|| json!("a-key-of-this-order"));
    key.required(required).description(Some(means)).schema(Some(schema)).example(example).build()
}

fn in_path(name: &str, schema: ObjectBuilder, example: Value) -> Parameter {
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
    parameter.required(Required::True).schema(Some(schema)).example(Some(example)).build()
}

fn id(name: &str, example: i64) -> Parameter {
    let format = SchemaFormat::KnownFormat(KnownFormat::Int64);
    let number = ObjectBuilder::new().schema_type(Type::Integer).format(Some(format)).minimum(Some(1));
    in_path(name, number, json!(example))
}

fn uuid(name: &str, example: &str) -> Parameter {
    in_path(name, text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))), json!(example))
}

fn event() -> Parameter {
    id("eventId", 1)
}

fn seat() -> Parameter {
    id("seatId", 42)
}

fn reservation() -> Parameter {
    uuid("reservationId", "ab4d0000-0001-8a2b-9c3d-000000000042")
}

/// Moves headers and ids of paths to the components. A parameter that is described otherwise than the first of its name stays where it is.
pub(super) fn share(document: &mut OpenApi) {
    let mut shared: BTreeMap<String, RefOr<Parameter>> = BTreeMap::new();
    for operation in operations::of(&mut document.paths) {
        for parameter in operation.parameters.iter_mut().flatten() {
            let RefOr::T(own) = &*parameter else { continue };
            let Some(name) = shared_name(own) else { continue };
            let first = shared.entry(name.clone()).or_insert_with(|| parameter.clone());
            if *first == *parameter {
                *parameter = RefOr::Ref(reference("parameters", &name, ""));
            }
        }
    }
    document.components.get_or_insert_default().parameters = shared;
}

/// None: it is the operation's own.
fn shared_name(parameter: &Parameter) -> Option<String> {
    let name = component_name(&parameter.name);
    match (&parameter.parameter_in, &parameter.required) {
        (ParameterIn::Header, Required::True) => Some(format!("Required{name}")),
        (ParameterIn::Header, Required::False) | (ParameterIn::Path, _) => Some(name),
        (ParameterIn::Query | ParameterIn::Cookie | ParameterIn::QueryString, _) => None,
    }
}
