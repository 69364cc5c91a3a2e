//! Where the stage stands: a rectangle that the seats leave free, on the same grid as they are or beside it.

use super::section::Section;

/// Rows and columns count as those of seats do, and go on over the edges: the row before the first is 0, the one before that -1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stage {
    pub top: i32,
    pub left: i32,
    pub rows: u32,
    pub cols: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidStage {
    #[error("a stage has at least one row and one column")]
    Empty,
    #[error("a stage stands on the grid or at most {max} rows or columns beside it", max = Stage::BESIDE_MAX)]
    FarAway,
    #[error("the stage stands on seats of section {section:?}")]
    OnSeats { section: String },
}

impl Stage {
    /// Beyond this, a map that shows both could not show the seats any more.
    pub const BESIDE_MAX: u32 = 200;

    /// Whether it can stand on a grid of this size with these sections.
    pub(super) fn fits(self, rows: u32, cols: u32, sections: &[Section]) -> Result<(), InvalidStage> {
        if self.rows == 0 || self.cols == 0 {
            return Err(InvalidStage::Empty);
        }
        let down = Span::new(self.top.into(), self.rows);
        let across = Span::new(self.left.into(), self.cols);
        if !down.lies_about(rows) || !across.lies_about(cols) {
            return Err(InvalidStage::FarAway);
        }
        let stands_on = |section: &&Section| {
            down.meets(Span::new(section.top.into(), section.rows))
                && across.meets(Span::new(section.left.into(), section.cols))
        };
        match sections.iter().find(stands_on) {
            Some(section) => Err(InvalidStage::OnSeats { section: section.name.clone() }),
            None => Ok(()),
        }
    }
}

/// Rows, or columns, from the first to the one behind the last.
#[derive(Clone, Copy)]
struct Span {
    first: i64,
    end: i64,
}

impl Span {
    fn new(first: i64, length: u32) -> Self {
        Self { first, end: first + i64::from(length) }
    }

    fn meets(self, other: Self) -> bool {
        self.first < other.end && other.first < self.end
    }

    fn lies_about(self, grid: u32) -> bool {
        let beside = i64::from(Stage::BESIDE_MAX);
        self.first >= 1 - beside && self.end <= i64::from(grid) + 1 + beside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{InvalidLayout, Layout};

    /// Two blocks of two rows and three columns with one column between them, on three rows.
    fn standing(stage: Stage) -> Result<(), InvalidLayout> {
        let left = Section::new("A", 100).sized(2, 3);
        let right = Section::new("B", 100).at(1, 5).sized(2, 3);
        Layout::new(3, 7, vec![left, right])?.with_stage(Some(stage)).map(drop)
    }

    fn at(top: i32, left: i32, rows: u32, cols: u32) -> Stage {
        Stage { top, left, rows, cols }
    }

    #[test]
    fn a_stage_stands_before_behind_beside_or_between_the_seats() {
        for stage in
            [at(-1, 2, 2, 5), at(0, 1, 1, 7), at(3, 1, 1, 7), at(4, 1, 5, 7), at(1, 4, 3, 1), at(1, 8, 3, 2)]
        {
            assert_eq!(standing(stage), Ok(()), "{stage:?}");
        }
    }

    #[test]
    fn a_stage_does_not_stand_on_seats() {
        for (stage, section) in [(at(-1, 1, 3, 1), "A"), (at(2, 4, 1, 2), "B"), (at(-5, -5, 100, 100), "A")] {
            let section = section.to_owned();
            assert_eq!(standing(stage), Err(InvalidStage::OnSeats { section }.into()), "{stage:?}");
        }
    }

    #[test]
    fn a_stage_has_a_size_and_is_near_the_seats() {
        for stage in [at(0, 1, 0, 7), at(0, 1, 1, 0)] {
            assert_eq!(standing(stage), Err(InvalidStage::Empty.into()), "{stage:?}");
        }
        let (i, u) = (i32::MAX, u32::MAX);
        for stage in
            [at(-200, 1, 1, 7), at(203, 1, 2, 7), at(0, 300, 1, 1), at(i32::MIN, 1, 1, 1), at(i, i, u, u)]
        {
            assert_eq!(standing(stage), Err(InvalidStage::FarAway.into()), "{stage:?}");
        }
        assert_eq!(standing(at(-199, 1, 1, 7)), Ok(()));
        assert_eq!(standing(at(203, 1, 1, 7)), Ok(()));
    }
}
