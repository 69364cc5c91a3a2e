//! `/api/orders`, `/purchase` and `/pay`. A handler extracts, makes one call into the app, and gives the answer its wire form.

mod cancel;
pub mod convert;
pub mod cursor;
mod get;
mod list;
mod place;
mod purchase;
mod stream;
mod stream_token;

use std::sync::Arc;

use actix_web::web;
use server::{Endpoint, KeyedAnswers, Limited, RateClass, Routes, StreamDoor};
use utoipa::OpenApi;

use crate::app::Orders;

pub(crate) fn routes(orders: Arc<Orders>, answers: KeyedAnswers, door: StreamDoor) -> Routes {
    let (orders, answers) = (web::Data::from(orders), web::Data::new(answers));
    let door = web::Data::new(door);
    Arc::new(move |config| {
        let limited = Limited::by(RateClass::Order).except("/{orderId}/stream-token");
        let scope = web::scope("/api/orders")
            .wrap(limited)
            .app_data(orders.clone())
            .app_data(answers.clone())
            .app_data(door.clone())
            .service(Endpoint::new("").post(place::place_order).get(list::list_orders))
            .service(Endpoint::new("/{orderId}").get(get::get_order))
            .service(Endpoint::new("/{orderId}/cancel").post(cancel::cancel_order))
            .service(Endpoint::new("/{orderId}/stream-token").post(stream_token::issue))
            .service(Endpoint::new("/{orderId}/stream").get(stream::stream_order));
        config.service(scope);
        purchase::routes(config, &orders);
    })
}

#[derive(OpenApi)]
#[openapi(
    paths(
        place::place_order, list::list_orders, get::get_order, cancel::cancel_order, stream::stream_order,
        stream_token::issue,
        purchase::make::purchase,
        purchase::pay::pay
    ),
    tags(
        (name = "orders", description = "Buying seats that one holds"),
        (name = "purchases", description = "Buying places of an event by quantity, as limited sales do"),
    )
)]
struct Description;

pub fn openapi() -> utoipa::openapi::OpenApi {
    Description::openapi()
}
