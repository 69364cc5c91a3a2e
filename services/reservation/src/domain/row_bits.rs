//! One bit a seat of a row, so that a row of any length is looked at in a few words.

/// Beyond this no row is chosen from: no grid is wider.
pub(super) const ROW_SEATS_MAX: usize = 2_048;
const BITS: usize = 64;
const WORDS: usize = ROW_SEATS_MAX / BITS;

/// The free seats of a row, the first in the lowest bit of the first word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowBits {
    words: [u64; WORDS],
    seats: usize,
}

/// Free seats beside each other, with none that is free at either end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeRun {
    /// Counted from 0.
    pub first: usize,
    pub length: usize,
}

impl RowBits {
    /// `words` are the bits of the row, and any others behind them.
    pub(super) fn new(words: impl Iterator<Item = u64>, seats: usize) -> Self {
        let seats = seats.min(ROW_SEATS_MAX);
        let mut row = Self { words: [0; WORDS], seats };
        let used = seats.div_ceil(BITS);
        for (index, (own, given)) in row.words.iter_mut().zip(words).take(used).enumerate() {
            let left = seats - index * BITS;
            *own = if left < BITS { given & !(u64::MAX << left) } else { given };
        }
        row
    }

    /// Where so many free seats begin, overlapping ones too: `f & f >> 1 & f >> 2 ...`, in steps that double.
    #[must_use]
    pub fn runs_of(&self, length: usize) -> Self {
        let (mut runs, mut have) = (*self, 1);
        while have < length {
            let step = have.min(length - have);
            runs.keep_where_also(step);
            have += step;
        }
        runs
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.used().all(|word| *word == 0)
    }

    /// From the first to the last.
    pub fn runs(&self) -> impl Iterator<Item = FreeRun> + '_ {
        let mut at = 0;
        std::iter::from_fn(move || {
            let first = self.next(at, true)?;
            at = self.next(first, false).unwrap_or(self.seats);
            Some(FreeRun { first, length: at - first })
        })
    }

    /// Keeps the bits for which the one so many places behind them is on too.
    fn keep_where_also(&mut self, behind: usize) {
        let (far, near) = (behind / BITS, behind % BITS);
        let before = self.words;
        let word = |index: usize| before.get(index).copied().unwrap_or(0);
        for (index, own) in self.words.iter_mut().take(self.seats.div_ceil(BITS)).enumerate() {
            let low = word(index + far) >> near;
            let high = if near == 0 { 0 } else { word(index + far + 1) << (BITS - near) };
            *own &= low | high;
        }
    }

    /// The first seat from `at` on that is free, or that is not.
    fn next(&self, at: usize, is_free: bool) -> Option<usize> {
        let (first, passed) = (at / BITS, at % BITS);
        let mut bits = self.used().enumerate().skip(first).map(|(index, word)| {
            let wanted = if is_free { *word } else { !*word };
            let ahead = if index == first { u64::MAX << passed } else { u64::MAX };
            (index * BITS, wanted & ahead)
        });
        let (offset, bits) = bits.find(|(_, bits)| *bits != 0)?;
        Some(offset + bits.trailing_zeros() as usize).filter(|seat| *seat < self.seats)
    }

    fn used(&self) -> impl Iterator<Item = &u64> {
        self.words.iter().take(self.seats.div_ceil(BITS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row that is as long as the text, free where it has a dot.
    fn row(text: &str) -> RowBits {
        let mut words = vec![0_u64; WORDS];
        for (index, _) in text.chars().enumerate().filter(|(_, letter)| *letter == '.') {
            words[index / BITS] |= 1 << (index % BITS);
        }
        RowBits::new(words.into_iter(), text.len())
    }

    fn runs(text: &str) -> Vec<(usize, usize)> {
        row(text).runs().map(|run| (run.first, run.length)).collect()
    }

    #[test]
    fn runs_end_at_taken_seats_and_at_the_ends_of_the_row() {
        assert_eq!(runs("..x.xx..."), [(0, 2), (3, 1), (6, 3)]);
        assert_eq!(runs("xxx"), []);
        assert_eq!(runs(""), []);
        let long = format!("x{}x{}", ".".repeat(150), ".".repeat(40));
        assert_eq!(runs(&long), [(1, 150), (152, 40)]);
        assert_eq!(runs(&".".repeat(ROW_SEATS_MAX)), [(0, ROW_SEATS_MAX)]);
        assert_eq!(runs(&".".repeat(BITS)), [(0, BITS)]);
    }

    #[test]
    fn a_run_of_so_many_begins_where_all_of_them_are_free() {
        for (text, length) in
            [("..x....", 2), ("..x....", 4), ("..x....", 5), (".".repeat(130).as_str(), 64), ("", 1)]
        {
            let begins = row(text).runs_of(length);
            let letters: Vec<char> = text.chars().collect();
            let windows: Vec<usize> = (0..text.len())
                .filter(|at| letters.get(*at..at + length).is_some_and(|some| !some.contains(&'x')))
                .collect();
            let found: Vec<usize> = begins.runs().flat_map(|run| run.first..run.first + run.length).collect();
            assert_eq!(found, windows, "{length} in {text}");
            assert_eq!(begins.is_empty(), windows.is_empty());
        }
    }

    #[test]
    fn bits_behind_the_row_do_not_belong_to_it() {
        let row = RowBits::new([u64::MAX, u64::MAX].into_iter(), 65);
        assert_eq!(row.runs().collect::<Vec<_>>(), [FreeRun { first: 0, length: 65 }]);
    }
}
