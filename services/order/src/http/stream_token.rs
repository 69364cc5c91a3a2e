//! POST /api/orders/{orderId}/stream-token

use access::StreamSubject;
use actix_web::{HttpResponse, web};
use contracts::http::stream_token::StreamTokenBody;
use server::{Access, ApiError, OrderIdPath, StreamDoor};

use super::convert;
use crate::app::Orders;

/// Issues a token that opens the stream of an order
///
/// For a browser, whose `EventSource` sends no headers: `GET .../stream?streamToken=`. It opens that stream for a minute, and nothing else.
#[utoipa::path(
    post,
    path = "/api/orders/{orderId}/stream-token",
    tag = "orders",
    operation_id = "issueOrderStreamToken",
    params(OrderIdPath, Access),
    responses(
        (status = 201, description = "A token, anew with each call", body = StreamTokenBody),
        (status = 404, description = "ORDER_NOT_FOUND, also for another buyer's order"),
    )
)]
pub(super) async fn issue(
    orders: web::Data<Orders>,
    access: Access,
    OrderIdPath(order): OrderIdPath,
    door: web::Data<StreamDoor>,
) -> Result<HttpResponse, ApiError> {
    orders.find(order, &access.credentials).await.map_err(convert::read_refused)?;
    Ok(door.issue(StreamSubject::Order(order)))
}
