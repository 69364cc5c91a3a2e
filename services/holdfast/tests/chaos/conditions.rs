//! What buyers cannot see of the troubles, and what has to be known to judge their answers.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

/// By then a process that has started knows the keys of access tokens, unless identity is away.
const KEYS_KNOWN_WITHIN: Duration = Duration::from_secs(30);

/// One for a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    clocks_that_are_wrong: usize,
    /// How often a clock has been wrong so far, now among them.
    wrong_clocks: u64,
    is_identity_away: bool,
    last_start: Option<Instant>,
}

/// When a token was asked for, and how often a clock had been wrong by then.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) at: Instant,
    wrong_clocks: u64,
}

impl Conditions {
    pub(crate) fn clock_goes_wrong(&self) {
        let mut known = self.0.lock();
        known.clocks_that_are_wrong += 1;
        known.wrong_clocks += 1;
    }

    pub(crate) fn clock_is_right(&self) {
        self.0.lock().clocks_that_are_wrong -= 1;
    }

    pub(crate) fn identity_is_away(&self, is_away: bool) {
        self.0.lock().is_identity_away = is_away;
    }

    pub(crate) fn process_starts(&self) {
        self.0.lock().last_start = Some(Instant::now());
    }

    pub(crate) fn is_identity_away(&self) -> bool {
        self.0.lock().is_identity_away
    }

    /// A token is asked for.
    pub(crate) fn asked(&self) -> Asked {
        Asked { at: Instant::now(), wrong_clocks: self.0.lock().wrong_clocks }
    }

    /// No clock was wrong since, nor before and until then.
    pub(crate) fn clocks_were_right_since(&self, asked: Asked) -> bool {
        let known = self.0.lock();
        known.clocks_that_are_wrong == 0 && known.wrong_clocks == asked.wrong_clocks
    }

    /// Whether every process has had the time to hear of the keys of access tokens.
    pub(crate) fn keys_are_known(&self) -> bool {
        self.0.lock().last_start.is_none_or(|started| started.elapsed() > KEYS_KNOWN_WITHIN)
    }
}
