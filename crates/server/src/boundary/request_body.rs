//! The body of a request as it comes in, and what the connection has to know of it: who keeps whom waiting, and whether it has ended.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::HttpMessage;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_LENGTH, HeaderMap, TRANSFER_ENCODING, UPGRADE};
use bytes::Bytes;
use futures::Stream;

use crate::connections::{InProgress, Progress};

struct RequestBody {
    payload: Payload,
    connection: Rc<Progress>,
}

/// Nothing where no connection is, as in a test of a handler.
pub(super) fn begin(request: &mut ServiceRequest) -> Option<InProgress> {
    let connection = request.conn_data::<Rc<Progress>>()?.clone();
    let has_body = has_body(request);
    let in_progress = connection.begin(has_body);
    if has_body {
        let body = RequestBody { payload: request.take_payload(), connection };
        request.set_payload(Payload::Stream { payload: Box::pin(body) });
    }
    Some(in_progress)
}

fn has_body(request: &ServiceRequest) -> bool {
    let headers = request.headers();
    let length = headers.get(CONTENT_LENGTH);
    headers.contains_key(TRANSFER_ENCODING)
        || length.is_some_and(|length| length.as_bytes() != b"0")
        || is_upgrade(headers)
}

/// The parser gives all that follows such a request to its body, whatever is answered.
fn is_upgrade(headers: &HeaderMap) -> bool {
    headers.get_all(UPGRADE).any(|name| name.as_bytes().trim_ascii().eq_ignore_ascii_case(b"websocket"))
}

impl Stream for RequestBody {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.payload).poll_next(context);
        match &polled {
            Poll::Pending => this.connection.body_is_awaited(),
            Poll::Ready(Some(_)) => this.connection.body_goes_on(),
            Poll::Ready(None) => this.connection.body_has_ended(),
        }
        polled
    }
}
