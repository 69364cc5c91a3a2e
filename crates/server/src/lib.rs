#![doc = include_str!("../README.md")]

// What a service provides.
mod api_routes;
mod authorization;
mod door;
#[cfg(test)]
mod door_tests;
mod endpoint;
mod endpoints;
mod event_organizations;
mod mount;
mod route_rule;

// How the process serves and stops.
mod internal;
mod listeners;
mod open_listeners;
mod run;
mod serve;

// What surrounds every request.
mod bearer;
mod boundary;
mod config;
mod connections;
mod error;
mod field_errors;
mod hosts;
mod language;
mod operator_gate;
mod origins;
mod own;

// What a handler extracts and responds with.
mod extract;
mod idempotency;
pub mod negotiate;
pub mod openapi;
mod rates;
pub mod sse;
mod stream_door;
mod stream_end;
mod stream_limits;
mod work;
pub mod ws;

pub use access::{Action, Allow, Object};
pub use api_routes::api_routes;
pub use authorization::authorization_table;
pub use config::{Defaults, HttpConfig};
pub use connections::{HEAD_BYTES_MAX, HeadScanner, HeadTooLarge};
pub use contracts::http::error::FieldFault;
pub use endpoint::Endpoint;
pub use endpoints::Endpoints;
pub use error::ApiError;
pub use event_organizations::EventOrganizations;
pub use extract::{
    Access, CheckedOperator, ClientAddress, ConditionalRead, ConfirmedCaller, EventIdPath, EventSeatPath,
    FormBody, HoldProofs, IdempotencyKey, IfMatch, JsonBody, JsonBodyOrDefault, OptionalIdempotencyKey,
    OrderIdPath, PathParams, Prefer, QueryParams, ReservationPath, ReservationSeatPath, SalePassTokens,
    SignedIn, is_current,
};
pub use field_errors::FieldErrors;
pub use hosts::HostNames;
pub use idempotency::{
    Answers, AnswersUnavailable, Begun, CallAnswer, KeptAnswer, KeyedAnswers, KeyedCall, Lease,
    key_in_progress, key_reused, mark_replayed,
};
pub use language::{Language, PreferredLanguage};
pub use listeners::{Internal, Listeners};
pub use mount::{Mount, Routes};
pub(crate) use operator_gate::OperatorGate;
pub use origins::{CorsOrigins, Origins};
pub use rates::{Limited, RateClass, RatePolicy, RatesLeft, SharedRates};
pub use route_rule::RouteRule;
pub use run::run;
pub use stream_door::StreamDoor;
pub use stream_limits::{StreamGuard, StreamLimits};
pub use work::{ShownWork, challenge_body};
