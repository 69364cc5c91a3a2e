//! Who is there: seen within the last window, or within the one before. Two bits a place, however often it is seen.

use std::time::Duration;

use primitives::Timestamp;

use super::number_set::NumberSet;

/// Longer than any visitor waits between two polls.
pub const PRESENT_FOR: Duration = Duration::from_secs(80);

#[derive(Debug, Clone)]
pub struct Presence {
    /// Which window is the current one, counted from 1970.
    window: i64,
    current: NumberSet,
    previous: NumberSet,
    /// Until a window later all count as present.
    known_since: Timestamp,
}

impl Presence {
    #[must_use]
    pub fn unknown_at(known_since: Timestamp) -> Self {
        let (current, previous) = (NumberSet::default(), NumberSet::default());
        Self { window: window(known_since), current, previous, known_since }
    }

    pub fn note(&mut self, number: u32, now: Timestamp) {
        let window = window(now);
        if window != self.window {
            let last = std::mem::take(&mut self.current);
            self.previous = if window == self.window + 1 { last } else { NumberSet::default() };
            self.window = window;
        }
        self.current.insert(number);
    }

    /// `unknown_since`: when what was known of the numbers became worthless.
    #[must_use]
    pub fn is_there(&self, number: u32, unknown_since: Option<Timestamp>, now: Timestamp) -> bool {
        let known_since = unknown_since.map_or(self.known_since, |since| since.max(self.known_since));
        if now < known_since.plus(PRESENT_FOR) {
            return true;
        }
        match window(now) - self.window {
            0 => self.current.contains(number) || self.previous.contains(number),
            1 => self.current.contains(number),
            _ => false,
        }
    }
}

fn window(at: Timestamp) -> i64 {
    let micros = i64::try_from(PRESENT_FOR.as_micros()).unwrap_or(i64::MAX);
    at.as_micros().div_euclid(micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_is_there_for_a_window_and_not_much_longer() {
        let start = Timestamp::from_micros(0);
        let at = |seconds| start.plus(Duration::from_secs(seconds));
        let mut presence = Presence::unknown_at(start);
        assert!(presence.is_there(1, None, at(79)), "nothing is known yet");
        assert!(!presence.is_there(1, None, at(80)));
        assert!(presence.is_there(1, Some(at(50)), at(129)), "the numbers are new");
        presence.note(1, at(100));
        assert!(presence.is_there(1, None, at(180)) && presence.is_there(1, None, at(239)));
        assert!(!presence.is_there(1, None, at(240)));
        presence.note(2, at(330));
        assert!(!presence.is_there(1, None, at(330)) && presence.is_there(2, None, at(330)));
    }
}
