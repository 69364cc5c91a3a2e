//! Which seats of an event are free, one bit each.

use primitives::SeatId;

use super::free_runs::FreeRuns;
use super::seat::Status;

const BITS: usize = 64;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FreeSeats(Vec<u64>);

impl FreeSeats {
    /// By ascending seat id, from seat 1.
    #[must_use]
    pub fn of(statuses: &[Status]) -> Self {
        let word = |seats: &[Status]| {
            let bits =
                seats.iter().enumerate().map(|(at, status)| u64::from(*status == Status::Available) << at);
            bits.fold(0, |word, bit| word | bit)
        };
        Self(statuses.chunks(BITS).map(word).collect())
    }

    /// It is free no longer.
    pub fn take(&mut self, seat: SeatId) {
        if let Some(word) = self.0.get_mut(seat.index() / BITS) {
            *word &= !(1 << (seat.index() % BITS));
        }
    }

    /// Of so many seats with consecutive ids, from the one with this index on.
    #[must_use]
    pub fn runs(&self, first: usize, seats: usize) -> FreeRuns<'_> {
        FreeRuns::of(&self.0, first, seats)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_seats_of_its_own_alone() {
        let statuses: Vec<Status> = (0..300)
            .map(|index| match index % 5 {
                0 => Status::Held,
                1 => Status::Sold,
                _ => Status::Available,
            })
            .collect();
        let mut free = FreeSeats::of(&statuses);
        free.take(SeatId::at_index(2).unwrap());
        free.take(SeatId::at_index(1_000).unwrap());
        for (first, seats) in [(0, 12), (60, 70), (64, 64), (101, 199), (290, 10)] {
            let runs = free.runs(first, seats);
            let found: Vec<usize> =
                runs.flat_map(|run| run.first + first..run.first + first + run.length).collect();
            let expected: Vec<usize> =
                (first..first + seats).filter(|index| index % 5 > 1 && *index != 2).collect();
            assert_eq!(found, expected, "{seats} from {first}");
        }
        assert!(free.runs(290, 40).all(|run| run.first + run.length <= 10), "behind the last seat");
    }
}
