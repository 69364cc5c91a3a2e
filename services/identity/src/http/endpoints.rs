//! What may be called, and by whom.

use access::Action;
use server::{Allow, Endpoint, Endpoints, Object};

use super::{
    account, api_keys, confirm, gate_devices, guest_challenge, jwks, links, mailbox, organizations,
    provider_links, providers, sessions, staff, token,
};

pub(crate) fn endpoints() -> Vec<Endpoints> {
    let auth = Endpoints::below("/api/auth")
        .with(Endpoint::new("/register").post(links::register, Allow::Anyone))
        .with(Endpoint::new("/verify").post(links::verify, Allow::Holder(Object::Link)))
        .with(Endpoint::new("/forgot").post(links::forgot, Allow::Anyone))
        .with(Endpoint::new("/reset").post(links::reset, Allow::Holder(Object::Link)))
        .with(Endpoint::new("/login").post(sessions::log_in, Allow::Caller))
        .with(Endpoint::new("/guest").post(sessions::begin_guest, Allow::Caller))
        .with(Endpoint::new("/guest/challenge").get(guest_challenge::show, Allow::Anyone))
        .with(Endpoint::new("/refresh").post(sessions::refresh, Allow::Holder(Object::RefreshToken)))
        .with(Endpoint::new("/logout").post(sessions::log_out, Allow::Caller))
        .with(Endpoint::new("/confirm").post(confirm::confirm, Allow::Account))
        .with(Endpoint::new("/token").post(token::issue, Allow::Anyone))
        .with(Endpoint::new("/bootstrap").post(staff::bootstrap, Allow::Account))
        .with(Endpoint::new("/mailbox").get(mailbox::show, Allow::Anyone))
        .with(Endpoint::new("/oidc").get(providers::list, Allow::Anyone))
        .with(Endpoint::new("/oidc/{provider}").get(providers::begin, Allow::Caller))
        .with(Endpoint::new("/oidc/{provider}/callback").get(providers::finish, Allow::Caller));
    let account = Endpoint::new("/me")
        .get(account::show, Allow::Account)
        .patch(account::change, Allow::Account)
        .delete(account::delete, Allow::Account);
    let session = Endpoint::new("/me/sessions/{sessionId}");
    let users = Endpoints::below("/api/users")
        .with(account)
        .with(Endpoint::new("/me/sessions").get(account::list_sessions, Allow::SignedIn))
        .with(session.delete(account::end_session, Allow::Holder(Object::Session)))
        .with(of_links())
        .with(Endpoint::new("/me/links/{linkId}").delete(provider_links::delete, Allow::Account));
    let keys =
        Endpoints::below("/.well-known").with(Endpoint::new("/jwks.json").get(jwks::show, Allow::Anyone));
    vec![auth, users, keys, of_organizations(), of_staff()]
}

fn of_links() -> Endpoint {
    Endpoint::new("/me/links")
        .get(provider_links::list, Allow::Account)
        .post(provider_links::begin, Allow::Account)
}

fn of_organizations() -> Endpoints {
    let all = Endpoint::new("")
        .get(organizations::list, Allow::Account)
        .post(organizations::make, Allow::Role(Action::MakeOrganizations));
    let members = Endpoint::new("/{orgId}/members");
    let member = Endpoint::new("/{orgId}/members/{userId}")
        .put(organizations::set_member, Allow::Role(Action::ChangeMembers))
        .delete(organizations::delete_member, Allow::Holder(Object::Membership));
    let keys = Endpoint::new("/{orgId}/keys")
        .get(api_keys::list, Allow::Role(Action::ReadApiKeys))
        .post(api_keys::make, Allow::Role(Action::ChangeApiKeys));
    let key = Endpoint::new("/{orgId}/keys/{keyId}");
    let devices = Endpoint::new("/{orgId}/devices")
        .get(gate_devices::list, Allow::Role(Action::ReadGateDevices))
        .post(gate_devices::register, Allow::Role(Action::ChangeGateDevices));
    let device = Endpoint::new("/{orgId}/devices/{deviceId}");
    Endpoints::below("/api/orgs")
        .with(all)
        .with(members.get(organizations::list_members, Allow::Role(Action::ReadMembers)))
        .with(member)
        .with(keys)
        .with(key.delete(api_keys::delete, Allow::Role(Action::ChangeApiKeys)))
        .with(devices)
        .with(device.delete(gate_devices::end, Allow::Role(Action::ChangeGateDevices)))
}

fn of_staff() -> Endpoints {
    let role = Endpoint::new("/roles/{userId}")
        .put(staff::set, Allow::Role(Action::ChangePlatformRoles))
        .delete(staff::delete, Allow::Role(Action::ChangePlatformRoles));
    Endpoints::below("/api/admin/identity")
        .with(Endpoint::new("/roles").get(staff::list, Allow::Role(Action::ReadPlatformRoles)))
        .with(role)
        .with(Endpoint::new("/audit").get(staff::audit, Allow::Role(Action::ReadAudit)))
}
