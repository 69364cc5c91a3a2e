//! The mount under test: each path does one thing.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use contracts::ErrorCode;
use contracts::http::catalog::SeatStatus;
use contracts::http::error::SeatConflict;
use futures::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::json;
use server::ws::{Close, Conversation, Frame, Sockets};
use server::{
    Access, ApiError, Endpoint, EventIdPath, EventSeatPath, IdempotencyKey, JsonBody, JsonBodyOrDefault,
    Mount, OptionalIdempotencyKey, OrderIdPath, PathParams, QueryParams, StreamLimits, sse,
};
use utoipa::OpenApi;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Thing {
    event_id: i64,
    #[serde(default)]
    seat_ids: Vec<i64>,
}

#[derive(Deserialize)]
struct Page {
    limit: u32,
}

#[derive(OpenApi)]
#[openapi(paths(make))]
struct Description;

pub(crate) fn mount() -> Mount {
    Mount {
        name: "trials",
        routes: Arc::new(|config| {
            config.service(
                web::scope("/api/things")
                    .service(Endpoint::new("").get(list).post(make))
                    .service(Endpoint::new("/{event}").get(event).delete(event))
                    .service(Endpoint::new("/{event}/{seat}").get(seat)),
            );
            config.service(trials());
        }),
        internal: Arc::new(|config| {
            config
                .service(Endpoint::new("/traceparent").post(traceparent))
                .service(Endpoint::new("/things").post(make))
                .service(Endpoint::new("/panic").get(panics))
                .service(Endpoint::new("/slow").get(slow));
        }),
        workers: Vec::new(),
        checks: Vec::new(),
        openapi: Description::openapi(),
        shared_rates: None,
    }
}

fn trials() -> actix_web::Scope {
    web::scope("/api/trials")
        .service(Endpoint::new("/optional-body").post(optional_body))
        .service(Endpoint::new("/order/{id}").get(order))
        .service(Endpoint::new("/params/{id}").get(params))
        .service(Endpoint::new("/who").get(who))
        .service(Endpoint::new("/who-in-body").post(who_in_body))
        .service(Endpoint::new("/key").post(key))
        .service(Endpoint::new("/maybe-key").post(maybe_key))
        .service(Endpoint::new("/panic").get(panics))
        .service(Endpoint::new("/slow").get(slow))
        .service(Endpoint::new("/broken").get(broken))
        .service(Endpoint::new("/away").get(away))
        .service(Endpoint::new("/conflict").post(conflict))
        .service(Endpoint::new("/foreign").get(foreign))
        .service(Endpoint::new("/replay").post(replay))
        .service(Endpoint::new("/traceparent").post(traceparent))
        .service(Endpoint::new("/stream").get(quiet_stream))
        .service(Endpoint::new("/flood").get(flood))
        .service(Endpoint::new("/echo").get(echo))
        .service(Endpoint::new("/unread").get(unread))
}

async fn list(page: QueryParams<Page>) -> HttpResponse {
    HttpResponse::Ok().json(page.0.limit)
}

#[utoipa::path(post, path = "/api/things", responses((status = 201, description = "made")))]
async fn make(thing: JsonBody<Thing>) -> HttpResponse {
    HttpResponse::Created().json(thing.0)
}

async fn optional_body(thing: JsonBodyOrDefault<Thing>) -> HttpResponse {
    HttpResponse::Ok().json(thing.0)
}

async fn event(path: EventIdPath) -> HttpResponse {
    HttpResponse::Ok().json(path.0.get())
}

async fn seat(path: EventSeatPath) -> HttpResponse {
    HttpResponse::Ok().json((path.event.get(), path.seat.get()))
}

async fn order(path: OrderIdPath) -> HttpResponse {
    HttpResponse::Ok().json(path.0.to_string())
}

async fn params(path: PathParams<u8>) -> HttpResponse {
    HttpResponse::Ok().json(path.0)
}

fn described(access: &Access) -> HttpResponse {
    let credentials = &access.credentials;
    HttpResponse::Ok().json(json!({
        "user": credentials.user.as_ref().map(ToString::to_string),
        "token": credentials.token.map(|hold| hold.to_string()),
        "open": credentials.open,
        "scope": access.scope().ok(),
        "guest": access.guest().to_string(),
        "address": access.address.to_string(),
    }))
}

