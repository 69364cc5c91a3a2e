//! The choice in every row of twelve seats, by brute force, and in a hall.

use primitives::SeatId;

use super::*;
use crate::domain::{GridArea, SectionRows, Status};

const SEATS: usize = 12;

fn section(first: i64, top: i32, rows: u32, cols: u32) -> SectionRows {
    SectionRows { first: SeatId::new(first).unwrap(), area: GridArea { top, left: 1, rows, cols } }
}

/// One row of twelve, and its seats that are free.
fn row_of_twelve(bits: u32) -> (SeatRows, FreeSeats) {
    let status = |index| if bits >> index & 1 == 1 { Status::Available } else { Status::Sold };
    let statuses: Vec<Status> = (0..SEATS).map(status).collect();
    (SeatRows::new([(0, section(1, 1, 1, 12))], None), FreeSeats::of(&statuses))
}

fn bits_of(choice: &Choice) -> u32 {
    choice.seats.iter().fold(0, |bits, seat| bits | 1 << seat.index())
}

/// Free seats without a free one beside them.
fn singles(free: u32) -> u32 {
    free & !(free << 1) & !(free >> 1)
}

/// How many groups of this size are left room for.
fn groups(free: u32, quantity: usize) -> usize {
    let text: String = (0..SEATS).map(|index| if free >> index & 1 == 1 { '.' } else { 'x' }).collect();
    text.split('x').map(|run| run.len() / quantity).sum()
}

/// By trying every subset: the fewest pieces that so many free seats come in.
fn fewest(free: u32, quantity: usize) -> Option<u32> {
    let subsets = std::iter::successors(Some(free), |some| Some(some.checked_sub(1)? & free));
    let as_many = subsets.filter(|some| some.count_ones() as usize == quantity);
    as_many.map(|some| (some & !(some << 1)).count_ones()).min()
}

/// Every choice in a row of twelve that is as good as any: what leaves no single seat and room for most others, or else what lies together,
/// the nearest eight to the middle.
fn best_by_brute_force(free: u32, quantity: usize) -> (Rung, Vec<u32>) {
    let block = (1_u32 << quantity) - 1;
    let together: Vec<u32> =
        (0..=SEATS - quantity).map(|at| block << at).filter(|some| some & !free == 0).collect();
    let clean: Vec<u32> =
        together.iter().copied().filter(|some| singles(free & !some) & !singles(free) == 0).collect();
    let keeps = |some: &u32| groups(free & !some, quantity) + 1 == groups(free, quantity);
    let (rung, mut blocks) = if clean.is_empty() {
        (Rung::LeavesSingle, together)
    } else {
        (Rung::Together, clean.into_iter().filter(keeps).collect())
    };
    let aside =
        |some: &u32| (2 * some.trailing_zeros() as i32 + quantity as i32 - 1 - (SEATS as i32 - 1)).abs();
    blocks.sort_by_key(|some| (aside(some), some.trailing_zeros()));
    blocks.truncate(BLOCKS_MAX);
    (rung, blocks)
}

#[test]
fn in_every_row_of_twelve_the_choice_is_that_of_brute_force() {
    for free_bits in 0..1_u32 << SEATS {
        let (rows, free) = row_of_twelve(free_bits);
        for quantity in 1..=8 {
            let wanted = SeatsWanted { quantity, sections: &[true] };
            let (rung, blocks) = best_by_brute_force(free_bits, quantity);
            for draw in 0..blocks.len().max(1) {
                let choice = choose(&rows, &free, wanted, draw as u64);
                if let Some(expected) = blocks.get(draw) {
                    let choice = choice.unwrap();
                    assert_eq!(
                        (choice.rung, bits_of(&choice)),
                        (rung, *expected),
                        "{quantity} of {free_bits:012b}, draw {draw}"
                    );
                } else {
                    let pieces = choice.map(|choice| {
                        let bits = bits_of(&choice);
                        assert_eq!((choice.rung, bits & !free_bits), (Rung::InPieces, 0));
                        assert_eq!(bits.count_ones() as usize, quantity);
                        (bits & !(bits << 1)).count_ones()
                    });
                    assert_eq!(pieces, fewest(free_bits, quantity), "{quantity} of {free_bits:012b}");
                }
            }
        }
    }
}

