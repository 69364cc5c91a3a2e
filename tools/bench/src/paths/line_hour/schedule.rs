//! What is due at which tick, in a ring: no visitor plans further ahead than it reaches.

use super::crowd::Tick;

const REACH: usize = 8_192;

pub(super) struct Schedule {
    due: Vec<Vec<u32>>,
}

impl Schedule {
    pub(super) fn new() -> Self {
        Self { due: vec![Vec::new(); REACH] }
    }

    /// After `now`, and at the latest as far ahead as it reaches.
    pub(super) fn wake(&mut self, visitor: u32, now: Tick, at: Tick) {
        let ahead = at.saturating_sub(now).clamp(1, REACH as u32 - 1);
        if let Some(due) = self.due.get_mut((now + ahead) as usize % REACH) {
            due.push(visitor);
        }
    }

    pub(super) fn take(&mut self, now: Tick) -> Vec<u32> {
        self.due.get_mut(now as usize % REACH).map(std::mem::take).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_due_once_and_never_at_once() {
        let mut schedule = Schedule::new();
        schedule.wake(1, 5, 7);
        schedule.wake(2, 5, 5);
        assert_eq!((schedule.take(5), schedule.take(6), schedule.take(7)), (vec![], vec![2], vec![1]));
        assert!(schedule.take(7).is_empty());
        schedule.wake(3, 8_000, 8_200);
        assert_eq!(schedule.take(8_200), [3]);
    }
}
