//! A session: one log-in on one device, for as long as its refresh tokens are renewed.

use std::time::Duration;

use primitives::{Timestamp, UserId};
use uuid::Uuid;

/// Without a renewal a session ends after this.
const IDLE_MAX: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// However often it is renewed.
const LIFE_MAX: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// For so long a log-in counts for what is dangerous.
const RECENT: Duration = Duration::from_secs(10 * 60);
/// Of one user. The one that was used longest ago makes room for a new one.
pub const SESSIONS_PER_SUBJECT_MAX: usize = 50;

/// As all services know it: the owner of a session, `u:` or `g:` and an id, or what has no session, `k:` an API key and `d:` a device.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject(UserId);

impl Subject {
    #[must_use]
    pub fn user(id: Uuid) -> Self {
        Self::named(&format!("u:{id}"))
    }

    #[must_use]
    pub fn guest(id: Uuid) -> Self {
        Self::named(&format!("g:{id}"))
    }

    #[must_use]
    pub fn api_key(id: Uuid) -> Self {
        Self::named(&format!("k:{id}"))
    }

    #[must_use]
    pub fn gate_device(id: Uuid) -> Self {
        Self::named(&format!("d:{id}"))
    }

    /// None: neither a user nor a guest.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let id = text.strip_prefix("u:").or(text.strip_prefix("g:"))?;
        Uuid::parse_str(id).ok()?;
        UserId::parse(text).map(Self)
    }

    /// None: a guest has no account.
    #[must_use]
    pub fn user_id(&self) -> Option<Uuid> {
        self.0.as_str().strip_prefix("u:").and_then(|id| Uuid::parse_str(id).ok())
    }

    /// Of which kind it is, for people.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.0.as_str().get(..1) {
            Some("u") => "USER",
            Some("g") => "GUEST",
            Some("k") => "API_KEY",
            Some("d") => "GATE_DEVICE",
            _ => "UNKNOWN",
        }
    }

    #[must_use]
    pub fn as_id(&self) -> &UserId {
        &self.0
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    fn named(text: &str) -> Self {
        Self(UserId::parse(text).unwrap_or_else(|| unreachable!("a kind and a UUID are visible characters")))
    }
}

/// How the owner of a session was recognized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Password,
    Guest,
    /// By the account of another provider.
    Provider,
}

impl Method {
    /// As access tokens have it (RFC 8176).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::Guest => "guest",
            // What a provider has asked for is its own affair, and no registered value says so.
            Self::Provider => "fed",
        }
    }
}

/// Why a session ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    LoggedOut,
    /// By the user, from another session.
    Revoked,
    PasswordChanged,
    AccountDeleted,
    /// A refresh token came back that had been exchanged before: two parties have the same one.
    Reused,
    /// It made room for a newer one.
    TooMany,
}

impl EndReason {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LoggedOut => "LOGGED_OUT",
            Self::Revoked => "REVOKED",
            Self::PasswordChanged => "PASSWORD",
            Self::AccountDeleted => "DELETED",
            Self::Reused => "REUSED",
            Self::TooMany => "TOO_MANY",
        }
    }
}

/// Whom a user was before the log-in. What is that guest's is the user's for as long as the guest's session would have lasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerGuest {
    pub subject: Subject,
    pub until: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: Uuid,
    pub subject: Subject,
    /// Random, and part of what its refresh tokens are computed from.
    pub nonce: String,
    /// The number of the refresh token that is good now.
    pub seq: u64,
    /// The guest that it grew from.
    pub guest: Option<FormerGuest>,
    pub method: Method,
    /// What the browser says it is, and the network it came from: for its user to recognize.
    pub agent: String,
    pub network: String,
    pub created_at: Timestamp,
    /// When the password was last given; of a guest, and after a log-in at a provider, when it began.
    pub authenticated_at: Timestamp,
    pub rotated_at: Timestamp,
    /// However often it is renewed.
    pub ends_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

impl Session {
    #[must_use]
    pub fn latest_end(created_at: Timestamp) -> Timestamp {
        created_at.plus(LIFE_MAX)
    }

    /// When it ends, unless it is renewed.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.rotated_at.plus(IDLE_MAX).min(self.ends_at)
    }

    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && now < self.expires_at()
    }

    /// Whether its owner was recognized so short a time ago that it counts for what is dangerous.
    #[must_use]
    pub fn is_recent(&self, now: Timestamp) -> bool {
        self.is_live(now) && now.since(self.authenticated_at) <= RECENT
    }

    /// The guest whose holds and orders are its user's now.
    #[must_use]
    pub fn former_guest(&self, now: Timestamp) -> Option<&Subject> {
        self.guest.as_ref().filter(|guest| now < guest.until).map(|guest| &guest.subject)
    }

    /// This guest, to a session that begins now; none where it is a user's, or is over.
    #[must_use]
    pub fn as_former_guest(&self, now: Timestamp) -> Option<FormerGuest> {
        let is_guest = self.method == Method::Guest && self.is_live(now);
        is_guest.then(|| FormerGuest { subject: self.subject.clone(), until: self.expires_at() })
    }

    /// The same after a renewal.
    #[must_use]
    pub fn rotated(self, now: Timestamp) -> Self {
        Self { seq: self.seq + 1, rotated_at: now, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_says_of_what_kind_it_is() {
        let id = Uuid::from_u128(7);
        assert_eq!(Subject::user(id).user_id(), Some(id));
        assert_eq!(Subject::guest(id).user_id(), None);
        assert_eq!(Subject::parse(Subject::guest(id).as_str()), Some(Subject::guest(id)));
        for wrong in ["", "mina", "u:", "u:mina", "x:00000000-0000-0000-0000-000000000007"] {
            assert_eq!(Subject::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_session_lives_while_it_is_renewed_and_thirty_days_at_most() {
        let (start, day) = (Timestamp::from_micros(0), Duration::from_secs(24 * 60 * 60));
        let mut session = Session {
            id: Uuid::nil(),
            subject: Subject::user(Uuid::nil()),
            nonce: String::new(),
            seq: 0,
            guest: None,
            method: Method::Password,
            agent: String::new(),
            network: String::new(),
            created_at: start,
            authenticated_at: start,
            rotated_at: start,
            ends_at: Session::latest_end(start),
            ended_at: None,
        };
        assert!(session.is_live(start.plus(day * 7 - Duration::from_secs(1))));
        assert!(!session.is_live(start.plus(day * 7)));
        assert!(session.is_recent(start.plus(RECENT)));
        assert!(!session.is_recent(start.plus(RECENT + Duration::from_secs(1))));
        for renewed in [6, 12, 18, 24] {
            session = session.rotated(start.plus(day * renewed));
        }
        assert_eq!((session.seq, session.expires_at()), (4, start.plus(day * 30)));
        assert_eq!(session.as_former_guest(start), None, "it is a user's");
        let guest =
            Session { subject: Subject::guest(Uuid::nil()), method: Method::Guest, ..session.clone() };
        let until = start.plus(day * 30);
        assert_eq!(guest.as_former_guest(until), None, "it is over");
        let grown = Session { guest: guest.as_former_guest(start.plus(day * 25)), ..session.clone() };
        assert_eq!(grown.former_guest(until.minus(Duration::from_secs(1))), Some(&guest.subject));
        assert_eq!(grown.former_guest(until), None);
        assert!(!Session { ended_at: Some(start), ..session }.is_live(start));
    }
}