async fn who(access: Access) -> HttpResponse {
    described(&access)
}

async fn who_in_body(
    mut access: Access,
    token: JsonBody<serde_json::Value>,
) -> Result<HttpResponse, ApiError> {
    access.present_token("holdToken", token.0["holdToken"].as_str().unwrap_or_default())?;
    Ok(described(&access))
}

async fn key(key: IdempotencyKey) -> HttpResponse {
    HttpResponse::Ok().json(key.as_str())
}

async fn maybe_key(key: OptionalIdempotencyKey) -> HttpResponse {
    HttpResponse::Ok().json(key.0.as_ref().map(IdempotencyKey::as_str))
}

async fn panics() -> HttpResponse {
    panic!("a trial of the net")
}

async fn slow() -> HttpResponse {
    std::future::pending().await
}

async fn broken() -> Result<HttpResponse, ApiError> {
    Err(ApiError::internal("the secret cause"))
}

async fn away() -> Result<HttpResponse, ApiError> {
    Err(ApiError::unavailable("the secret cause"))
}

async fn conflict() -> Result<HttpResponse, ApiError> {
    let conflicts = vec![SeatConflict { seat_id: 7, status: SeatStatus::Held }];
    Err(ApiError::new(ErrorCode::ReservationConflict, "taken").with_conflicts(conflicts))
}

async fn foreign() -> actix_web::Result<HttpResponse> {
    Err(actix_web::error::ErrorUnauthorized("words that are not ours"))
}

async fn replay() -> HttpResponse {
    HttpResponse::Created().insert_header(("Trace-Id", "0123456789abcdef0123456789abcdef")).finish()
}

async fn traceparent() -> HttpResponse {
    HttpResponse::Ok().json(telemetry::current_traceparent())
}

async fn quiet_stream(access: Access, streams: web::Data<StreamLimits>) -> Result<HttpResponse, ApiError> {
    let init = sse::frame(None, "INIT", &json!({ "version": 1 }));
    let frames = stream::once(async move { init }).chain(stream::pending());
    Ok(sse::respond(streams.admit(&access)?, frames))
}

async fn flood(access: Access, streams: web::Data<StreamLimits>) -> Result<HttpResponse, ApiError> {
    let frame = Bytes::from(vec![b'x'; 16 * 1024]);
    Ok(sse::respond(streams.admit(&access)?, stream::repeat(frame)))
}

/// Says what it has heard. To `end` it says nothing more, and refuses `no`.
#[derive(Default)]
struct Echo {
    heard: VecDeque<String>,
    has_ended: bool,
}

impl Conversation for Echo {
    fn hear(&mut self, text: &str) -> Result<&'static str, Close> {
        match text {
            "no" => return Err(Close::policy("no")),
            "end" => self.has_ended = true,
            _ => self.heard.push_back(text.to_owned()),
        }
        Ok("echo")
    }

    fn poll_frame(&mut self, _context: &mut Context<'_>) -> Poll<Option<Result<Frame, Close>>> {
        match self.heard.pop_front() {
            Some(text) => Poll::Ready(Some(Ok(Frame::text("echo", &text)))),
            None if self.has_ended => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}

/// Always has something to say.
struct Unread(Frame);

impl Conversation for Unread {
    fn hear(&mut self, _text: &str) -> Result<&'static str, Close> {
        Ok("unread")
    }

    fn poll_frame(&mut self, _context: &mut Context<'_>) -> Poll<Option<Result<Frame, Close>>> {
        Poll::Ready(Some(Ok(self.0.clone())))
    }
}

async fn echo(
    request: HttpRequest,
    payload: web::Payload,
    access: Access,
    sockets: web::Data<Sockets>,
) -> Result<HttpResponse, ApiError> {
    Ok(sockets.accept(&request, payload, &access)?.converse(Echo::default()))
}

async fn unread(
    request: HttpRequest,
    payload: web::Payload,
    access: Access,
    sockets: web::Data<Sockets>,
) -> Result<HttpResponse, ApiError> {
    let frame = Frame::text("unread", &"x".repeat(16 * 1024));
    Ok(sockets.accept(&request, payload, &access)?.converse(Unread(frame)))
}
