//! `/api/auth`, `/api/users/me` and the public keys: the routes of identity and their description.

mod account;
mod bodies;
mod convert;
mod cookies;
mod device;
mod jwks;
mod links;
mod mailbox;
mod rates;
mod sessions;

use std::sync::Arc;

use actix_web::web;
use server::{Endpoint, Routes};
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

use crate::app::Identity;

pub use rates::Rates;

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    links::register,
    links::verify,
    links::forgot,
    links::reset,
    sessions::log_in,
    sessions::begin_guest,
    sessions::refresh,
    sessions::log_out,
    account::show,
    account::change,
    account::delete,
    account::list_sessions,
    account::end_session,
    mailbox::show,
    jwks::show,
))]
struct Description;

pub fn openapi() -> OpenApi {
    Description::openapi()
}

pub(crate) fn routes(identity: Identity, rates: Rates) -> Routes {
    let (identity, rates) = (web::Data::new(identity), web::Data::new(rates));
    Arc::new(move |config| {
        let auth = web::scope("/api/auth")
            .app_data(identity.clone())
            .app_data(rates.clone())
            .service(Endpoint::new("/register").post(links::register))
            .service(Endpoint::new("/verify").post(links::verify))
            .service(Endpoint::new("/forgot").post(links::forgot))
            .service(Endpoint::new("/reset").post(links::reset))
            .service(Endpoint::new("/login").post(sessions::log_in))
            .service(Endpoint::new("/guest").post(sessions::begin_guest))
            .service(Endpoint::new("/refresh").post(sessions::refresh))
            .service(Endpoint::new("/logout").post(sessions::log_out))
            .service(Endpoint::new("/mailbox").get(mailbox::show));
        let users = web::scope("/api/users")
            .app_data(identity.clone())
            .app_data(rates.clone())
            .service(Endpoint::new("/me").get(account::show).patch(account::change).delete(account::delete))
            .service(Endpoint::new("/me/sessions").get(account::list_sessions))
            .service(Endpoint::new("/me/sessions/{sessionId}").delete(account::end_session));
        let keys = web::scope("/.well-known")
            .app_data(identity.clone())
            .service(Endpoint::new("/jwks.json").get(jwks::show));
        config.service(auth).service(users).service(keys);
    })
}