#[test]
fn the_largest_run_is_that_of_any_row() {
    for bits in 0..1_u32 << SEATS {
        let (rows, free) = row_of_twelve(bits);
        let text: String = (0..SEATS).map(|index| if bits >> index & 1 == 1 { '.' } else { 'x' }).collect();
        let longest = text.split('x').map(str::len).max().unwrap();
        assert_eq!(largest(&rows, &free, &[true]), longest);
        assert_eq!(largest(&rows, &free, &[false]), 0);
    }
}

/// Forty rows of fifty.
fn hall() -> (SeatRows, FreeSeats) {
    (SeatRows::new([(0, section(1, 1, 40, 50))], None), FreeSeats::of(&[Status::Available; 2_000]))
}

#[test]
fn a_thousand_pairs_fill_a_hall_and_none_is_split() {
    let (rows, mut free) = hall();
    let wanted = SeatsWanted { quantity: 2, sections: &[true] };
    for buyer in 0..1_000_u64 {
        // Any sequence of draws: this one visits all of eight in no order.
        let choice = choose(&rows, &free, wanted, buyer * buyer * 31 + buyer / 8).unwrap();
        assert_eq!(choice.rung, Rung::Together, "buyer {buyer}");
        choice.seats.iter().for_each(|seat| free.take(*seat));
        let singles = (0..40).flat_map(|row| free.runs(row * 50, 50).collect::<Vec<_>>());
        assert_eq!(singles.filter(|run| run.length == 1).count(), 0, "after buyer {buyer}");
    }
    assert_eq!(choose(&rows, &free, wanted, 0), None);
    assert_eq!(largest(&rows, &free, &[true]), 0);
}

#[test]
fn the_nearest_row_comes_first_and_a_draw_stays_near() {
    let (rows, free) = hall();
    let wanted = SeatsWanted { quantity: 4, sections: &[true] };
    let chosen: Vec<usize> = (0..64)
        .map(|draw| choose(&rows, &free, wanted, draw).unwrap().seats.first().unwrap().index())
        .collect();
    assert_eq!(chosen.first(), Some(&22), "the middle of the first row, as far as fours fit beside it");
    let drawn: std::collections::BTreeSet<usize> = chosen.into_iter().collect();
    assert_eq!(drawn.len(), BLOCKS_MAX);
    assert!(drawn.iter().all(|first| first / 50 < 4), "{drawn:?}");
}

#[test]
fn a_draw_leaves_no_buyer_far_behind_the_others() {
    let rows = SeatRows::new([(0, section(1, 1, 1, 10)), (1, section(11, 11, 1, 10))], None);
    let free = FreeSeats::of(&[Status::Available; 20]);
    let wanted = SeatsWanted { quantity: 4, sections: &[true, true] };
    for draw in 0..BLOCKS_MAX as u64 {
        let choice = choose(&rows, &free, wanted, draw).unwrap();
        assert!(choice.seats.iter().all(|seat| seat.get() <= 10), "{choice:?}");
    }
}

#[test]
fn only_sections_that_are_wanted_are_chosen_from() {
    let rows = SeatRows::new([(0, section(1, 1, 2, 4)), (2, section(9, 4, 2, 4))], None);
    let free = FreeSeats::of(&[Status::Available; 16]);
    let choose_in = |sections: &[bool], quantity| choose(&rows, &free, SeatsWanted { quantity, sections }, 0);
    let firsts = |sections| choose_in(sections, 4).unwrap().seats.first().unwrap().get();
    assert_eq!((firsts(&[true, false, true]), firsts(&[false, false, true])), (1, 9));
    assert_eq!(choose_in(&[false, true, false], 1), None, "a section without rows");
    assert_eq!(choose_in(&[true, true, true], 0), None);
    assert_eq!(choose_in(&[true, true, true], 9), None, "pieces are of one section");
    let eight = choose_in(&[true, true, true], 8).unwrap();
    assert_eq!(eight.rung, Rung::InPieces);
    assert_eq!(eight.seats, (1..=8).map(|id| SeatId::new(id).unwrap()).collect::<Vec<_>>());
}
