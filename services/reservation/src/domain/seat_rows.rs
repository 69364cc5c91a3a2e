//! The rows of an event's seats, and how far each place is from the best one.

use primitives::SeatId;

/// Beyond this no row is chosen from: no grid is wider.
const ROW_SEATS_MAX: usize = 2_048;

/// A rectangle of the grid that an event's seats lie on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridArea {
    pub top: i32,
    pub left: i32,
    pub rows: u32,
    pub cols: u32,
}

/// The seats of one section: row by row, with consecutive ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionRows {
    pub first: SeatId,
    pub area: GridArea,
}

impl SectionRows {
    #[must_use]
    pub fn contains(&self, seat: SeatId) -> bool {
        let first = self.first.index();
        (first..first + usize_of(self.area.rows) * usize_of(self.area.cols)).contains(&seat.index())
    }
}

/// Seats side by side, with consecutive ids. A section ends at its aisles, and so does a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatRow {
    /// Of the event's sections, standing ones among them.
    pub section: usize,
    /// Index of its first seat.
    pub first: usize,
    pub seats: usize,
    /// From the best place to the first seat, in half seats: to the side, and away from the stage.
    aside: i64,
    away: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SeatRows {
    /// The one with the nearest seat first.
    by_nearness: Vec<SeatRow>,
    /// By ascending seat.
    sections: Vec<SectionRows>,
}

impl SeatRow {
    /// The square of the distance between the best place and the middle of so many seats. It is measured on the whole row, so it does not depend
    /// on what is taken.
    #[must_use]
    pub fn distance(&self, at: usize, seats: usize) -> i64 {
        let middle = self.aside + half_seats(2 * at + seats.saturating_sub(1));
        middle * middle + self.away * self.away
    }

    /// No block of seats in this row is nearer.
    #[must_use]
    pub fn nearest(&self) -> i64 {
        let last = self.aside + half_seats(2 * self.seats.saturating_sub(1));
        let aside = if self.aside > 0 { self.aside } else { last.min(0) };
        aside * aside + self.away * self.away
    }
}

impl SeatRows {
    /// `sections` by ascending seat, each with its place among the sections of the event. The best place is the middle of the stage, or else the
    /// middle of the row before the first.
    #[must_use]
    pub fn new(sections: impl IntoIterator<Item = (usize, SectionRows)>, stage: Option<GridArea>) -> Self {
        let fits = |(_, section): &(usize, SectionRows)| usize_of(section.area.cols) <= ROW_SEATS_MAX;
        let numbered: Vec<_> = sections.into_iter().filter(fits).collect();
        let sections: Vec<SectionRows> = numbered.iter().map(|(_, section)| *section).collect();
        let (x, y) = stage.map_or_else(|| before_all(&sections), middle);
        let rows = |(number, SectionRows { first, area }): (usize, SectionRows)| {
            let seats = usize_of(area.cols);
            (0..area.rows).map(move |row| SeatRow {
                section: number,
                first: first.index() + usize_of(row) * seats,
                seats,
                aside: 2 * i64::from(area.left) - x,
                away: 2 * (i64::from(area.top) + i64::from(row)) - y,
            })
        };
        let mut by_nearness: Vec<SeatRow> = numbered.into_iter().flat_map(rows).collect();
        by_nearness.sort_by_key(|row| (row.nearest(), row.first));
        Self { by_nearness, sections }
    }

    pub fn by_nearness(&self) -> impl Iterator<Item = &SeatRow> {
        self.by_nearness.iter()
    }

    /// The indexes of the seats that are side by side with this one. None: it is in no row.
    #[must_use]
    pub fn around(&self, seat: SeatId) -> Option<std::ops::Range<usize>> {
        let behind = self.sections.partition_point(|section| section.first <= seat);
        let SectionRows { first, area } = self.sections.get(behind.checked_sub(1)?)?;
        let (seats, at) = (usize_of(area.cols), seat.index() - first.index());
        let row = at.checked_div(seats)?;
        let begin = first.index() + row * seats;
        (row < usize_of(area.rows)).then_some(begin..begin + seats)
    }
}

/// In half seats, as [`before_all`].
fn middle(area: GridArea) -> (i64, i64) {
    let GridArea { top, left, rows, cols } = area;
    (2 * i64::from(left) + i64::from(cols) - 1, 2 * i64::from(top) + i64::from(rows) - 1)
}

fn before_all(sections: &[SectionRows]) -> (i64, i64) {
    let areas = || sections.iter().map(|section| section.area);
    let left = areas().map(|area| i64::from(area.left)).min().unwrap_or(0);
    let right = areas().map(|area| i64::from(area.left) + i64::from(area.cols) - 1).max().unwrap_or(0);
    let top = areas().map(|area| i64::from(area.top)).min().unwrap_or(0);
    (left + right, 2 * (top - 1))
}

fn half_seats(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn usize_of(side: u32) -> usize {
    usize::try_from(side).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(top: i32, left: i32, rows: u32, cols: u32) -> GridArea {
        GridArea { top, left, rows, cols }
    }

    /// Two blocks of two rows and three seats, with an aisle of one column between them.
    fn blocks(stage: Option<GridArea>) -> SeatRows {
        let section = |first, area| SectionRows { first: SeatId::new(first).unwrap(), area };
        SeatRows::new([(0, section(1, area(1, 1, 2, 3))), (2, section(7, area(1, 5, 2, 3)))], stage)
    }

    #[test]
    fn the_rows_nearest_to_the_stage_come_first() {
        let firsts = |stage| blocks(stage).by_nearness().map(|row| row.first).collect::<Vec<_>>();
        assert_eq!(firsts(None), [0, 6, 3, 9]);
        assert_eq!(firsts(Some(area(4, 5, 1, 3))), [9, 6, 3, 0], "a stage behind the block on the right");
    }

    #[test]
    fn distance_is_that_of_the_middle_of_the_block_on_the_whole_row() {
        let rows = blocks(Some(area(-1, 1, 1, 7)));
        let first = rows.by_nearness().next().unwrap();
        assert_eq!((first.first, first.nearest()), (0, 2 * 2 + 4 * 4), "one seat beside the middle of seven");
        assert_eq!(first.distance(2, 1), first.nearest());
        assert_eq!(first.distance(1, 2), 3 * 3 + 4 * 4);
        assert_eq!(first.distance(0, 3), 4 * 4 + 4 * 4);
        for row in rows.by_nearness() {
            let all = (0..3).flat_map(|at| (1..=3 - at).map(move |seats| row.distance(at, seats)));
            assert_eq!(all.min().unwrap(), row.nearest());
        }
    }

    #[test]
    fn a_row_ends_at_the_aisles_of_its_section() {
        let around = |seat| blocks(None).around(SeatId::new(seat).unwrap());
        assert_eq!(
            [1, 3, 4, 7, 12].map(around),
            [Some(0..3), Some(0..3), Some(3..6), Some(6..9), Some(9..12)]
        );
        assert_eq!(around(13), None);
        assert_eq!(SeatRows::default().around(SeatId::new(1).unwrap()), None);
    }
}
