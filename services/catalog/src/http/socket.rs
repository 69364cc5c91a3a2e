//! `GET /ws?eventId=`: the sale of an event as it goes, over a WebSocket.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use primitives::EventId;
use serde::Deserialize;
use server::ws::Sockets;
use server::{Access, ApiError, FieldFault, QueryParams};
use utoipa::IntoParams;

use super::sale_door::SaleDoor;
use super::sale_watcher::SaleWatcher;
use crate::app::Catalog;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct SocketQuery {
    /// `7`, or `E7`.
    #[param(example = "E7")]
    event_id: String,
    /// Of a reservation: the socket begins by watching its orders, as after `WATCH`.
    stream_token: Option<String>,
}

impl SocketQuery {
    fn event(&self) -> Result<EventId, ApiError> {
        let digits = self.event_id.strip_prefix('E').unwrap_or(&self.event_id);
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        let id = digits.parse().ok().filter(|_| is_number).and_then(|id| EventId::new(id).ok());
        id.ok_or_else(|| {
            ApiError::bad_input("eventId", FieldFault::Malformed, "eventId is a number from 1 to 2^63-1")
        })
    }
}

/// The sale of an event, over a WebSocket
///
/// `contracts/asyncapi/holdfast.json` describes the messages. A socket begins with the current state, and of each type only the newest message is sent
/// to a client that reads slowly. Clients that send too much, too often or anything else are closed with a code that says so.
#[utoipa::path(
    get,
    path = "/ws",
    tag = "events",
    operation_id = "watchSale",
    params(SocketQuery, Access),
    responses(
        (status = 101, description = "The socket is open."),
        (status = 400, description = "BAD_REQUEST: no event id, or no WebSocket handshake of version 13."),
        (status = 401, description = "TOKEN_INVALID, TOKEN_EXPIRED: of the access token or the stream token."),
        (status = 403, description = "FORBIDDEN: the page of a site that is not listed."),
        (status = 404, description = "EVENT_NOT_FOUND"),
        (status = 429, description = "RATE_LIMITED: too many sockets and streams."),
    )
)]
pub(super) async fn open(
    request: HttpRequest,
    payload: Payload,
    query: QueryParams<SocketQuery>,
    access: Access,
    sockets: Data<Sockets>,
    door: Data<SaleDoor>,
    catalog: Data<Catalog>,
) -> Result<HttpResponse, ApiError> {
    let event = query.0.event()?;
    let hold = query.0.stream_token.as_deref().map(|token| door.streams.hold(token)).transpose()?;
    let accepted = sockets.accept(&request, payload, &access)?;
    let (feed, proofs) = (catalog.sale(event).await?, access.hold_proofs());
    let mut watcher = SaleWatcher::new(feed, catalog.orders(), door.into_inner(), proofs);
    hold.into_iter().for_each(|hold| watcher.begin_with(hold));
    Ok(accepted.converse(watcher))
}
