//! One bit a seat: where the free units of a pool are is found in a look at a few words.

use primitives::SeatId;

use crate::domain::UnitRange;

const BITS: usize = 64;

/// Some of the seats of an event, as bits: grows up to the last of them.
#[derive(Debug, Default)]
pub(super) struct TakenSeats(Vec<u64>);

impl TakenSeats {
    pub(super) fn set(&mut self, seat: SeatId, is_taken: bool) {
        let (word, bit) = (seat.index() / BITS, 1_u64 << (seat.index() % BITS));
        if self.0.len() <= word && is_taken {
            self.0.resize(word + 1, 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word = if is_taken { *word | bit } else { *word & !bit };
        }
    }

    /// By ascending number.
    pub(super) fn free_within(
        &self,
        UnitRange { first, last }: UnitRange,
    ) -> impl Iterator<Item = SeatId> + '_ {
        let (first, last) = (first.index(), last.index());
        let words = first / BITS..=last / BITS;
        let bits = words.flat_map(move |word| ones(!self.0.get(word).copied().unwrap_or(0), word * BITS));
        let within = bits.filter(move |index| (first..=last).contains(index));
        within.filter_map(|index| SeatId::at_index(index).ok())
    }
}

impl TakenSeats {
    pub(super) fn has(&self, seat: SeatId) -> bool {
        let word = self.0.get(seat.index() / BITS).copied().unwrap_or(0);
        word & 1 << (seat.index() % BITS) != 0
    }

    pub(super) fn count_within(&self, UnitRange { first, last }: UnitRange) -> usize {
        let (first, last) = (first.index(), last.index());
        let masked = |word: usize| {
            let bits = self.0.get(word).copied().unwrap_or(0);
            let from = if word == first / BITS { u64::MAX << (first % BITS) } else { u64::MAX };
            let to = if word == last / BITS { u64::MAX >> (BITS - 1 - last % BITS) } else { u64::MAX };
            (bits & from & to).count_ones() as usize
        };
        (first / BITS..=last / BITS).map(masked).sum()
    }
}

/// Where the ones of a word are.
fn ones(mut word: u64, offset: usize) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = word.trailing_zeros() as usize;
        word &= word.checked_sub(1)?;
        Some(offset + at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_seats_are_found_within_a_range_whatever_is_taken_around_it() {
        let seat = |id| SeatId::new(id).unwrap();
        let mut taken = TakenSeats::default();
        for id in [1, 63, 64, 65, 130] {
            taken.set(seat(id), true);
        }
        let free = |taken: &TakenSeats, first, last| -> Vec<i64> {
            taken.free_within(UnitRange { first: seat(first), last: seat(last) }).map(SeatId::get).collect()
        };
        assert_eq!(free(&taken, 62, 67), [62, 66, 67]);
        assert_eq!(free(&taken, 63, 65), Vec::<i64>::new());
        assert_eq!(free(&taken, 128, 132), [128, 129, 131, 132]);
        assert_eq!(free(&taken, 500, 501), [500, 501]);
        let count = |taken: &TakenSeats, first, last| {
            taken.count_within(UnitRange { first: seat(first), last: seat(last) })
        };
        for (first, last) in [(1, 1), (1, 64), (62, 67), (64, 64), (65, 130), (66, 129), (1, 500), (500, 501)]
        {
            let free_ones = free(&taken, first, last).len();
            assert_eq!(
                count(&taken, first, last) + free_ones,
                (last - first + 1) as usize,
                "{first} to {last}"
            );
        }
        assert!(taken.has(seat(64)) && !taken.has(seat(62)) && !taken.has(seat(9_000)));
        taken.set(seat(64), false);
        taken.set(seat(900), false);
        assert_eq!(free(&taken, 63, 65), [64]);
    }
}
