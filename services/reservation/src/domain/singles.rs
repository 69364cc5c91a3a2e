//! Single seats: free ones with no free seat beside them, which few want. A hold may be refused that leaves one.

use primitives::SeatId;

use super::choose::fits;
use super::free_seats::FreeSeats;
use super::seat_rows::SeatRows;

/// Refuses a hold when `seat` stays free while `beside` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Guard {
    pub seat: SeatId,
    /// The only seat that could still be free beside it; at the end of a row the one that is to be held.
    pub beside: SeatId,
}

/// For each neighbour of these seats that they would separate from one side.
#[must_use]
pub fn guards(rows: &SeatRows, wanted: &[SeatId]) -> Vec<Guard> {
    let mut guards: Vec<Guard> = Vec::new();
    for held in wanted {
        let Some(row) = rows.around(*held) else { continue };
        let at = held.index();
        let sides = [(at.checked_sub(1), at.checked_sub(2)), (at.checked_add(1), at.checked_add(2))];
        for (next, behind) in sides {
            let seat_in_row = |index: Option<usize>| {
                index.filter(|index| row.contains(index)).and_then(|index| SeatId::at_index(index).ok())
            };
            let Some(seat) = seat_in_row(next).filter(|seat| !wanted.contains(seat)) else { continue };
            let beside = seat_in_row(behind).unwrap_or(*held);
            if guards.iter().all(|guard| guard.seat != seat) {
                guards.push(Guard { seat, beside });
            }
        }
    }
    guards
}

/// Those that are in force while these seats are free: not where any choice of as many seats of the same row would leave a single one.
#[must_use]
pub fn in_force(rows: &SeatRows, free: &FreeSeats, wanted: &[SeatId], guards: &[Guard]) -> Vec<Guard> {
    let can_do_better = |guard: &&Guard| {
        let Some(row) = rows.around(guard.seat) else { return false };
        let quantity = wanted.iter().filter(|seat| row.contains(&seat.index())).count();
        free.runs(row.start, row.len()).any(|run| fits(run, quantity))
    };
    guards.iter().filter(can_do_better).copied().collect()
}

/// The seats that a hold of these would leave single.
#[must_use]
pub fn left_single(guards: &[Guard], wanted: &[SeatId], is_free: impl Fn(SeatId) -> bool) -> Vec<SeatId> {
    let is_left =
        |guard: &&Guard| is_free(guard.seat) && (wanted.contains(&guard.beside) || !is_free(guard.beside));
    guards.iter().filter(is_left).map(|guard| guard.seat).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{GridArea, SectionRows, Status};

    const SEATS: usize = 12;

    /// Two rows of twelve.
    fn rows() -> SeatRows {
        let area = GridArea { top: 1, left: 1, rows: 2, cols: 12 };
        SeatRows::new([(0, SectionRows { first: SeatId::new(1).unwrap(), area })], None)
    }

    fn free(bits: u32) -> FreeSeats {
        let status = |index| if bits >> index & 1 == 1 { Status::Available } else { Status::Held };
        FreeSeats::of(&(0..SEATS).map(status).collect::<Vec<_>>())
    }

    fn ids(bits: u32) -> Vec<SeatId> {
        (0..SEATS)
            .filter(|index| bits >> index & 1 == 1)
            .map(|index| SeatId::at_index(index).unwrap())
            .collect()
    }

    /// Free seats without a free one beside them.
    fn singles(free: u32) -> u32 {
        free & !(free << 1) & !(free >> 1)
    }

    #[test]
    fn a_hold_is_refused_exactly_when_it_leaves_a_seat_that_was_not_single_before() {
        let rows = rows();
        for free in 0..1_u32 << SEATS {
            // Any three seats beside each other, and each of them without the middle one.
            for at in 0..SEATS - 2 {
                for shape in [0b1, 0b11, 0b111, 0b101] {
                    let wanted = shape << at;
                    if wanted & !free != 0 || wanted >> SEATS != 0 {
                        continue;
                    }
                    let left = singles(free & !wanted) & !singles(free);
                    let guards = guards(&rows, &ids(wanted));
                    let is_free = |seat: SeatId| free >> seat.index() & 1 == 1;
                    let mut found = left_single(&guards, &ids(wanted), is_free);
                    found.sort_unstable();
                    assert_eq!(found, ids(left), "{free:012b} without {wanted:012b}");
                }
            }
        }
    }

    #[test]
    fn a_guard_is_in_force_where_another_choice_of_as_many_leaves_no_single_seat() {
        let rows = rows();
        for bits in 0..1_u32 << SEATS {
            for quantity in 1..=4 {
                let block = (1_u32 << quantity) - 1;
                let choices =
                    (0..=SEATS - quantity).map(|at| block << at).filter(|wanted| wanted & !bits == 0);
                let can_do_better =
                    choices.clone().any(|wanted| singles(bits & !wanted) & !singles(bits) == 0);
                for wanted in choices {
                    let all = guards(&rows, &ids(wanted));
                    let kept = in_force(&rows, &free(bits), &ids(wanted), &all);
                    let expected = if can_do_better { all } else { Vec::new() };
                    assert_eq!(kept, expected, "{quantity} of {bits:012b}");
                }
            }
        }
    }

    #[test]
    fn seats_without_a_row_have_no_guard() {
        assert_eq!(guards(&SeatRows::default(), &ids(0b1)), []);
        let beyond = SeatId::new(99).unwrap();
        assert_eq!(guards(&rows(), &[beyond]), []);
    }

    #[test]
    fn two_rows_are_no_neighbours() {
        let seat = |id| SeatId::new(id).unwrap();
        let last_of_the_first = guards(&rows(), &[seat(12)]);
        assert_eq!(last_of_the_first, [Guard { seat: seat(11), beside: seat(10) }]);
        let second_of_the_second = guards(&rows(), &[seat(14)]);
        let expected =
            [Guard { seat: seat(13), beside: seat(14) }, Guard { seat: seat(15), beside: seat(16) }];
        assert_eq!(second_of_the_second, expected);
    }
}
