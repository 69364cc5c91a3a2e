//! How a socket begins: what is checked before it is opened, and the answer that opens it.

use std::time::Duration;

use actix_http::Response;
use actix_http::ws::{HandshakeError, handshake};
use actix_web::body::MessageBody;
use actix_web::http::Version;
use actix_web::http::header::{HeaderValue, SEC_WEBSOCKET_VERSION};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use contracts::ErrorCode;

use super::body::SocketBody;
use super::conversation::Conversation;
use super::pulse::Pulse;
use crate::{Access, ApiError, FieldFault, HttpConfig, Origins, StreamGuard, StreamLimits};

/// Opens the sockets of this process. Handlers get it as `web::Data<Sockets>`.
#[derive(Debug, Clone)]
pub struct Sockets {
    limits: StreamLimits,
    origins: Origins,
    ping: Duration,
    idle: Duration,
}

/// A socket that may be opened.
pub struct Accepted {
    head: Response<()>,
    payload: Payload,
    guard: StreamGuard,
    pulse: Pulse,
}

impl Sockets {
    /// Sockets and streams have one limit: they cost the same.
    #[must_use]
    pub fn new(config: &HttpConfig, limits: StreamLimits) -> Self {
        Self { limits, origins: config.ws_origins.clone(), ping: config.ws_ping, idle: config.ws_idle }
    }

    /// 400 for what is no handshake, 403 for the page of another site, 429 for too many.
    pub fn accept(
        &self,
        request: &HttpRequest,
        payload: Payload,
        access: &Access,
    ) -> Result<Accepted, ApiError> {
        if request.version() < Version::HTTP_11 {
            let message = "a WebSocket needs HTTP/1.1";
            return Err(ApiError::new(ErrorCode::BadRequest, message));
        }
        let mut head = handshake(request.head()).map_err(no_handshake)?;
        if !self.origins.admit(request.headers()) {
            let message = "the page of another site may not open this; the setting HOLDFAST_WS_ORIGINS lists those that may";
            return Err(ApiError::new(ErrorCode::Forbidden, message));
        }
        let guard = self.limits.admit(access)?;
        let head = head.message_body(()).map_err(|error| ApiError::internal(error.to_string()))?;
        Ok(Accepted { head, payload, guard, pulse: Pulse::new(self.ping, self.idle) })
    }
}

impl Accepted {
    /// Opens the socket. The guard is kept for as long as the client is.
    #[must_use]
    pub fn converse(self, conversation: impl Conversation) -> HttpResponse {
        let body = SocketBody::new(self.guard, self.pulse, self.payload, conversation);
        self.head.map_body(|_, ()| body.boxed()).into()
    }
}

fn no_handshake(error: HandshakeError) -> ApiError {
    let (header, fault, message) = match error {
        HandshakeError::GetMethodRequired => {
            return ApiError::new(ErrorCode::BadRequest, "a WebSocket is opened with GET");
        }
        HandshakeError::NoWebsocketUpgrade => {
            ("Upgrade", FieldFault::Required, "this is a WebSocket: the header Upgrade has to be websocket")
        }
        HandshakeError::NoConnectionUpgrade => {
            ("Connection", FieldFault::Required, "the header Connection has to be Upgrade")
        }
        HandshakeError::NoVersionHeader | HandshakeError::UnsupportedVersion => (
            "Sec-WebSocket-Version",
            FieldFault::UnknownValue,
            "the header Sec-WebSocket-Version has to be 13",
        ),
        HandshakeError::BadWebsocketKey => (
            "Sec-WebSocket-Key",
            FieldFault::Malformed,
            "the header Sec-WebSocket-Key has to be 16 bytes in Base64",
        ),
    };
    let refused = ApiError::bad_input(header, fault, message);
    refused.with_header(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"))
}
