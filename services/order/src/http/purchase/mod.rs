//! `/purchase` and `/pay/{orderId}`: places without a number, as the source design of sales of a limited quantity has them. A thin room over the use
//! cases that there are: a hold, and an order.

mod convert;
pub(super) mod make;
pub(super) mod pay;

use actix_web::web::{self, Data, ServiceConfig};
use server::{Endpoint, Limited, RateClass};

use crate::app::Orders;

pub(super) fn routes(config: &mut ServiceConfig, orders: &Data<Orders>) {
    let limited = Limited::by(RateClass::Order);
    let purchase = web::scope("/purchase").wrap(limited.clone()).app_data(orders.clone());
    let pay = web::scope("/pay").wrap(limited).app_data(orders.clone());
    config
        .service(purchase.service(Endpoint::new("").post(make::purchase)))
        .service(pay.service(Endpoint::new("/{orderId}").post(pay::pay)));
}
