//! Who asks. A persona is what it presents, and what that makes of it; a new role is a line here, and what it may is said in `expected`.

use access::{OrgRole, PlatformRole};
use contracts::ErrorCode;
use contracts::http::headers;

use super::world::World;

/// What a persona is to the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Without anything that could be held against another one.
    Nameless,
    /// The bearer of the token of a hold of its own.
    HoldBearer,
    /// Known by a secret that it has made.
    Client,
    Guest,
    /// A user whose nothing is of what is asked about.
    Stranger,
    /// The user whose all of it is, but for the organization.
    Owner,
    /// A user with this role in the organization that is asked about.
    Member(OrgRole),
    /// A user with a role in another organization.
    Elsewhere,
    /// A user with this role in the installation.
    Staff(PlatformRole),
    /// An API key of the organization with this role, or the device of a gate of the event that is asked about.
    Program(OrgRole),
    /// The device of a gate of another event of the organization.
    GateElsewhere,
    Operator,
    /// Presents as an access token what is none, and is refused with this code.
    WrongToken(ErrorCode),
}

#[derive(Debug)]
pub(super) struct Persona {
    pub(super) name: &'static str,
    pub(super) standing: Standing,
    pub(super) presents: Vec<(&'static str, String)>,
}

const SECRET: &str = "a-secret-of-this-client-which-no-other-knows";

pub(super) fn owner(world: &World) -> Persona {
    bearer("user A, whose it is", Standing::Owner, &world.owner.access)
}

/// All without a role but the owner, who may change what is asked about and is asked last.
pub(super) fn others(world: &World) -> Vec<Persona> {
    let wrong = Standing::WrongToken;
    let invalid = wrong(ErrorCode::TokenInvalid);
    let tokens = &world.tokens;
    let subject = &world.owner.subject;
    let mut thief = bearer("user B with the hold token of A", Standing::Stranger, &world.thief.access);
    thief.presents.push((headers::HOLD_TOKEN, tokens.hold.clone()));
    vec![
        Persona { name: "anonymous", standing: Standing::Nameless, presents: Vec::new() },
        with("user A by X-Caller-Id, which is not trusted", Standing::Nameless, headers::CALLER_ID, subject),
        with("a hold token of another hold", Standing::HoldBearer, headers::HOLD_TOKEN, &tokens.other_hold),
        with("a client with a secret", Standing::Client, headers::GUEST_SECRET, SECRET),
        bearer("a guest with a session", Standing::Guest, &world.guest.access),
        bearer("user B, a stranger", Standing::Stranger, &world.stranger.access),
        thief,
        bearer("an operator", Standing::Operator, World::OPERATOR_TOKEN),
        bearer("nearly the operator's token", invalid, &World::OPERATOR_TOKEN[1..]),
        bearer("an expired access token", wrong(ErrorCode::TokenExpired), &tokens.expired),
        bearer("an access token of a session that has ended", wrong(ErrorCode::SessionEnded), &tokens.ended),
        bearer("an access token of another installation", invalid, &tokens.foreign),
        bearer("a refresh token as access token", invalid, &world.owner.refresh),
        bearer("a hold token as access token", invalid, &tokens.hold),
        bearer("a stream token as access token", invalid, &tokens.stream),
        bearer("a queue ticket as access token", invalid, &tokens.ticket),
        bearer("a sale pass as access token", invalid, &tokens.pass),
        bearer("a service token on the public port", invalid, &tokens.service),
    ]
}

fn with(name: &'static str, standing: Standing, header: &'static str, value: &str) -> Persona {
    Persona { name, standing, presents: vec![(header, value.to_owned())] }
}

pub(super) fn bearer(name: &'static str, standing: Standing, token: &str) -> Persona {
    with(name, standing, "Authorization", &format!("Bearer {token}"))
}
