//! `/api/auth`, `/api/users/me`, `/api/orgs`, `/api/admin/identity` and the public keys: the routes of identity and their description.

mod account;
mod api_keys;
mod bodies;
mod confirm;
mod convert;
mod cookies;
mod device;
mod gate_devices;
mod jwks;
mod links;
mod mailbox;
mod organizations;
mod rates;
mod role_bodies;
mod role_convert;
mod sessions;
mod staff;
mod staff_bodies;
mod token;

use std::sync::Arc;

use access::Action;
use actix_web::web;
use server::{Allow, Endpoint, Endpoints, Object, Routes};
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
    confirm::confirm,
    token::issue,
    staff::bootstrap,
    staff::list,
    staff::set,
    staff::delete,
    staff::audit,
    organizations::make,
    organizations::list,
    organizations::list_members,
    organizations::set_member,
    organizations::delete_member,
    api_keys::make,
    api_keys::list,
    api_keys::delete,
    gate_devices::register,
    gate_devices::list,
    gate_devices::end,
))]
struct Description;

pub fn openapi() -> OpenApi {
    Description::openapi()
}

pub(crate) fn routes(identity: Identity, rates: Rates) -> Routes {
    let (identity, rates) = (web::Data::new(identity), web::Data::new(rates));
    Arc::new(move |config| {
        for endpoints in endpoints() {
            config.service(endpoints.into_scope().app_data(identity.clone()).app_data(rates.clone()));
        }
    })
}

pub(crate) fn endpoints() -> Vec<Endpoints> {
    let auth = Endpoints::below("/api/auth")
        .with(Endpoint::new("/register").post(links::register, Allow::Anyone))
        .with(Endpoint::new("/verify").post(links::verify, Allow::Holder(Object::Link)))
        .with(Endpoint::new("/forgot").post(links::forgot, Allow::Anyone))
        .with(Endpoint::new("/reset").post(links::reset, Allow::Holder(Object::Link)))
        .with(Endpoint::new("/login").post(sessions::log_in, Allow::Caller))
        .with(Endpoint::new("/guest").post(sessions::begin_guest, Allow::Caller))
        .with(Endpoint::new("/refresh").post(sessions::refresh, Allow::Holder(Object::RefreshToken)))
        .with(Endpoint::new("/logout").post(sessions::log_out, Allow::Caller))
        .with(Endpoint::new("/confirm").post(confirm::confirm, Allow::Account))
        .with(Endpoint::new("/token").post(token::issue, Allow::Anyone))
        .with(Endpoint::new("/bootstrap").post(staff::bootstrap, Allow::Account))
        .with(Endpoint::new("/mailbox").get(mailbox::show, Allow::Anyone));
    let account = Endpoint::new("/me")
        .get(account::show, Allow::Account)
        .patch(account::change, Allow::Account)
        .delete(account::delete, Allow::Account);
    let session = Endpoint::new("/me/sessions/{sessionId}");
    let users = Endpoints::below("/api/users")
        .with(account)
        .with(Endpoint::new("/me/sessions").get(account::list_sessions, Allow::SignedIn))
        .with(session.delete(account::end_session, Allow::Holder(Object::Session)));
    let keys =
        Endpoints::below("/.well-known").with(Endpoint::new("/jwks.json").get(jwks::show, Allow::Anyone));
    vec![auth, users, keys]
}
