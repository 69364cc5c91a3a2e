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
use server::{Allow, Endpoint, Endpoints, KeyedAnswers, Limited, Object, RateClass, Routes, StreamDoor};
use utoipa::OpenApi;

use crate::app::Orders;

pub(crate) fn routes(orders: Arc<Orders>, answers: KeyedAnswers, door: StreamDoor) -> Routes {
    let (orders, answers) = (web::Data::from(orders), web::Data::new(answers));
    let door = web::Data::new(door);
    Arc::new(move |config| {
        for endpoints in endpoints() {
            let scope = endpoints.into_scope().app_data(orders.clone());
            config.service(scope.app_data(answers.clone()).app_data(door.clone()));
        }
    })
}

pub(crate) fn endpoints() -> Vec<Endpoints> {
    let holder = Allow::Holder(Object::Order);
    let list = Endpoint::new("").post(place::place_order, Allow::Caller).get(list::list_orders, Allow::Named);
    let orders = Endpoints::below("/api/orders")
        .limited(Limited::by(RateClass::Order).except("/{orderId}/stream-token"))
        .with(list)
        .with(Endpoint::new("/{orderId}").get(get::get_order, holder))
        .with(Endpoint::new("/{orderId}/cancel").post(cancel::cancel_order, holder))
        .with(Endpoint::new("/{orderId}/stream-token").post(stream_token::issue, holder))
        .with(Endpoint::new("/{orderId}/stream").get(stream::stream_order, holder));
    [vec![orders], purchase::endpoints()].into_iter().flatten().collect()
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
