//! `/api/auth`, `/api/users/me`, `/api/orgs`, `/api/admin/identity` and the public keys: the routes of identity and their description.

mod account;
mod api_keys;
mod bodies;
mod confirm;
mod convert;
mod cookies;
mod device;
mod endpoints;
mod gate_devices;
mod guest_challenge;
mod jwks;
mod links;
mod mailbox;
mod organizations;
mod provider_bodies;
mod provider_convert;
mod provider_links;
mod providers;
mod rates;
mod role_bodies;
mod role_convert;
mod sessions;
mod staff;
mod staff_bodies;
mod token;

use std::sync::Arc;

use actix_web::web;
use server::Routes;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

use crate::app::Identity;

pub(crate) use endpoints::endpoints;
pub use rates::Rates;

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    links::register,
    links::verify,
    links::forgot,
    links::reset,
    sessions::log_in,
    sessions::begin_guest,
    guest_challenge::show,
    sessions::refresh,
    sessions::log_out,
    account::show,
    account::change,
    account::delete,
    account::list_sessions,
    account::end_session,
    mailbox::show,
    providers::list,
    providers::begin,
    providers::finish,
    provider_links::list,
    provider_links::begin,
    provider_links::delete,
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
