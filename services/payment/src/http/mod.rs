//! `/api/payments`: the routes of payment and their description.

mod authorize;
pub mod convert;
mod methods;

use std::sync::Arc;

use actix_web::web;
use server::{Endpoint, Routes};
use utoipa::OpenApi;

use crate::app::Payments;

pub(crate) fn routes(payments: &Payments) -> Routes {
    let payments = web::Data::new(payments.clone());
    Arc::new(move |config| {
        let scope = web::scope("/api/payments")
            .app_data(payments.clone())
            .service(Endpoint::new("/methods").get(methods::list))
            .service(Endpoint::new("/authorize").post(authorize::authorize));
        config.service(scope);
    })
}

#[derive(OpenApi)]
#[openapi(paths(methods::list, authorize::authorize))]
struct Api;

pub fn openapi() -> utoipa::openapi::OpenApi {
    Api::openapi()
}
