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

use actix_web::{Scope, web};
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
            .service(Endpoint::new("/confirm").post(confirm::confirm))
            .service(Endpoint::new("/token").post(token::issue))
            .service(Endpoint::new("/bootstrap").post(staff::bootstrap))
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
        let orgs = web::scope("/api/orgs").app_data(identity.clone());
        let staff = web::scope("/api/admin/identity").app_data(identity.clone());
        config.service(auth).service(users).service(keys);
        config.service(of_organizations(orgs)).service(of_staff(staff));
    })
}

fn of_organizations(scope: Scope) -> Scope {
    let members = Endpoint::new("/{orgId}/members/{userId}");
    scope
        .service(Endpoint::new("").get(organizations::list).post(organizations::make))
        .service(Endpoint::new("/{orgId}/members").get(organizations::list_members))
        .service(members.put(organizations::set_member).delete(organizations::delete_member))
        .service(Endpoint::new("/{orgId}/keys").get(api_keys::list).post(api_keys::make))
        .service(Endpoint::new("/{orgId}/keys/{keyId}").delete(api_keys::delete))
        .service(Endpoint::new("/{orgId}/devices").get(gate_devices::list).post(gate_devices::register))
        .service(Endpoint::new("/{orgId}/devices/{deviceId}").delete(gate_devices::end))
}

fn of_staff(scope: Scope) -> Scope {
    scope
        .service(Endpoint::new("/roles").get(staff::list))
        .service(Endpoint::new("/roles/{userId}").put(staff::set).delete(staff::delete))
        .service(Endpoint::new("/audit").get(staff::audit))
}
