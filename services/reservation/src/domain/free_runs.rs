//! Free seats side by side, found by the word: a row is looked at where it lies, and nothing of it is copied.

const BITS: usize = 64;

/// Free seats beside each other, with none that is free at either end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeRun {
    /// Counted from 0, in its row.
    pub first: usize,
    pub length: usize,
}

/// Those of one row, from the first to the last.
#[derive(Debug, Clone)]
pub struct FreeRuns<'a> {
    /// Of all seats of the event, one bit each, on where it is free.
    words: &'a [u64],
    /// Indexes of seats: where the row begins, what was not looked at yet, and where it ends.
    row: usize,
    at: usize,
    end: usize,
}

impl<'a> FreeRuns<'a> {
    /// Of so many seats with consecutive ids, from the one with this index on.
    pub(super) fn of(words: &'a [u64], first: usize, seats: usize) -> Self {
        Self { words, row: first, at: first, end: first.saturating_add(seats) }
    }

    /// The first seat of the row from `at` on that is free, or that is not. Behind the last word none is free.
    fn next_seat(&self, at: usize, is_free: bool) -> Option<usize> {
        let (mut word, mut ahead) = (at / BITS, u64::MAX << (at % BITS));
        while word * BITS < self.end {
            let free = self.words.get(word).copied().unwrap_or(0);
            let found = ahead & if is_free { free } else { !free };
            if found != 0 {
                let seat = word * BITS + found.trailing_zeros() as usize;
                return (seat < self.end).then_some(seat);
            }
            (word, ahead) = (word + 1, u64::MAX);
        }
        None
    }
}

impl Iterator for FreeRuns<'_> {
    type Item = FreeRun;

    fn next(&mut self) -> Option<FreeRun> {
        let first = self.next_seat(self.at, true)?;
        self.at = self.next_seat(first, false).unwrap_or(self.end);
        Some(FreeRun { first: first - self.row, length: self.at - first })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Free where the text has a dot.
    fn words(text: &str) -> Vec<u64> {
        let mut words = vec![0_u64; text.len().div_ceil(BITS)];
        for (index, _) in text.chars().enumerate().filter(|(_, letter)| *letter == '.') {
            words[index / BITS] |= 1 << (index % BITS);
        }
        words
    }

    /// Of a row that begins behind so many other seats, which are free, as those behind it are.
    fn runs(before: usize, text: &str) -> Vec<(usize, usize)> {
        let words = words(&format!("{}{text}{}", ".".repeat(before), ".".repeat(70)));
        FreeRuns::of(&words, before, text.len()).map(|run| (run.first, run.length)).collect()
    }

    #[test]
    fn runs_end_at_taken_seats_and_at_the_ends_of_the_row() {
        for before in [0, 1, 40, 63, 64, 100, 128] {
            assert_eq!(runs(before, "..x.xx..."), [(0, 2), (3, 1), (6, 3)], "{before}");
            assert_eq!(runs(before, "xxx"), []);
            assert_eq!(runs(before, ""), []);
            let long = format!("x{}x{}", ".".repeat(150), ".".repeat(40));
            assert_eq!(runs(before, &long), [(1, 150), (152, 40)], "{before}");
            for seats in [1, BITS - 1, BITS, BITS + 1, 2 * BITS] {
                assert_eq!(runs(before, &".".repeat(seats)), [(0, seats)], "{seats} behind {before}");
            }
        }
    }

    #[test]
    fn seats_behind_the_last_are_not_free() {
        let words = words(&".".repeat(10));
        let found: Vec<FreeRun> = FreeRuns::of(&words, 4, 200).collect();
        assert_eq!(found, [FreeRun { first: 0, length: 6 }]);
        assert_eq!(FreeRuns::of(&words, 400, 9).next(), None);
    }
}
