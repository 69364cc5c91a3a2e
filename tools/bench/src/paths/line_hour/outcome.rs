//! What came of a simulated line.

use std::time::Duration;

use super::crowd::{Crowd, TICK, Tick, seconds};
use super::memory_lines::Filled;
use super::visitor::{Next, Visitor};

/// Calls are counted in windows of so many seconds.
const WINDOW_SECONDS: u64 = 10;

#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    /// Slots that were in use, and slots that there were, summed over the turns at which visitors waited.
    active: u64,
    slots: u64,
    /// The most that were called or in the sale, beyond the cap.
    pub(super) overshoot: u32,
    pub(super) inversions: u64,
    pub(super) unanswered: u64,
    pub(super) served: u32,
    pub(super) left_silently: u32,
    /// Stood in line, and have no place any more.
    pub(super) lost: u32,
    /// Of those who stay until they are called.
    staying_served: u32,
    /// When the last one of those who stay was served.
    last_served: Tick,
    /// Of those who were served.
    polls: u64,
    pub(super) polls_max: u32,
    windows: Vec<u64>,
}

impl Outcome {
    pub(super) fn turned(&mut self, now: Tick, filled: &Filled) {
        let taken = filled.called + filled.active;
        self.overshoot = self.overshoot.max(taken.saturating_sub(filled.cap));
        // The ends of the line, where there is no one to fill a slot, are no loss.
        if filled.waiting > 0 {
            self.active += u64::from(filled.active);
            self.slots += u64::from(filled.cap);
        }
        let calls = filled.calls;
        (self.inversions, self.unanswered) = (calls.inversions, calls.unanswered);
        if now.is_multiple_of(seconds(WINDOW_SECONDS)) && filled.waiting > 0 {
            self.windows.push(calls.called);
        }
    }

    pub(super) fn ended(&mut self, next: Next, now: Tick, visitor: &Visitor) {
        match next {
            Next::At(_) => {}
            Next::LeftSilently => self.left_silently += 1,
            Next::Lost => self.lost += 1,
            Next::Served => {
                self.served += 1;
                self.staying_served += u32::from(visitor.stays());
                self.last_served = now;
                self.polls += u64::from(visitor.polls);
                self.polls_max = self.polls_max.max(visitor.polls);
            }
        }
    }

    /// Of those who stay, so many as there are, who were not served before the end.
    pub(super) fn unserved(&self, staying: u32) -> u32 {
        staying - self.staying_served
    }

    /// Of the slots that there were while visitors waited.
    pub(super) fn use_of_slots(&self) -> f64 {
        self.active as f64 / self.slots.max(1) as f64
    }

    pub(super) fn drained(&self) -> Duration {
        TICK * self.last_served
    }

    pub(super) fn polls_each(&self) -> f64 {
        self.polls as f64 / f64::from(self.served.max(1))
    }

    /// How many windows were counted.
    #[cfg(test)]
    pub(super) fn windows(&self) -> usize {
        self.windows.len()
    }

    /// By how much the calls of a window differ from what the ceiling allows, at the worst. The first window has what was saved up in it.
    pub(super) fn rate_error(&self, crowd: &Crowd) -> f64 {
        let allowed = f64::from(crowd.ceiling) * WINDOW_SECONDS as f64 / 60.0;
        let windows = self.windows.windows(2).skip(1).filter_map(|pair| match pair {
            [before, after] => Some((after - before) as f64),
            _ => None,
        });
        windows.map(|calls| (calls / allowed - 1.0).abs()).fold(0.0, f64::max)
    }
}
