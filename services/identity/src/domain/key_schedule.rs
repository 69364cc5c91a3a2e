//! When a signing key is published, signs, and is forgotten: NEXT, CURRENT, RETIRED.

use std::time::Duration;

use primitives::Timestamp;

/// So long every service knows a key before it signs: they ask once a minute.
pub const KEY_KNOWN_BEFORE: Duration = Duration::from_secs(60 * 60);
/// A key signs for about this long.
const ROTATED_AFTER: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// So long after it has signed its last token it is still named: until that token has expired, and a day more, so that a client that slept is
/// answered that its token has expired.
const KEPT_AFTER: Duration = Duration::from_secs(25 * 60 * 60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedKey {
    pub generation: u64,
    pub published_at: Timestamp,
}

/// The keys of this secret, by ascending generation.
#[derive(Debug, Clone, Copy)]
pub struct KeySchedule<'k>(pub &'k [PublishedKey]);

impl KeySchedule<'_> {
    /// Whether the next one is to be published now.
    #[must_use]
    pub fn needs_another(&self, now: Timestamp) -> bool {
        self.0.last().is_none_or(|newest| newest.published_at.plus(ROTATED_AFTER) <= now)
    }

    /// The one that signs: the newest that all services know, or the first of all.
    #[must_use]
    pub fn current(&self, now: Timestamp) -> Option<PublishedKey> {
        let is_known = |key: &&PublishedKey| key.published_at.plus(KEY_KNOWN_BEFORE) <= now;
        self.0.iter().rfind(is_known).or(self.0.first()).copied()
    }

    /// Those whose tokens have expired.
    #[must_use]
    pub fn forgotten(&self, now: Timestamp) -> Vec<u64> {
        let is_over = |next: &PublishedKey| next.published_at.plus(KEY_KNOWN_BEFORE + KEPT_AFTER) <= now;
        let pairs = self.0.iter().zip(self.0.iter().skip(1));
        pairs.filter(|(_, next)| is_over(next)).map(|(key, _)| key.generation).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(generation: u64, published: Duration) -> PublishedKey {
        PublishedKey { generation, published_at: Timestamp::from_micros(0).plus(published) }
    }

    #[test]
    fn a_key_is_known_before_it_signs_and_kept_after_it() {
        let (hour, day) = (Duration::from_secs(3_600), Duration::from_secs(86_400));
        let keys = [key(1, Duration::ZERO), key(2, day * 30)];
        let at = |after: Duration| Timestamp::from_micros(0).plus(after);
        let current =
            |keys: &[PublishedKey], after| KeySchedule(keys).current(at(after)).map(|key| key.generation);
        assert!(KeySchedule(&[]).needs_another(at(Duration::ZERO)));
        assert_eq!(current(&[], Duration::ZERO), None);
        assert_eq!(current(&keys[..1], Duration::ZERO), Some(1), "the first one signs at once");
        assert!(!KeySchedule(&keys[..1]).needs_another(at(day * 29)));
        assert!(KeySchedule(&keys[..1]).needs_another(at(day * 30)));
        assert_eq!(current(&keys, day * 30), Some(1), "not every service knows the second one");
        assert_eq!(current(&keys, day * 30 + hour), Some(2));
        assert!(KeySchedule(&keys).forgotten(at(day * 31 + hour)).is_empty());
        assert_eq!(KeySchedule(&keys).forgotten(at(day * 31 + hour * 2)), [1]);
    }
}
