//! Turns the outcome of a request into a response, and records it: once, here.

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_http::ConnectionType;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, ResponseError};
use bytes::Bytes;
use contracts::ErrorCode;
use lifecycle::Stop;
use tokio::time::Instant;
use tracing::Span;

use crate::ApiError;
use crate::boundary::answer_body::{self, AnswerBody};
use crate::boundary::cors::Cors;
use crate::boundary::listener::Listener;
use crate::boundary::refusal_form::RefusalForm;
use crate::boundary::routes::Route;
use crate::connections::{InProgress, UnsentBytes};

const TRACE_ID: HeaderName = HeaderName::from_static("trace-id");
/// The pages are our own and need nothing from elsewhere; styles are written inline by the libraries they use.
const PAGE_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' \
                           data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

/// One request and its pending response.
pub(super) struct Exchange {
    method: Method,
    /// For the log line, where there will be one.
    path: Option<String>,
    route: Rc<Route>,
    trace_id: String,
    span: Span,
    began: Instant,
    unsent: Arc<UnsentBytes>,
    closing: Stop,
    cors: Cors,
    form: RefusalForm,
    in_progress: Option<InProgress>,
}

impl Exchange {
    pub(super) fn begin(
        request: &ServiceRequest,
        route: Rc<Route>,
        trace_id: String,
        span: Span,
        listener: &Listener,
        in_progress: Option<InProgress>,
    ) -> Self {
        let (unsent, closing) = (Arc::clone(&listener.unsent), listener.closing.clone());
        let method = request.method().clone();
        let path = tracing::enabled!(tracing::Level::DEBUG).then(|| request.path().to_owned());
        let (began, cors) = (Instant::now(), Cors::of(request, listener));
        let form = RefusalForm::of(request.headers());
        Self { method, path, route, trace_id, span, began, unsent, closing, cors, form, in_progress }
    }

    pub(super) fn cors(&self) -> &Cors {
        &self.cors
    }

    pub(super) fn finish_panicked(self, panic: &(dyn Any + Send)) -> HttpResponse {
        let said = panic.downcast_ref::<&str>().copied();
        let said = said.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        let error = ApiError::internal(format!("the handler panicked: {}", said.unwrap_or("without a word")));
        self.finish(error.error_response())
    }

    pub(super) fn finish_timed_out(self, limit: Duration) -> HttpResponse {
        if self.in_progress.as_ref().is_some_and(InProgress::awaits_body) {
            let message = "the body of the request took too long to arrive";
            return self.finish(ApiError::new(ErrorCode::RequestTimeout, message).error_response());
        }
        let error = ApiError::unavailable(format!("not answered within {} ms", limit.as_millis()));
        self.finish(error.error_response())
    }

    /// Adds what every response has.
    pub(super) fn finish(mut self, response: HttpResponse) -> HttpResponse {
        let mut response = self.form.give(self.with_error_body(response));
        if self.method == Method::HEAD && response.body().size() == BodySize::Stream {
            // It would never be read, and would run for as long as the connection lives.
            response = response.drop_body().map_into_boxed_body();
        }
        let mut response = self.with_bounded_body(response);
        self.record(response.status());
        add_safety(response.headers_mut());
        self.cors.write(response.headers_mut());
        self.form.add_version(response.headers_mut());
        self.route.add_deprecation(&self.method, response.headers_mut());
        add_trace_id(response.headers_mut(), self.trace_id);
        if self.closing.is_stopped() && !response.head().upgrade() {
            // The client asks its next question on another connection, which a load balancer gives to another instance.
            response.head_mut().set_connection_type(ConnectionType::Close);
        }
        response
    }

    /// A large body is refused while clients that do not read keep too many others.
    fn with_bounded_body(&mut self, response: HttpResponse) -> HttpResponse {
        let mut in_progress = self.in_progress.take();
        let (response, body) = response.into_parts();
        if response.head().upgrade() {
            in_progress.iter_mut().for_each(InProgress::is_an_upgrade);
        } else if body.size() == BodySize::Stream {
            in_progress.iter_mut().for_each(InProgress::is_a_stream);
        }
        let body = match answer_body::large(body) {
            Ok(large) => match self.unsent.hold(&large) {
                Some(held) => AnswerBody::in_pieces(large, held, in_progress),
                None => return self.without_room(in_progress),
            },
            Err(body) => AnswerBody::whole(body, in_progress),
        };
        response.set_body(body).map_into_boxed_body()
    }

    fn without_room(&self, in_progress: Option<InProgress>) -> HttpResponse {
        metrics::counter!("holdfast_http_answers_refused_total").increment(1);
        let message = "too much is on its way to slow clients, please try again";
        let refusal = ApiError::new(ErrorCode::Unavailable, message).response(&self.trace_id);
        refusal.map_body(|_, body| AnswerBody::whole(body, in_progress)).map_into_boxed_body()
    }

    /// An error that is not ours came from the framework: a path or a payload that it refused before any handler ran. It gets our error body.
    fn with_error_body(&self, response: HttpResponse) -> HttpResponse {
        let Some(error) = response.error().filter(|error| error.as_error::<ApiError>().is_none()) else {
            return response;
        };
        let code = match response.status() {
            StatusCode::NOT_FOUND => ErrorCode::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => ErrorCode::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::PayloadTooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ErrorCode::UnsupportedMediaType,
            status if status.is_client_error() => ErrorCode::BadRequest,
            _ => return ApiError::internal(error.to_string()).response(&self.trace_id),
        };
        ApiError::new(code, "the request cannot be used").response(&self.trace_id)
    }

    fn record(&self, status: StatusCode) {
        let took = self.began.elapsed();
        self.route.record(&self.method, status, took.as_secs_f64());
        self.span.record("http.response.status_code", status.as_u16());
        if status.is_server_error() {
            self.span.record("otel.status_code", "ERROR");
        }
        let method = self.method.as_str();
        let (route, path, status) = (self.route.pattern(), self.path.as_deref(), status.as_u16());
        let duration_ms = took.as_secs_f64() * 1_000.0;
        // No higher level: when a sale opens, a line for each buyer would cost more than the response.
        tracing::debug!(method, route, path, status, duration_ms, "answered");
    }
}

/// The trace that this response belongs to, unless it already names another: that of the response that it replays.
fn add_trace_id(headers: &mut HeaderMap, trace_id: String) {
    if !headers.contains_key(TRACE_ID)
        && let Ok(value) = HeaderValue::from_maybe_shared(Bytes::from(trace_id))
    {
        headers.insert(TRACE_ID, value);
    }
}

/// A header that a handler has set itself is left alone.
fn add_safety(headers: &mut HeaderMap) {
    if !headers.contains_key(header::X_CONTENT_TYPE_OPTIONS) {
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        // Responses hold tokens and change from one moment to the next: a cacheable one sets the header itself.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let is_page =
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page && !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
}
