//! GET /api/orders/{orderId}/stream
//!
//! The first frame is the order as it is; each later one is a newer version. Versions that follow each other faster than the client reads
//! are coalesced into the newest. When nothing can change any more the stream ends behind the last update; a browser that then reconnects
//! with the id of that update is answered 204, which stops it from reconnecting.

use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use contracts::http::headers;
use contracts::http::streams::{EventStream, OrderStreamEvent};
use futures::future::ready;
use futures::{Stream, StreamExt, stream};
use primitives::OrderId;
use serde::Deserialize;
use server::sse::{self, StreamLimits};
use server::{Access, ApiError, OrderIdPath, QueryParams, StreamDoor};
use utoipa::IntoParams;

use super::convert;
use crate::app::{OrderReader, Orders, Watch};
use crate::domain::OrderDetails;

/// The feed is a hint; what it missed is found by polling.
const POLL_EVERY: Duration = Duration::from_secs(10);

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct StreamQuery {
    /// Of `POST .../stream-token`, for a client that can send no headers.
    stream_token: Option<String>,
}

/// Follows one order as server-sent events
///
/// Server-sent events: the order as it is, at once and at every version.
#[utoipa::path(
    get,
    path = "/api/orders/{orderId}/stream",
    tag = "orders",
    operation_id = "followOrder",
    params(
        OrderIdPath,
        Access,
        StreamQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event received: the stream goes on behind it"),
    ),
    responses(
        (
            status = 200,
            description = OrderStreamEvent::RESUMED,
            content_type = "text/event-stream",
            body = OrderStreamEvent,
        ),
        (status = 204, description = "Nothing will change after the version that was seen"),
        (status = 401, description = "TOKEN_INVALID, TOKEN_EXPIRED: of the access token or the stream token"),
        (status = 404, description = "ORDER_NOT_FOUND, also for somebody else's order"),
        (status = 429, description = "RATE_LIMITED: too many streams"),
    )
)]
pub(super) async fn stream_order(
    orders: web::Data<Orders>,
    access: Access,
    OrderIdPath(order): OrderIdPath,
    query: QueryParams<StreamQuery>,
    door: web::Data<StreamDoor>,
    limits: web::Data<StreamLimits>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let guard = limits.admit(&access)?;
    let watch = orders.feed().watch(order);
    let reader = match &query.0.stream_token {
        Some(token) => {
            door.admit_to_order(order, token)?;
            OrderReader::StreamToken
        }
        None => OrderReader::Caller(access.credentials),
    };
    let details = orders.find_for(order, &reader).await.map_err(convert::read_refused)?;
    if details.progress.state.is_settled() && last_seen(&request) == Some(details.progress.version) {
        return Ok(HttpResponse::NoContent().finish());
    }
    let updates = Updates { orders: orders.into_inner(), watch, order, reader };
    Ok(sse::respond(guard, updates.from(details)))
}

fn last_seen(request: &HttpRequest) -> Option<u64> {
    request.headers().get(headers::LAST_EVENT_ID)?.to_str().ok()?.parse().ok()
}

struct Updates {
    orders: Arc<Orders>,
    watch: Watch,
    order: OrderId,
    reader: OrderReader,
}

impl Updates {
    fn from(self, first: OrderDetails) -> impl Stream<Item = web::Bytes> {
        let known = stream::once(ready(frame(&first)));
        known.chain(stream::unfold((self, first), |(mut updates, sent)| async move {
            let next = updates.behind(&sent).await?;
            Some((frame(&next), (updates, next)))
        }))
    }

    /// The next version; none behind the last, or when the order cannot be read: then the client reconnects.
    async fn behind(&mut self, sent: &OrderDetails) -> Option<OrderDetails> {
        while !sent.progress.state.is_settled() {
            // The order is watched since before it was first read, so what has changed meanwhile ends this wait at once.
            tokio::select! {
                () = self.watch.changed() => {}
                () = tokio::time::sleep(POLL_EVERY) => {}
            }
            let details = self.orders.find_for(self.order, &self.reader).await.ok()?;
            if details.progress.version > sent.progress.version {
                return Some(details);
            }
        }
        None
    }
}

fn frame(details: &OrderDetails) -> web::Bytes {
    sse::frame(Some(&details.progress.version.to_string()), "ORDER_UPDATE", &convert::order_body(details))
}
