//! What a refresh token is worth, by its number in the session.

use std::time::Duration;

use primitives::Timestamp;

use super::Session;

/// For so long the token before the current one gets the current one again: two tabs use the same, or an answer was lost on its way.
pub const REPEATED_WITHIN: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshDecision {
    /// It is the current one: the next takes its place.
    Rotate,
    /// It was the current one a moment ago: the same successor again, so there is never a fork.
    Repeat,
    /// The session is over, whatever the token.
    Over,
    /// It was exchanged before: two parties have the same token, and one of them has no right to it. The session ends.
    Reused,
}

impl Session {
    /// `seq`: of a token that is genuine.
    #[must_use]
    pub fn decide(&self, seq: u64, now: Timestamp) -> RefreshDecision {
        if !self.is_live(now) {
            // First, or a token of a revoked session would look harmless for ten seconds.
            return RefreshDecision::Over;
        }
        if seq == self.seq {
            return RefreshDecision::Rotate;
        }
        let is_previous = seq.checked_add(1) == Some(self.seq);
        if is_previous && now < self.rotated_at.plus(REPEATED_WITHIN) {
            return RefreshDecision::Repeat;
        }
        RefreshDecision::Reused
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::{Method, Subject};

    #[test]
    fn each_token_of_a_session_is_worth_what_the_table_says() {
        let start = Timestamp::from_micros(0);
        let live = Session {
            id: Uuid::nil(),
            subject: Subject::user(Uuid::nil()),
            nonce: String::new(),
            seq: 5,
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
        let ended = Session { ended_at: Some(start), ..live.clone() };
        let (soon, late) = (Duration::from_secs(9), Duration::from_secs(10));
        let week = Duration::from_secs(7 * 24 * 60 * 60);
        for (session, seq, after, decision) in [
            (&live, 5, soon, RefreshDecision::Rotate),
            (&live, 5, late, RefreshDecision::Rotate),
            (&live, 4, soon, RefreshDecision::Repeat),
            (&live, 4, late, RefreshDecision::Reused),
            (&live, 3, soon, RefreshDecision::Reused),
            (&live, 0, soon, RefreshDecision::Reused),
            // Records from before the latest renewal have come back.
            (&live, 6, soon, RefreshDecision::Reused),
            (&live, u64::MAX, soon, RefreshDecision::Reused),
            (&live, 5, week, RefreshDecision::Over),
            (&ended, 5, soon, RefreshDecision::Over),
            (&ended, 4, soon, RefreshDecision::Over),
            (&ended, 3, soon, RefreshDecision::Over),
        ] {
            assert_eq!(session.decide(seq, start.plus(after)), decision, "{seq} after {after:?}");
        }
    }
}
