//! `/api/payments`: the routes of payment and their description.

mod authorize;
pub mod convert;
mod methods;

use std::sync::Arc;

use actix_web::web;
use server::{Allow, Endpoint, Endpoints, Object, Routes};
use utoipa::OpenApi;

use crate::app::Payments;

pub(crate) fn routes(payments: &Payments) -> Routes {
    let payments = web::Data::new(payments.clone());
    Arc::new(move |config| {
        for endpoints in endpoints() {
            config.service(endpoints.into_scope().app_data(payments.clone()));
        }
    })
}

pub(crate) fn endpoints() -> Vec<Endpoints> {
    let payments = Endpoints::below("/api/payments")
        .with(Endpoint::new("/methods").get(methods::list, Allow::Anyone))
        .with(Endpoint::new("/authorize").post(authorize::authorize, Allow::Holder(Object::Order)));
    vec![payments]
}

#[derive(OpenApi)]
#[openapi(paths(methods::list, authorize::authorize))]
struct Api;

pub fn openapi() -> utoipa::openapi::OpenApi {
    Api::openapi()
}
