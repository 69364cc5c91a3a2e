//! The keys of one partition that are held back: a message of theirs failed, or may have, or is parked. Their messages are handled one by
//! one beside the batches, so that they delay no other key.

use std::collections::{BTreeSet, HashMap};

use tokio::time::Instant;

#[derive(Debug, Default)]
pub(crate) struct HeldKeys {
    /// The offsets of the messages that are queued of each.
    queued: HashMap<String, BTreeSet<u64>>,
    /// The first message of each key. What was never tried alone comes first, and then what is due first.
    heads: BTreeSet<(Option<Instant>, u64)>,
    /// When those are due that wait for a retry. Only the first of a key can.
    retries: HashMap<u64, Instant>,
}

impl HeldKeys {
    pub(crate) fn has(&self, key: &str) -> bool {
        self.queued.contains_key(key)
    }

    /// The messages that are queued of this key.
    pub(crate) fn of_key(&self, key: &str) -> Vec<u64> {
        self.queued.get(key).into_iter().flatten().copied().collect()
    }

    pub(crate) fn add(&mut self, key: &str, offset: u64, retry_at: Option<Instant>) {
        let before = self.head(key);
        let offsets = self.queued.entry(key.to_owned()).or_default();
        offsets.insert(offset);
        if let Some(at) = retry_at {
            self.retries.insert(offset, at);
        }
        self.replace_head(key, before);
    }

    pub(crate) fn remove(&mut self, key: &str, offset: u64) {
        let before = self.head(key);
        let Some(offsets) = self.queued.get_mut(key) else { return };
        offsets.remove(&offset);
        if offsets.is_empty() {
            self.queued.remove(key);
        }
        self.retries.remove(&offset);
        self.replace_head(key, before);
    }

    /// The first messages of the keys, up to those that are not due yet.
    pub(crate) fn due(&self, now: Instant) -> impl Iterator<Item = u64> {
        self.heads.range(..=(Some(now), u64::MAX)).map(|(_, offset)| *offset)
    }

    pub(crate) fn heads(&self) -> impl Iterator<Item = u64> {
        self.heads.iter().map(|(_, offset)| *offset)
    }

    /// When the next one is due of those that are not.
    pub(crate) fn next_retry(&self, now: Instant) -> Option<Instant> {
        self.heads.range((Some(now), u64::MAX)..).find_map(|(at, _)| at.filter(|at| *at > now))
    }

    fn head(&self, key: &str) -> Option<(Option<Instant>, u64)> {
        let offset = *self.queued.get(key)?.first()?;
        Some((self.retries.get(&offset).copied(), offset))
    }

    fn replace_head(&mut self, key: &str, before: Option<(Option<Instant>, u64)>) {
        if let Some(before) = before {
            self.heads.remove(&before);
        }
        self.heads.extend(self.head(key));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn only_the_first_message_of_a_key_may_start_and_only_when_it_is_due() {
        let (mut held, now) = (HeldKeys::default(), Instant::now());
        let later = now + Duration::from_secs(1);
        held.add("a", 2, None);
        held.add("a", 1, Some(later));
        held.add("b", 3, None);
        assert_eq!(held.due(now).collect::<Vec<_>>(), [3]);
        assert_eq!(held.next_retry(now), Some(later));
        assert_eq!(held.due(later).collect::<Vec<_>>(), [3, 1], "what was never tried comes first");
        held.remove("a", 1);
        assert_eq!((held.due(now).collect::<Vec<_>>(), held.next_retry(now)), (vec![2, 3], None));
        held.remove("a", 2);
        held.remove("b", 3);
        assert!(!held.has("a") && held.heads().next().is_none());
    }
}
