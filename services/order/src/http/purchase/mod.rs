//! `/purchase` and `/pay/{orderId}`: places without a number, as the source design of sales of a limited quantity has them. A thin room over the use
//! cases that there are: a hold, and an order.

mod convert;
pub(super) mod make;
pub(super) mod pay;

use server::{Allow, Endpoint, Endpoints, Limited, Object, RateClass};

pub(super) fn endpoints() -> Vec<Endpoints> {
    let purchase = Endpoint::new("").post(make::purchase, Allow::Caller);
    let pay = Endpoint::new("/{orderId}").post(pay::pay, Allow::Holder(Object::Purchase));
    let limited = |prefix| Endpoints::below(prefix).limited(Limited::by(RateClass::Order));
    vec![limited("/purchase").with(purchase), limited("/pay").with(pay)]
}
