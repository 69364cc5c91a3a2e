//! Log-ins by the account of another provider: what comes of them, decided on values.

use std::time::Duration;

use primitives::Timestamp;
use uuid::Uuid;

use super::{Email, Locale, ReturnPath};

/// Of one user.
pub const LINKS_MAX: usize = 10;
/// For so long a log-in that was begun at a provider can come back.
const ATTEMPT_LIFE: Duration = Duration::from_secs(10 * 60);

/// Whom a provider has recognized. The issuer and the subject are the key: addresses change their owners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderIdentity {
    pub issuer: String,
    pub subject: String,
    /// Only one that the provider vouches for.
    pub verified_email: Option<Email>,
}

/// An account of a provider that logs a user in here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderLink {
    pub id: Uuid,
    pub user: Uuid,
    pub issuer: String,
    pub subject: String,
    /// As it was when the link was made, for its user to recognize.
    pub email: Option<Email>,
    pub created_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginPurpose {
    /// With the session of the guest whom the caller was until now.
    LogIn { guest: Option<Uuid> },
    /// To link the provider to the user of this session.
    Link { session: Uuid },
}

/// A log-in that was begun at a provider. It comes back once, and soon, or never.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginAttempt {
    pub id: Uuid,
    /// The name of the provider in the settings.
    pub provider: String,
    pub purpose: LoginPurpose,
    pub return_to: ReturnPath,
    /// Of the mails to a user who is new.
    pub locale: Locale,
    pub expires_at: Timestamp,
}

impl LoginAttempt {
    #[must_use]
    pub fn latest_end(begun_at: Timestamp) -> Timestamp {
        begun_at.plus(ATTEMPT_LIFE)
    }

    #[must_use]
    pub fn is_of(&self, provider: &str, now: Timestamp) -> bool {
        self.provider == provider && now < self.expires_at
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginDecision {
    LogIn(Uuid),
    /// With the mailbox that the provider vouches for, and without a password.
    MakeUser(Email),
    Link(Uuid),
    AlreadyLinked,
    /// The mailbox has a user: its owner logs in as before, and links then.
    LinkRequired,
    LinkTaken,
    EmailUnverified,
}

/// `linked`: the user whom this account of the provider logs in. `linking`: the user who wants to link it; none: to log in. `owner`: the user
/// of the address that the provider vouches for.
#[must_use]
pub fn decide_login(
    identity: &ProviderIdentity,
    linked: Option<Uuid>,
    linking: Option<Uuid>,
    owner: Option<Uuid>,
) -> LoginDecision {
    match (linking, linked) {
        (Some(user), Some(linked)) if user == linked => LoginDecision::AlreadyLinked,
        (Some(_), Some(_)) => LoginDecision::LinkTaken,
        (Some(user), None) => LoginDecision::Link(user),
        (None, Some(linked)) => LoginDecision::LogIn(linked),
        (None, None) => match (&identity.verified_email, owner) {
            (None, _) => LoginDecision::EmailUnverified,
            (Some(_), Some(_)) => LoginDecision::LinkRequired,
            (Some(email), None) => LoginDecision::MakeUser(email.clone()),
        },
    }
}

/// Whether a user can still log in without one of so many links.
#[must_use]
pub fn keeps_a_login(has_password: bool, links: usize) -> bool {
    has_password || links > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINA: Uuid = Uuid::from_u128(1);
    const JOON: Uuid = Uuid::from_u128(2);

    #[test]
    fn a_link_is_never_made_by_an_address() {
        let email = Email::parse("mina@example.com").unwrap();
        let identity = |verified_email| ProviderIdentity {
            issuer: "https://provider.example".to_owned(),
            subject: "7".to_owned(),
            verified_email,
        };
        let (vouched, silent) = (identity(Some(email.clone())), identity(None));
        for (identity, linked, linking, owner, decision) in [
            // To log in.
            (&vouched, None, None, None, LoginDecision::MakeUser(email)),
            (&vouched, None, None, Some(MINA), LoginDecision::LinkRequired),
            (&silent, None, None, None, LoginDecision::EmailUnverified),
            (&vouched, Some(MINA), None, Some(MINA), LoginDecision::LogIn(MINA)),
            (&vouched, Some(MINA), None, Some(JOON), LoginDecision::LogIn(MINA)),
            (&silent, Some(MINA), None, None, LoginDecision::LogIn(MINA)),
            // To link, whatever the address is.
            (&vouched, None, Some(MINA), None, LoginDecision::Link(MINA)),
            (&vouched, None, Some(MINA), Some(JOON), LoginDecision::Link(MINA)),
            (&silent, None, Some(MINA), None, LoginDecision::Link(MINA)),
            (&vouched, Some(MINA), Some(MINA), Some(MINA), LoginDecision::AlreadyLinked),
            (&vouched, Some(JOON), Some(MINA), Some(MINA), LoginDecision::LinkTaken),
        ] {
            let found = decide_login(identity, linked, linking, owner);
            assert_eq!(found, decision, "{identity:?}, linked {linked:?}, linking {linking:?}, {owner:?}");
        }
    }

    #[test]
    fn the_last_way_to_log_in_stays() {
        for (has_password, links, keeps) in
            [(true, 1, true), (true, 0, true), (false, 2, true), (false, 1, false), (false, 0, false)]
        {
            assert_eq!(keeps_a_login(has_password, links), keeps, "{has_password}, {links}");
        }
    }

    #[test]
    fn an_attempt_comes_back_to_its_provider_within_ten_minutes() {
        let begun = Timestamp::from_micros(0);
        let attempt = LoginAttempt {
            id: MINA,
            provider: "acme".to_owned(),
            purpose: LoginPurpose::LogIn { guest: None },
            return_to: ReturnPath::default(),
            locale: Locale::Ko,
            expires_at: LoginAttempt::latest_end(begun),
        };
        let soon = begun.plus(ATTEMPT_LIFE - Duration::from_secs(1));
        assert!(attempt.is_of("acme", soon));
        assert!(!attempt.is_of("google", soon));
        assert!(!attempt.is_of("acme", begun.plus(ATTEMPT_LIFE)));
    }
}
