//! Who may make a call: the rule that every route has.
//!
//! A new kind of caller is a variant here: it then has to say what it demands at the door and how the description names it
//! (`server`), and to whom the matrix of `services/holdfast/tests/it/authorization` expects it to be open.

use std::fmt;

use contracts::ErrorCode;

use crate::Action;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allow {
    /// All who reach the listener. Who asks makes no difference, so what is presented is not looked at.
    Anyone,
    /// All who ask, with a name or without: what is made is the caller's.
    Caller,
    /// A caller who differs from all others: by a name, or by a secret of its own.
    Visitor,
    /// A caller with a name: of an account, of a guest with a session, or by a header that is trusted.
    Named,
    /// The holder of what the call is about.
    Holder(Object),
    /// A caller with a session, a guest too.
    SignedIn,
    /// A user with an account.
    Account,
    /// A user whose role allows it: in the organization that the path names, or else in the installation.
    Role(Action),
    /// Who runs the installation, or has a role that allows it in the organization of the event that the path names.
    Event(Action),
    /// Who runs the installation.
    Operator,
    /// Another service of the installation.
    Neighbour,
}

/// What a call may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    /// Named by its id.
    Hold,
    /// A hold, named by one of its seats.
    Seat,
    Order,
    /// By quantity, before it is paid for: it belongs to its idempotency key.
    Purchase,
    /// In a line, by its ticket, which is of use to its visitor alone.
    Place,
    /// The same of a source design, whose token may carry all that proves it.
    Position,
    /// Of an account or of a guest.
    Session,
    /// It shows where its place stands to all who have it.
    Ticket,
    /// It came by mail.
    Link,
    RefreshToken,
    /// Of a user in an organization.
    Membership,
}

impl Allow {
    /// In the order of the table.
    pub const ALL: [Self; 32] = [
        Self::Anyone,
        Self::Caller,
        Self::Visitor,
        Self::Named,
        Self::Holder(Object::Hold),
        Self::Holder(Object::Seat),
        Self::Holder(Object::Order),
        Self::Holder(Object::Purchase),
        Self::Holder(Object::Place),
        Self::Holder(Object::Position),
        Self::Holder(Object::Session),
        Self::Holder(Object::Ticket),
        Self::Holder(Object::Link),
        Self::Holder(Object::RefreshToken),
        Self::Holder(Object::Membership),
        Self::SignedIn,
        Self::Account,
        Self::Role(Action::ReadMembers),
        Self::Role(Action::ChangeMembers),
        Self::Role(Action::ReadApiKeys),
        Self::Role(Action::ChangeApiKeys),
        Self::Role(Action::ReadGateDevices),
        Self::Role(Action::ChangeGateDevices),
        Self::Role(Action::MakeOrganizations),
        Self::Role(Action::ReadPlatformRoles),
        Self::Role(Action::ChangePlatformRoles),
        Self::Role(Action::ReadAudit),
        Self::Event(Action::SellAtTheBoxOffice),
        Self::Event(Action::ReadLine),
        Self::Event(Action::SteerLine),
        Self::Operator,
        Self::Neighbour,
    ];

    /// In the words of the table: who is meant, and what others get.
    #[must_use]
    pub const fn meaning(self) -> (&'static str, &'static str) {
        match self {
            Self::Anyone => ("all who reach the listener; what is presented is not looked at", "-"),
            Self::Caller => ("all who ask; a token that is presented has to be right", "-"),
            Self::Visitor => ("a caller with a name, or with a secret of its own (Guest-Secret)", "401"),
            Self::Named => ("a caller with an access token, or named by a trusted X-Caller-Id", "401"),
            Self::Holder(object) => object.meaning(),
            Self::SignedIn => ("a caller with an access token, of an account or of a guest", "401"),
            Self::Account => ("a user with an account, by an access token", "401; a guest 404"),
            Self::Role(action) | Self::Event(action) => (action.holders(), action.others()),
            Self::Operator => (
                "who runs the installation, by its token or as an administrator; to read, staff",
                "401; without the role 403",
            ),
            Self::Neighbour => ("another service, by a service token for this one", "401"),
        }
    }
}

impl Object {
    /// What a stranger gets: what comes of a thing that is not there, or of a proof that is none.
    #[must_use]
    pub const fn refusal(self) -> ErrorCode {
        match self {
            Self::Hold => ErrorCode::ReservationNotFound,
            Self::Seat => ErrorCode::NotHoldOwner,
            Self::Order | Self::Purchase => ErrorCode::OrderNotFound,
            Self::Place | Self::Ticket => ErrorCode::QueueTokenRequired,
            Self::Position | Self::Session | Self::Membership => ErrorCode::NotFound,
            Self::Link => ErrorCode::LinkExpired,
            Self::RefreshToken => ErrorCode::SessionEnded,
        }
    }

    const fn meaning(self) -> (&'static str, &'static str) {
        match self {
            Self::Hold => ("the caller who made it, or the bearer of its Hold-Token", "404"),
            Self::Seat => ("the caller who holds it, or the bearer of the Hold-Token", "403"),
            Self::Order => ("the caller who made it, or the bearer of the Hold-Token of its hold", "404"),
            Self::Purchase => (
                "the caller who made it, by the same name, Hold-Token or Guest-Secret",
                "404; without any of them 400",
            ),
            Self::Place => {
                ("the visitor whose it is, with its ticket", "403; without a name and a secret 401")
            }
            Self::Position => {
                ("the visitor whose it is, or the bearer of a token that carries its secret", "404")
            }
            Self::Session => ("the user or guest whose it is, by an access token", "401; of another 404"),
            Self::Ticket => ("all who have the ticket of a place", "403"),
            Self::Link => ("the bearer of the token of a mailed link", "410"),
            Self::RefreshToken => ("the bearer of a refresh token", "401"),
            Self::Membership => (
                "the user whose it is, an owner of the organization, an administrator",
                "401; 403; a stranger 404",
            ),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Hold => "the hold",
            Self::Seat => "the seat",
            Self::Order => "the order",
            Self::Purchase => "the purchase",
            Self::Place => "the place",
            Self::Position => "the position",
            Self::Session => "the session",
            Self::Ticket => "a ticket",
            Self::Link => "a link",
            Self::RefreshToken => "a refresh token",
            Self::Membership => "the membership",
        }
    }
}

/// As the table names it.
impl fmt::Display for Allow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anyone => f.pad("anyone"),
            Self::Caller => f.pad("any caller"),
            Self::Visitor => f.pad("visitor"),
            Self::Named => f.pad("named caller"),
            Self::Holder(object) => f.pad(&format!("holder of {}", object.name())),
            Self::SignedIn => f.pad("signed in"),
            Self::Account => f.pad("account"),
            Self::Role(action) | Self::Event(action) => f.pad(&format!("may {}", action.name())),
            Self::Operator => f.pad("operator"),
            Self::Neighbour => f.pad("neighbour"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_has_a_name_of_its_own() {
        let names: BTreeSet<String> = Allow::ALL.iter().map(Allow::to_string).collect();
        assert_eq!(names.len(), Allow::ALL.len());
    }

    #[test]
    fn what_strangers_get_is_the_status_that_the_table_says() {
        for rule in Allow::ALL {
            let Allow::Holder(object) = rule else { continue };
            let (_, others) = rule.meaning();
            assert!(others.contains(&object.refusal().status().to_string()), "{rule}: {others}");
        }
    }
}
