//! One bit a seat: where the free units of a pool are is found in a look at a few words.

use primitives::SeatId;

use crate::domain::UnitRange;

const BITS: usize = 64;

/// The seats that are anything but available. Grows up to the last of them.
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
        taken.set(seat(64), false);
        taken.set(seat(900), false);
        assert_eq!(free(&taken, 63, 65), [64]);
    }
}
