//! The sessions that have ended while access tokens of them live.

use std::collections::HashMap;

use uuid::Uuid;

/// More than identity lists. Beyond it the newest are not remembered: their tokens live until they expire.
const SESSIONS_MAX: usize = 200_000;

/// Until when the last access token of each lives, in whole seconds since 1970.
#[derive(Debug, Default)]
pub(super) struct EndedSessions(HashMap<Uuid, i64>);

impl EndedSessions {
    pub(super) fn contains(&self, session: Uuid) -> bool {
        self.0.contains_key(&session)
    }

    /// False: there are too many.
    pub(super) fn add(&mut self, session: Uuid, tokens_until: i64, now: i64) -> bool {
        if self.0.len() >= SESSIONS_MAX {
            self.forget_expired(now);
        }
        let fits = self.0.len() < SESSIONS_MAX || self.0.contains_key(&session);
        if fits {
            self.0.insert(session, tokens_until);
        }
        fits
    }

    pub(super) fn forget_expired(&mut self, now: i64) {
        self.0.retain(|_, until| *until >= now);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_bounded_and_forgets_what_no_token_needs() {
        let mut ended = EndedSessions::default();
        for number in 0..SESSIONS_MAX as u128 {
            assert!(ended.add(Uuid::from_u128(number), 10, 0));
        }
        let one_more = Uuid::from_u128(u128::MAX);
        assert!(!ended.add(one_more, 20, 5), "it grew without an end");
        assert!(ended.add(one_more, 20, 11));
        assert_eq!((ended.len(), ended.contains(one_more)), (1, true));
    }
}
