//! A link that was sent to a mailbox: only its owner can open it.

use std::time::Duration;

use primitives::Timestamp;
use uuid::Uuid;

use super::{Email, Locale};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChallengeKind {
    /// Makes a user, with the password that the owner of the mailbox chooses.
    Register,
    /// Sets another password.
    Reset,
}

impl ChallengeKind {
    /// How long the link can be used.
    #[must_use]
    pub fn life(self) -> Duration {
        match self {
            Self::Register => Duration::from_secs(24 * 60 * 60),
            Self::Reset => Duration::from_secs(30 * 60),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    pub id: Uuid,
    pub kind: ChallengeKind,
    pub email: Email,
    /// Whose password is to be set; none where the address has no user.
    pub user: Option<Uuid>,
    pub name: Option<String>,
    pub locale: Locale,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChallengeState {
    Open,
    Over,
}

impl Challenge {
    #[must_use]
    pub fn state(&self, kind: ChallengeKind, now: Timestamp) -> ChallengeState {
        let is_open = self.kind == kind && self.used_at.is_none() && now < self.expires_at;
        if is_open { ChallengeState::Open } else { ChallengeState::Over }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_opens_one_thing_once_and_for_a_while() {
        let at = Timestamp::from_micros;
        let challenge = Challenge {
            id: Uuid::nil(),
            kind: ChallengeKind::Reset,
            email: Email::parse("mina@example.com").unwrap(),
            user: None,
            name: None,
            locale: Locale::Ko,
            created_at: at(0),
            expires_at: at(10),
            used_at: None,
        };
        assert_eq!(challenge.state(ChallengeKind::Reset, at(9)), ChallengeState::Open);
        assert_eq!(challenge.state(ChallengeKind::Reset, at(10)), ChallengeState::Over);
        assert_eq!(challenge.state(ChallengeKind::Register, at(9)), ChallengeState::Over);
        let used = Challenge { used_at: Some(at(5)), ..challenge };
        assert_eq!(used.state(ChallengeKind::Reset, at(9)), ChallengeState::Over);
    }
}
