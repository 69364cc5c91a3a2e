//! Which seats are the best for a buyer who leaves the choice to us. A proposal: the store decides, by an ordinary hold.
//!
//! The ladder: all in one row, and no single seat is left; all in one row; as few pieces of one section as it takes. On the first two rungs one of
//! the nearest few is drawn, so that buyers who ask at once, at several instances, are not all sent for the same seats.

use primitives::SeatId;

use super::free_runs::FreeRun;
use super::free_seats::FreeSeats;
use super::seat_rows::{SeatRow, SeatRows};

/// Of how many blocks one is drawn.
const BLOCKS_MAX: usize = 8;
/// How much farther than the nearest one they are at most, in half seats: a draw may not cost a buyer the front of the house.
const FARTHER_MAX: i64 = 16;

#[derive(Debug, Clone, Copy)]
pub struct SeatsWanted<'a> {
    /// At least one.
    pub quantity: usize,
    /// Of each section of the event, whether it may be in it.
    pub sections: &'a [bool],
}

/// How good a choice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    /// In one row, and no seat is left that has none free beside it.
    Together,
    /// In one row.
    LeavesSingle,
    /// In several rows, or in several places of one.
    InPieces,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub seats: Vec<SeatId>,
    pub rung: Rung,
}

/// Seats side by side, by their indexes. Ordered by nearness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Block {
    distance: i64,
    first: usize,
    seats: usize,
}

impl SeatsWanted<'_> {
    fn may_be_in(&self, row: &SeatRow) -> bool {
        self.sections.get(row.section).copied().unwrap_or(false)
    }
}

/// None: no section has so many free seats. `draw` is any number.
#[must_use]
pub fn choose(rows: &SeatRows, free: &FreeSeats, wanted: SeatsWanted<'_>, draw: u64) -> Option<Choice> {
    if wanted.quantity == 0 {
        return None;
    }
    for rung in [Rung::Together, Rung::LeavesSingle] {
        let blocks = nearest_blocks(rows, free, wanted, rung);
        if let Some(block) = drawn(&blocks, draw) {
            return Some(Choice { seats: block.ids().collect(), rung });
        }
    }
    let pieces = fewest_pieces(rows, free, wanted)?;
    Some(Choice { seats: pieces.iter().flat_map(Block::ids).collect(), rung: Rung::InPieces })
}

/// How many free seats there are side by side, at most.
#[must_use]
pub fn largest(rows: &SeatRows, free: &FreeSeats, sections: &[bool]) -> usize {
    let wanted = SeatsWanted { quantity: 1, sections };
    let rows = rows.by_nearness().filter(|row| wanted.may_be_in(row));
    let longest = |row: &SeatRow| free.runs(row.first, row.seats).map(|run| run.length).max();
    rows.filter_map(longest).max().unwrap_or(0)
}

/// Whether so many of a run can be taken, and leave no single seat.
#[must_use]
pub fn fits(run: FreeRun, quantity: usize) -> bool {
    run.length >= quantity && run.length != quantity + 1
}

/// Where in a run of this length so many seats may begin. Of the places that leave no single seat those remain that leave room for as many further
/// groups of this size as any place does: that is what sells a hall to pairs without a rest, and every run has such a place.
fn places(length: usize, quantity: usize, rung: Rung) -> impl Iterator<Item = usize> {
    let groups = length / quantity;
    (0..=length.saturating_sub(quantity)).filter(move |left| {
        let right = length - quantity - left;
        match rung {
            Rung::Together => *left != 1 && right != 1 && left / quantity + right / quantity + 1 == groups,
            Rung::LeavesSingle | Rung::InPieces => true,
        }
    })
}

/// Up to [`BLOCKS_MAX`] that are about as near, the nearest first.
fn nearest_blocks(rows: &SeatRows, free: &FreeSeats, wanted: SeatsWanted<'_>, rung: Rung) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::with_capacity(BLOCKS_MAX + 1);
    for row in rows.by_nearness() {
        let are_enough = blocks.len() >= BLOCKS_MAX;
        if are_enough && blocks.last().is_some_and(|farthest| farthest.distance <= row.nearest()) {
            break;
        }
        if wanted.may_be_in(row) {
            add_blocks(&mut blocks, row, free, wanted.quantity, rung);
        }
    }
    let nearest = blocks.first().map_or(0, |block| block.distance.isqrt());
    blocks.retain(|block| block.distance.isqrt() <= nearest + FARTHER_MAX);
    blocks
}

fn add_blocks(blocks: &mut Vec<Block>, row: &SeatRow, free: &FreeSeats, quantity: usize, rung: Rung) {
    // When much is sold most rows have a rest that no group of this size can take without leaving one.
    let may_have_a_place = |run: &FreeRun| match rung {
        Rung::Together => fits(*run, quantity),
        Rung::LeavesSingle | Rung::InPieces => run.length >= quantity,
    };
    for run in free.runs(row.first, row.seats).filter(may_have_a_place) {
        for at in places(run.length, quantity, rung).map(|at| run.first + at) {
            let block =
                Block { distance: row.distance(at, quantity), first: row.first + at, seats: quantity };
            let rank = blocks.partition_point(|other| *other < block);
            if rank < BLOCKS_MAX {
                blocks.insert(rank, block);
                blocks.truncate(BLOCKS_MAX);
            }
        }
    }
}

fn drawn(blocks: &[Block], draw: u64) -> Option<Block> {
    let count = u64::try_from(blocks.len()).unwrap_or(u64::MAX);
    let number = draw.checked_rem(count)?;
    blocks.get(usize::try_from(number).ok()?).copied()
}

/// Of the section in which they are fewest, and then nearest.
fn fewest_pieces(rows: &SeatRows, free: &FreeSeats, wanted: SeatsWanted<'_>) -> Option<Vec<Block>> {
    let allowed = wanted.sections.iter().enumerate().filter(|(_, may_be)| **may_be);
    let of_each = allowed.filter_map(|(section, _)| pieces_of(section, rows, free, wanted));
    of_each.min_by_key(|pieces| (pieces.len(), pieces.iter().map(|piece| piece.distance).sum::<i64>()))
}

/// The longest runs first, whole, until what is left fits one: no other way has fewer pieces.
fn pieces_of(
    section: usize,
    rows: &SeatRows,
    free: &FreeSeats,
    wanted: SeatsWanted<'_>,
) -> Option<Vec<Block>> {
    let only: Vec<bool> = (0..wanted.sections.len()).map(|number| number == section).collect();
    let (mut free, mut pieces, mut missing) = (free.clone(), Vec::new(), wanted.quantity);
    while missing > 0 {
        let longest = largest(rows, &free, &only);
        if longest == 0 {
            return None;
        }
        let piece = SeatsWanted { quantity: missing.min(longest), sections: &only };
        let nearest = |rung| nearest_blocks(rows, &free, piece, rung).first().copied();
        let block = nearest(Rung::Together).or_else(|| nearest(Rung::LeavesSingle))?;
        block.ids().for_each(|seat| free.take(seat));
        missing -= block.seats;
        pieces.push(block);
    }
    Some(pieces)
}

impl Block {
    fn ids(&self) -> impl Iterator<Item = SeatId> + use<> {
        (self.first..self.first + self.seats).filter_map(|index| SeatId::at_index(index).ok())
    }
}

#[cfg(test)]
#[path = "choose_tests.rs"]
mod tests;
