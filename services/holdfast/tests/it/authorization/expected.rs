//! What a rule means for a persona, written down a second time: this is what a reviewer compares the product with.

use access::{Action, ActionObject, Allow, Object};
use contracts::ErrorCode;

use super::personas::Standing;
use super::role_table::{knows_the_organization, may};
use super::table::Route;

/// What a stranger to an organization reads.
const NO_ORGANIZATION: &str = "there is no such organization";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expected {
    /// Whatever comes of the call then: it is not refused for who asks.
    Admitted,
    Refused(Vec<ErrorCode>),
}

/// Whether a call carries the token that its rule is about, if it is about one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    Right,
    Invented,
}

/// Whether to have the token is all that the rule asks for, so that it makes a difference for every persona.
pub(super) fn is_proven_by_a_token(allow: Allow) -> bool {
    matches!(allow, Allow::Holder(Object::Ticket | Object::Link | Object::RefreshToken))
}

pub(super) fn expected(route: &Route, who: Standing, proof: Proof) -> Expected {
    let unauthenticated = || refused(ErrorCode::Unauthenticated);
    match (route.allow, who) {
        (Allow::Anyone, _) => Expected::Admitted,
        (Allow::Neighbour, _) => unauthenticated(),
        (Allow::Operator, _) if route.method.is_safe() => of_operator(Action::ReadOperations, who),
        (Allow::Operator, _) => of_operator(Action::Operate, who),
        (Allow::Event(action), _) => of_operator(action, who),
        (Allow::Holder(object @ (Object::Link | Object::RefreshToken)), _) => by_token(object, who, proof),
        // Whatever else a caller is: a token that is presented has to be right, and the operator's is no access token.
        (_, Standing::WrongToken(code)) => refused(code),
        (_, Standing::Operator) => refused(ErrorCode::TokenInvalid),
        (Allow::Holder(object @ Object::Ticket), _) => by_token(object, who, proof),
        (Allow::Holder(object), _) => of_holder(object, who),
        (Allow::Visitor, Standing::Nameless | Standing::HoldBearer) => unauthenticated(),
        (Allow::Caller | Allow::Visitor, _) => Expected::Admitted,
        (Allow::Named | Allow::SignedIn | Allow::Account | Allow::Role(_), _) if !has_a_name(who) => {
            unauthenticated()
        }
        (Allow::Role(action), _) => of_role(action, who),
        (Allow::Account, Standing::Guest | Standing::Program(_) | Standing::GateElsewhere) => {
            refused(ErrorCode::NotFound)
        }
        (Allow::Named | Allow::SignedIn | Allow::Account, _) => Expected::Admitted,
    }
}

/// What is presented may have been meant as the token of the installation, unless it was an access token once.
fn of_operator(action: Action, who: Standing) -> Expected {
    if who == Standing::Operator || may(who, action) {
        return Expected::Admitted;
    }
    if let Standing::WrongToken(code @ (ErrorCode::TokenExpired | ErrorCode::SessionEnded)) = who {
        return refused(code);
    }
    refused(if has_a_name(who) { ErrorCode::Forbidden } else { ErrorCode::Unauthenticated })
}

/// To a stranger there is no such organization.
fn of_role(action: Action, who: Standing) -> Expected {
    if may(who, action) {
        return Expected::Admitted;
    }
    let is_hidden = action.object() == ActionObject::Organization && !knows_the_organization(who);
    refused(if is_hidden { ErrorCode::NotFound } else { ErrorCode::Forbidden })
}

fn of_holder(object: Object, who: Standing) -> Expected {
    match (object, who) {
        (Object::Session | Object::Membership, _) if !has_a_name(who) => refused(ErrorCode::Unauthenticated),
        // No program has a membership, and its owner is none of those who ask.
        (Object::Membership, Standing::Program(_) | Standing::GateElsewhere) => refused(ErrorCode::NotFound),
        (Object::Membership, _) => of_role(Action::ChangeMembers, who),
        (_, Standing::Owner) => Expected::Admitted,
        (Object::Place, Standing::Nameless | Standing::HoldBearer) => refused(ErrorCode::Unauthenticated),
        (Object::Purchase, Standing::Nameless) => refused(ErrorCode::IdempotencyKeyInvalid),
        _ => refused(object.refusal()),
    }
}

/// Some of these calls look at who asks as well, and first.
fn by_token(object: Object, who: Standing, proof: Proof) -> Expected {
    match (proof, who) {
        (Proof::Right, _) => Expected::Admitted,
        (Proof::Invented, Standing::WrongToken(code)) => Expected::Refused(vec![object.refusal(), code]),
        (Proof::Invented, Standing::Operator) => {
            Expected::Refused(vec![object.refusal(), ErrorCode::TokenInvalid])
        }
        (Proof::Invented, _) => refused(object.refusal()),
    }
}

/// With the right token of a call that may look at who asks as well, one who presents a wrong token of another kind may be refused, and may not.
pub(super) fn is_decided(allow: Allow, who: Standing, proof: Proof) -> bool {
    let may_look = matches!(allow, Allow::Holder(Object::Link | Object::RefreshToken));
    let is_wrong = matches!(who, Standing::WrongToken(_) | Standing::Operator);
    !(may_look && is_wrong && proof == Proof::Right)
}

fn has_a_name(who: Standing) -> bool {
    match who {
        Standing::Guest
        | Standing::Stranger
        | Standing::Owner
        | Standing::Member(_)
        | Standing::Elsewhere
        | Standing::Staff(_)
        | Standing::Program(_)
        | Standing::GateElsewhere => true,
        Standing::Nameless
        | Standing::HoldBearer
        | Standing::Client
        | Standing::Operator
        | Standing::WrongToken(_) => false,
    }
}

fn refused(code: ErrorCode) -> Expected {
    Expected::Refused(vec![code])
}

/// Whether an answer with this code and these words says that the caller may not.
pub(super) fn is_refusal(allow: Allow, code: ErrorCode, message: &str) -> bool {
    let of_rule = match allow {
        Allow::Holder(object) => code == object.refusal(),
        Allow::Account => code == ErrorCode::NotFound,
        // The same code says that there is no such key, or no such device.
        Allow::Role(_) => message == NO_ORGANIZATION,
        Allow::Event(_) => code == ErrorCode::EventNotFound,
        Allow::Anyone
        | Allow::Caller
        | Allow::Visitor
        | Allow::Named
        | Allow::SignedIn
        | Allow::Operator
        | Allow::Neighbour => false,
    };
    of_rule
        || matches!(
            code,
            ErrorCode::Unauthenticated
                | ErrorCode::TokenInvalid
                | ErrorCode::TokenExpired
                | ErrorCode::SessionEnded
                | ErrorCode::Forbidden
                | ErrorCode::NotHoldOwner
                | ErrorCode::QueueTokenRequired
        )
}
