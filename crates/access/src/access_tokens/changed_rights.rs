//! Whose rights have changed while access tokens live that say what they were before.

use std::collections::HashMap;

use primitives::UserId;

use crate::roles::Principal;

/// More than identity lists. Beyond it the newest are not remembered: tokens from before live until they expire.
const SUBJECTS_MAX: usize = 200_000;

/// A subject, the version of its rights from now on, and until when (in whole seconds since 1970) tokens of an older one would live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRights {
    pub subject: UserId,
    pub version: u64,
    pub tokens_until: i64,
}

/// The newest version of each, whatever the order in which they were heard.
#[derive(Debug, Default)]
pub(super) struct RightsVersions(HashMap<UserId, (u64, i64)>);

impl RightsVersions {
    pub(super) fn is_outdated(&self, principal: &Principal) -> bool {
        let newest = self.0.get(&principal.subject);
        newest.is_some_and(|(version, _)| principal.rights.version < *version)
    }

    /// False: there are too many.
    pub(super) fn add(&mut self, changed: ChangedRights, now: i64) -> bool {
        let ChangedRights { subject, version, tokens_until } = changed;
        if let Some(known) = self.0.get_mut(&subject) {
            *known = (version.max(known.0), tokens_until.max(known.1));
            return true;
        }
        if self.0.len() >= SUBJECTS_MAX {
            self.forget_expired(now);
        }
        let fits = self.0.len() < SUBJECTS_MAX;
        if fits {
            self.0.insert(subject, (version, tokens_until));
        }
        fits
    }

    pub(super) fn forget_expired(&mut self, now: i64) {
        self.0.retain(|_, (_, until)| *until >= now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(number: usize, version: u64, tokens_until: i64) -> ChangedRights {
        ChangedRights { subject: UserId::parse(&format!("u:{number}")).unwrap(), version, tokens_until }
    }

    #[test]
    fn it_is_bounded_and_an_older_version_never_comes_back() {
        let mut versions = RightsVersions::default();
        for number in 0..SUBJECTS_MAX {
            assert!(versions.add(changed(number, 2, 10), 0));
        }
        assert!(versions.add(changed(0, 1, 5), 0));
        assert_eq!(versions.0[&changed(0, 0, 0).subject], (2, 10));
        assert!(!versions.add(changed(SUBJECTS_MAX, 1, 20), 5), "it grew without an end");
        assert!(versions.add(changed(SUBJECTS_MAX, 1, 20), 11));
        assert_eq!(versions.0.len(), 1);
    }
}
